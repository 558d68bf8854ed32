import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { Failure } from '../kernel/failure.ts';
import { platformOf, tenantOf } from '../kernel/platform.ts';
import { document } from '../kernel/reply.ts';
import { idInput, pageInput } from './listing.ts';
import { projectOf } from './projects.ts';
import { repositoryOf, snapshotOf } from './repositories.ts';
import { scanConfig } from './scan-config.ts';
import { scanResult } from './scan-result.ts';
import { scanWire, toScanWire } from './scan-wire.ts';
import { cancelScan as cancel, listScans, scanOf, startScan as start } from './scans.ts';

const repoInput = z.object({ repo_id: idInput });
const scanInput = repoInput.extend({ scan_id: idInput });
const newestFirst = { limit: pageInput.limit, after: pageInput.after };

/** The scans of a repository, newest first. */
export const listRepositoryScans = defineOperation({
  name: 'scans.list',
  summary: 'List the scans of a repository, newest first',
  input: repoInput.extend(newestFirst),
  output: z.array(scanWire),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}/scans' },
  async run(context, { repo_id: id, limit, after }) {
    const store = tenantOf(context);
    await repositoryOf(store, id);
    return (await listScans(store, { of: { repository_id: id }, limit, ...(after === undefined ? {} : { after }) })).map(toScanWire);
  },
});

export const startScan = defineOperation({
  name: 'scans.start',
  summary: 'Start a scan of the latest snapshot of a repository',
  description:
    'Takes the settings of a scan, all of them optional. The answer comes at once; the scan goes from queued over claimed and running to completed, failed or cancelled.',
  input: repoInput.extend({
    ...scanConfig.shape,
    snapshot_id: idInput.optional().meta({ description: 'An earlier snapshot of the repository' }),
    idempotency_key: z.string().min(1).max(200).optional().meta({ description: 'A second request with the same key gives the scan of the first' }),
  }),
  output: scanWire,
  access: 'member',
  permission: 'scan',
  effect: 'write',
  limit: 'expensive',
  status: 201,
  largeBody: true,
  http: { vega: 'POST /v1/repositories/{repo_id}/scans' },
  async run(context, { repo_id: id, snapshot_id: wanted, idempotency_key: key, ...config }) {
    const store = tenantOf(context);
    const repository = await repositoryOf(store, id);
    if (wanted === undefined && repository.ingest_status !== 'ready')
      throw new Failure('conflict', `Only a repository that is ready can be scanned; this one is ${repository.ingest_status}`);
    const snapshot = await snapshotOf(store, repository, wanted);
    return toScanWire(await start(context, { repository, snapshotId: snapshot.id, config, ...(key === undefined ? {} : { key }) }));
  },
});

export const getScan = defineOperation({
  name: 'scans.get',
  summary: 'Get a scan with its state, what it came to and its artefacts',
  input: scanInput,
  output: scanWire,
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}/scans/{scan_id}' },
  run: async (context, { repo_id: id, scan_id: scan }) => toScanWire(await scanOf(tenantOf(context), id, scan)),
});

export const cancelScan = defineOperation({
  name: 'scans.cancel',
  summary: 'Cancel a scan that waits or runs; its record stays, and so does what it has found',
  input: scanInput,
  output: scanWire,
  access: 'member',
  permission: 'scan',
  effect: 'write',
  limit: 'general',
  http: { vega: 'DELETE /v1/repositories/{repo_id}/scans/{scan_id}' },
  run: async (context, { repo_id: id, scan_id: scan }) => toScanWire(await cancel(context, id, scan)),
});

const maxArtifact = 512_000_000;
const types: Readonly<Record<string, string>> = {
  json: 'application/json',
  sarif: 'application/sarif+json',
  html: 'text/html',
  csv: 'text/csv',
  md: 'text/markdown',
  xml: 'application/xml',
};

export const getArtifact = defineOperation({
  name: 'scans.artifact',
  summary: 'Get an artefact of a complete scan, such as findings.json or findings.sarif',
  input: scanInput.extend({ name: z.string().min(1).max(200) }),
  output: z.string(),
  mime: 'application/octet-stream',
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}/scans/{scan_id}/artifacts/{name}' },
  async run(context, { repo_id: id, scan_id: scan, name }) {
    const { result } = await scanOf(tenantOf(context), id, scan);
    const artifact = scanResult.safeParse(result).data?.artifacts.find((each) => each.name === name);
    if (artifact === undefined) throw new Failure('not_found', 'The scan has no artefact of that name');
    const mime = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    return document(mime, await platformOf(context).blobs.readAll(artifact.blob, maxArtifact), name);
  },
});

export const listProjectScans = defineOperation({
  name: 'projects.scans',
  summary: 'List the scans of all repositories of a project, newest first',
  input: z.object({ project_id: idInput, ...newestFirst }),
  output: z.array(scanWire),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/projects/{project_id}/scans' },
  async run(context, { project_id: id, limit, after }) {
    const store = tenantOf(context);
    await projectOf(store, id);
    return (await listScans(store, { of: { project_id: id }, limit, ...(after === undefined ? {} : { after }) })).map(toScanWire);
  },
});
