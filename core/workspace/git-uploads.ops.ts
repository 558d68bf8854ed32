import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import { defineOperation } from '../kernel/operation.ts';
import { tenantOf } from '../kernel/platform.ts';
import { sha256 } from '../kernel/sha256.ts';
import { gitUploadOf, gitUploadStatuses, removeUpload, statusOf } from './git-uploads.ts';
import { idInput } from './listing.ts';
import { actorId, projectOf } from './projects.ts';
import { repositoryOf, sourcesOf, wakeWorkers } from './repositories.ts';
import { type GitUploadRow, gitUploads, repositories } from './tables.ts';

const safeBranch = /^(?!.*(\.\.|\/\/|\.lock(\/|$)))[A-Za-z0-9_][A-Za-z0-9_./-]*[A-Za-z0-9_-]$|^[A-Za-z0-9_]$/;
const hour = 3600;

const uploadWire = z.object({
  id: z.string(),
  status: z.enum(gitUploadStatuses),
  branch: z.string(),
  repository_id: z.string().nullable(),
  commit: z.string().nullable(),
  expires_at: z.string(),
  created_at: z.string(),
  received_at: z.string().nullable(),
});

const createInput = z
  .object({
    branch: z.string().max(200).regex(safeBranch, 'is no name of a branch').default('main').meta({ description: 'The branch that can be pushed' }),
    expires_in: z.coerce
      .number()
      .int()
      .min(60)
      .max(24 * hour)
      .default(hour)
      .meta({ description: 'Seconds until the address takes no push any more' }),
    repository_id: idInput.optional().meta({ description: 'The push becomes a new snapshot of this repository' }),
    project_id: idInput.optional().meta({ description: 'The push becomes a new repository of this project' }),
    name: z.string().trim().min(1).max(200).optional().meta({ description: 'Of the new repository' }),
  })
  .refine((input) => input.repository_id === undefined || input.project_id === undefined, {
    path: ['repository_id'],
    error: 'Give repository_id or project_id, not both',
  });

export const createGitUpload = defineOperation({
  name: 'git-uploads.create',
  summary: 'Make an address that takes one git push',
  description:
    'The address holds a secret and is shown once. Without `repository_id` and `project_id` the push waits until a repository is made with this `git_upload_id`.',
  input: createInput,
  output: uploadWire.extend({ url: z.string().meta({ description: 'Push to it: git push <url> HEAD:refs/heads/main' }) }),
  access: 'member',
  effect: 'write',
  limit: 'expensive',
  status: 201,
  http: { vega: 'POST /v1/git-uploads' },
  async run(context, input) {
    sourcesOf(context);
    const secret = newId('gus');
    const row = await insertUpload(context, input, secret);
    return { ...toWire(row, context.clock.now()), url: addressOf(context, row.id, secret) };
  },
});

export const getGitUpload = defineOperation({
  name: 'git-uploads.get',
  summary: 'Get the state of a git upload',
  input: z.object({ upload_id: idInput }),
  output: uploadWire,
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/git-uploads/{upload_id}' },
  run: async (context, { upload_id: id }) => toWire(await gitUploadOf(tenantOf(context), id), context.clock.now()),
});

export const deleteGitUpload = defineOperation({
  name: 'git-uploads.delete',
  summary: 'Delete a git upload; repositories made from it stay',
  input: z.object({ upload_id: idInput }),
  output: z.object({}),
  access: 'member',
  effect: 'destroy',
  limit: 'general',
  status: 204,
  http: { vega: 'DELETE /v1/git-uploads/{upload_id}' },
  async run(context, { upload_id: id }) {
    await removeUpload(tenantOf(context), id, context.clock.now());
    await sourcesOf(context).remotes.remove(id);
    await wakeWorkers(context);
    return {};
  },
});

async function insertUpload(context: Context, input: z.output<typeof createInput>, secret: string): Promise<GitUploadRow> {
  const now = context.clock.now();
  const at = now.toISOString();
  return tenantOf(context).transaction(async (store) => {
    const projectId = input.project_id === undefined ? undefined : (await projectOf(store, input.project_id)).id;
    const repositoryId = projectId === undefined ? await existing(store, input.repository_id) : newId('repo');
    if (projectId !== undefined && repositoryId !== null) {
      await store.rows(repositories).insert({
        ...{ id: repositoryId, project_id: projectId, name: input.name ?? 'git upload', source_type: 'git_upload', source_url: null, source_ref: null },
        ...{ ingest_status: 'pending', ingest_error: null, snapshot_id: null, created_at: at, updated_at: at },
      });
    }
    const row: GitUploadRow = {
      ...{ id: newId('gup'), secret_hash: sha256(secret), branch: input.branch, status: 'waiting', repository_id: repositoryId, commit_id: null, staged: null },
      ...{ created_by: actorId(context), created_at: at, received_at: null },
      expires_at: new Date(now.getTime() + input.expires_in * 1000).toISOString(),
    };
    await store.rows(gitUploads).insert(row);
    return row;
  });
}

async function existing(store: Parameters<typeof repositoryOf>[0], id: string | undefined): Promise<string | null> {
  return id === undefined ? null : (await repositoryOf(store, id)).id;
}

/** The name in front of the secret means nothing; git wants one. */
function addressOf(context: Context, id: string, secret: string): string {
  if (context.origin === undefined) throw new Failure('unavailable', 'The server does not know the address it is reached by');
  const url = new URL(`/v1/git-uploads/${id}/repository.git`, context.origin);
  url.username = 'git';
  url.password = secret;
  return url.href;
}

function toWire(row: GitUploadRow, now: Date): z.output<typeof uploadWire> {
  const { id, branch, repository_id, commit_id: commit, expires_at, created_at, received_at } = row;
  return { id, status: uploadWire.shape.status.parse(statusOf(row, now)), branch, repository_id, commit, expires_at, created_at, received_at };
}
