import { z } from 'zod';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { platformOf, tenantOf } from '../kernel/platform.ts';
import { document } from '../kernel/reply.ts';
import { skipReasons } from '../kernel/sources.ts';
import { addRepository } from './add-repository.ts';
import { archiveInput } from './archive-input.ts';
import { requestIngest } from './ingest.ts';
import { idInput, pageInput } from './listing.ts';
import { fileAt, manifestOf } from './manifest.ts';
import {
  ingestStatuses,
  listRepositories as findRepositories,
  removeRepository,
  repositoryOf,
  snapshotOf,
  sourcesOf,
  sourceTypes,
  wakeWorkers,
} from './repositories.ts';
import { type RepositoryRow, repositories } from './tables.ts';

const name = z.string().trim().min(1).max(200);
const url = z.string().trim().min(1).max(2000).meta({ description: 'Address of a git repository: https, http, git or ssh' });
const ref = z.string().trim().min(1).max(250).meta({ description: 'Branch or tag; the default branch unless given' });
const repoInput = z.object({ repo_id: idInput });

const repositoryWire = z.object({
  id: z.string(),
  project_id: z.string(),
  name: z.string(),
  source_type: z.enum(sourceTypes),
  source_url: z.string().nullable(),
  source_ref: z.string().nullable(),
  ingest_status: z.enum(ingestStatuses),
  ingest_error: z.string().nullable(),
  snapshot_id: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});

/** A row as answers show it. */
function toRepository(row: RepositoryRow): z.output<typeof repositoryWire> {
  return repositoryWire.parse(row);
}

/** Repositories of a project, the oldest first. */
export const listRepositories = defineOperation({
  name: 'repositories.list',
  summary: 'List the repositories of a project',
  input: z.object({ project_id: idInput, ...pageInput }),
  output: z.array(repositoryWire),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/projects/{project_id}/repositories' },
  async run(context, { project_id: projectId, ...page }) {
    return (await findRepositories(tenantOf(context), projectId, page)).map(toRepository);
  },
});

export const createRepository = defineOperation({
  name: 'repositories.create',
  summary: 'Add a repository to a project: from a git address, an uploaded archive, or a git upload',
  description:
    'Send JSON, or a form with the fields and the archive (zip, tar or tar.gz, at most 2 GiB) in `upload`. The source is taken in behind the answer: `ingest_status` goes from pending over ingesting to ready or failed.',
  input: z.object({
    project_id: idInput,
    name: name.optional().meta({ description: 'The name of the archive or of the address unless given' }),
    source_type: z.enum(sourceTypes).optional().meta({ description: 'Follows from what is given' }),
    source_url: url.optional(),
    source_ref: ref.optional(),
    git_upload_id: idInput.optional().meta({ description: 'Takes the commit that is pushed to this git upload' }),
    upload: archiveInput.optional(),
  }),
  output: repositoryWire,
  access: 'member',
  effect: 'write',
  limit: 'expensive',
  status: 201,
  upload: 'upload',
  http: { vega: 'POST /v1/projects/{project_id}/repositories' },
  async run(context, input) {
    const row = await addRepository(context, input);
    await wakeWorkers(context);
    return toRepository(row);
  },
});

export const getRepository = defineOperation({
  name: 'repositories.get',
  summary: 'Get a repository with the state of its source',
  input: repoInput,
  output: repositoryWire,
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}' },
  run: async (context, { repo_id: id }) => toRepository(await repositoryOf(tenantOf(context), id)),
});

