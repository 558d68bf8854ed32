import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { defineOperation } from '../kernel/operation.ts';
import { tenantOf } from '../kernel/platform.ts';
import { findingWire } from '../scan/finding-wire.ts';
import { severity } from '../scan/model.ts';
import { codeOf } from './finding-code.ts';
import { decideFinding, findingOf, listFindings } from './findings.ts';
import { idInput } from './listing.ts';
import { projectOf } from './projects.ts';
import { repositoryOf } from './repositories.ts';
import { findingStatuses } from './scan-tables.ts';
import { scanFindingDetail, scanFindingWire, toScanFindingWire } from './scan-wire.ts';
import { repositories } from './tables.ts';

const filter = {
  severity: z.array(severity).min(1).optional().meta({ description: 'Only of these severities' }),
  status: z.array(z.enum(findingStatuses)).min(1).optional().meta({ description: 'Only in these states' }),
  scan_id: idInput.optional().meta({ description: 'Of this scan; of the newest complete one of each repository unless given' }),
  limit: z.coerce.number().int().min(1).max(5000).default(1000).meta({ description: 'At most so many' }),
  after: idInput.optional().meta({ description: 'Id of the last one of the page before' }),
};
const wanted = z.object(filter);

function toFilter({ severity: severities, status, scan_id: scanId, limit, after }: z.output<typeof wanted>): Parameters<typeof listFindings>[2] {
  return {
    limit,
    ...(severities === undefined ? {} : { severity: severities }),
    ...(status === undefined ? {} : { status }),
    ...(scanId === undefined ? {} : { scanId }),
    ...(after === undefined ? {} : { after }),
  };
}

/** What a repository's scans have found. */
export const listRepositoryFindings = defineOperation({
  name: 'scan-findings.list',
  summary: 'List the findings of a repository by file and line; filters combine',
  description: 'Places in a file with the same title are one finding with `occurrences`.',
  input: z.object({ repo_id: idInput, ...filter }),
  output: z.array(scanFindingWire),
  access: 'member',
  permission: 'findings:read',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}/findings' },
  async run(context, { repo_id: id, ...input }) {
    const store = tenantOf(context);
    await repositoryOf(store, id);
    return (await listFindings(store, [id], toFilter(input))).map(toScanFindingWire);
  },
});

export const listProjectFindings = defineOperation({
  name: 'projects.findings',
  summary: 'List the findings of all repositories of a project; filters combine',
  input: z.object({ project_id: idInput, ...filter }),
  output: z.array(scanFindingWire),
  access: 'member',
  permission: 'findings:read',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/projects/{project_id}/findings' },
  async run(context, { project_id: id, ...input }) {
    const store = tenantOf(context);
    await projectOf(store, id);
    const rows = await store.rows(repositories).find({ where: { project_id: id } });
    const found = await listFindings(
      store,
      rows.map((row) => row.id),
      toFilter(input),
    );
    return found.map(toScanFindingWire);
  },
});

const place = z.object({ repo_id: idInput, finding_id: idInput });

export const getScanFinding = defineOperation({
  name: 'scan-findings.get',
  summary: 'Get a finding with everything that is known of it',
  input: place,
  output: scanFindingDetail,
  access: 'member',
  permission: 'findings:read',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}/findings/{finding_id}' },
  run: (context, { repo_id: repository, finding_id: id }) => detailOf(context, repository, id),
});

export const decideScanFinding = defineOperation({
  name: 'scan-findings.decide',
  summary: 'Say what is to be thought of a finding: open, confirmed or dismissed',
  description: 'Holds for the same finding in all scans of the repository, those to come included.',
  input: place.extend({ status: z.enum(findingStatuses), reason: z.string().trim().min(1).max(2000).optional() }),
  output: scanFindingDetail,
  access: 'member',
  effect: 'write',
  limit: 'general',
  audited: ({ finding_id: id, status }) => ({ details: { finding: id, status } }),
  http: { vega: 'PUT /v1/repositories/{repo_id}/findings/{finding_id}' },
  async run(context, { repo_id: repository, finding_id: id, status, reason }) {
    await decideFinding(context, repository, id, { status, ...(reason === undefined ? {} : { reason }) });
    return detailOf(context, repository, id);
  },
});

async function detailOf(context: Context, repository: string, id: string): Promise<z.output<typeof scanFindingDetail>> {
  const [row, ...others] = await findingOf(tenantOf(context), repository, id);
  const detail = findingWire.parse(row.document);
  const rest = others.map(({ document }) => findingWire.parse(document));
  return { ...toScanFindingWire(row), ...(await codeOf(context, row, detail)), detail, others: rest };
}
