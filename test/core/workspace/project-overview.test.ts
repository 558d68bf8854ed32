import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { enqueue } from '../../../core/jobs/enqueue.ts';
import { jobs } from '../../../core/jobs/tables.ts';
import { run } from '../../../core/kernel/operation.ts';
import type { Severity } from '../../../core/scan/model.ts';
import { createProject, listProjects } from '../../../core/workspace/projects.ops.ts';
import { findings, type FindingStatus } from '../../../core/workspace/scan-tables.ts';
import { repositories } from '../../../core/workspace/tables.ts';
import { openWorkspaceServer, type WorkspaceServer } from '../../support/workspace-server.ts';

let server: WorkspaceServer;
beforeEach(async () => {
  server = await openWorkspaceServer();
});
afterEach(() => server.close());

const named = z.object({ id: z.string() });
const at = '2026-11-20T10:00:00.000Z';

async function addRepository(projectId: string, id: string): Promise<void> {
  const source = { source_type: 'git_url', source_url: null, source_ref: null, ingest_status: 'ready', ingest_error: null, snapshot_id: null };
  await server
    .tenant()
    .rows(repositories)
    .insert({ id, project_id: projectId, name: id, ...source, created_at: at, updated_at: at });
}

/** A complete scan that has found one of each of these. */
async function addScan(projectId: string, repositoryId: string, { hour, found }: { hour: number; found: readonly (readonly [Severity, FindingStatus])[] }) {
  const store = server.tenant();
  const scan = await store.transaction((inside) =>
    enqueue(inside, { kind: 'code_scan', payload: {}, projectId, repositoryId }, new Date(Date.UTC(2026, 10, 21, hour))),
  );
  await store.rows(jobs).update({ id: scan.id }, { status: 'completed', started_at: at });
  const rows = found.map(([severity, status], index) => ({
    ...{ id: `${scan.id}-${index}`, scan_id: scan.id, repository_id: repositoryId, project_id: projectId, fingerprint: `f${index}`, rule_id: 'rule' },
    ...{ severity, title: 'Title', file_path: `file${index}`, line: 1, confidence: 1, priority: 1, status, status_reason: null, is_lead: true, occurrences: 1 },
    ...{ document: {}, created_at: at, updated_at: at },
  }));
  await store.rows(findings).insert(...rows);
}

it('the list of projects tells, where it is asked, what the newest scans have found and nobody has dismissed', async () => {
  const shop = named.parse(await run(createProject, server.context(), { name: 'Shop' }));
  const empty = named.parse(await run(createProject, server.context(), { name: 'Empty' }));
  await addRepository(shop.id, 'repo_one');
  await addRepository(shop.id, 'repo_two');
  await addScan(shop.id, 'repo_one', { hour: 1, found: [['critical', 'open']] });
  await addScan(shop.id, 'repo_one', {
    hour: 2,
    found: [
      ['high', 'open'],
      ['high', 'confirmed'],
      ['low', 'dismissed'],
    ],
  });
  await addScan(shop.id, 'repo_two', { hour: 3, found: [['info', 'open']] });
  const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  expect(await run(listProjects, server.context(), { overview: true })).toMatchObject([
    { id: shop.id, overview: { repository_count: 2, last_scan_at: '2026-11-21T03:00:00.000Z', open_findings: { ...none, high: 2, info: 1 } } },
    { id: empty.id, overview: { repository_count: 0, last_scan_at: null, open_findings: none } },
  ]);
  expect(await run(listProjects, server.context('ws_b'), { overview: true })).toEqual([]);
  expect(JSON.stringify(await run(listProjects, server.context(), {}))).not.toContain('overview');
});