export const updateRepository = defineOperation({
  name: 'repositories.update',
  summary: 'Change the name of a repository, or its address or branch',
  description: 'Giving `source_url` or `source_ref` takes the source in again, as a new snapshot.',
  input: repoInput.extend({ name: name.optional(), source_url: url.optional(), source_ref: ref.optional() }),
  output: repositoryWire,
  access: 'member',
  effect: 'write',
  limit: 'general',
  http: { vega: 'PUT /v1/repositories/{repo_id}' },
  async run(context, { repo_id: id, ...changes }) {
    const now = context.clock.now();
    const isSource = changes.source_url !== undefined || changes.source_ref !== undefined;
    if (isSource) sourcesOf(context).checkRemote({ url: changes.source_url, ref: changes.source_ref });
    const row = await tenantOf(context).transaction(async (store) => {
      const before = await repositoryOf(store, id);
      if (isSource && before.source_type !== 'git_url') throw new Failure('conflict', 'Only a repository of the kind git_url has an address');
      const given = {
        name: changes.name ?? before.name,
        source_url: changes.source_url ?? before.source_url,
        source_ref: changes.source_ref ?? before.source_ref,
      };
      await store.rows(repositories).update({ id }, { ...given, updated_at: now.toISOString() });
      const source = { kind: 'remote' as const, url: given.source_url ?? '', ...(given.source_ref === null ? {} : { ref: given.source_ref }) };
      if (isSource) await requestIngest(store, before, { source, now });
      return repositoryOf(store, id);
    });
    if (isSource) await wakeWorkers(context);
    return toRepository(row);
  },
});

export const deleteRepository = defineOperation({
  name: 'repositories.delete',
  summary: 'Delete a repository with its snapshots, scans and findings; nothing of it can be had again',
  input: repoInput,
  output: z.object({}),
  access: 'member',
  effect: 'destroy',
  limit: 'general',
  status: 204,
  http: { vega: 'DELETE /v1/repositories/{repo_id}' },
  async run(context, { repo_id: id }) {
    await removeRepository(tenantOf(context), id);
    return {};
  },
});

const treeFile = z.object({ path: z.string(), size: z.number().int(), sha256: z.string(), mode: z.enum(['100644', '100755']) });

export const sourceTree = defineOperation({
  name: 'repositories.source-tree',
  summary: 'List the files of the latest snapshot, by path',
  input: repoInput.extend({
    prefix: z.string().max(4096).default('').meta({ description: 'Only paths that begin so, such as src/' }),
    after: z.string().max(4096).optional().meta({ description: 'Only paths behind this one' }),
    limit: z.coerce.number().int().min(1).max(50_000).default(10_000),
  }),
  output: z.object({
    snapshot_id: z.string(),
    commit: z.string().nullable(),
    total_files: z.number().int(),
    total_bytes: z.number().int(),
    files: z.array(treeFile),
    has_more: z.boolean(),
    skipped: z
      .array(z.object({ path: z.string(), reason: z.enum(skipReasons) }))
      .meta({ description: 'What stood in the source and was not taken; the first 1000' }),
  }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}/source-tree' },
  async run(context, { repo_id: id, prefix, after, limit }) {
    const store = tenantOf(context);
    const snapshot = await snapshotOf(store, await repositoryOf(store, id));
    const { files, skipped } = await manifestOf(context, snapshot);
    const fitting = files.filter((file) => file.path.startsWith(prefix) && (after === undefined || file.path > after));
    return {
      snapshot_id: snapshot.id,
      commit: snapshot.commit_id,
      total_files: snapshot.files,
      total_bytes: snapshot.bytes,
      files: fitting.slice(0, limit).map(({ path, size, mode, blob }) => ({ path, size, mode, sha256: blob.slice('sha256:'.length) })),
      has_more: fitting.length > limit,
      skipped: [...skipped],
    };
  },
});

export const sourceFile = defineOperation({
  name: 'repositories.source-file',
  summary: 'Read a file of the latest snapshot, as plain text or as bytes',
  input: repoInput.extend({ path: z.string().min(1).max(4096) }),
  output: z.string(),
  access: 'member',
  effect: 'read',
  limit: 'general',
  mime: 'text/plain',
  http: { vega: 'GET /v1/repositories/{repo_id}/source-files/{path*}' },
  async run(context, { repo_id: id, path }) {
    const store = tenantOf(context);
    const snapshot = await snapshotOf(store, await repositoryOf(store, id));
    const { blobs, sources } = platformOf(context);
    const file = fileAt(await manifestOf(context, snapshot), path);
    const bytes = await blobs.readAll(file.blob, sources?.limits.fileBytes ?? file.size);
    return document(isText(bytes) ? 'text/plain' : 'application/octet-stream', bytes);
  },
});

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
