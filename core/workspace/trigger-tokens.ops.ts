import { z } from 'zod';
import { addPurposeToken, listPurposeTokens, revokePurposeToken } from '../account/purpose-tokens.ts';
import type { Context } from '../kernel/context.ts';
import { defineOperation } from '../kernel/operation.ts';
import { tenantOf } from '../kernel/platform.ts';
import { idInput } from './listing.ts';
import { projectOf } from './projects.ts';

const triggerToken = z.object({ id: z.string(), label: z.string(), createdAt: z.string(), lastUsedAt: z.string().nullable() });
const projectInput = z.object({ id: idInput });

export const listTriggerTokens = defineOperation({
  name: 'trigger-tokens.list',
  summary: 'List the tokens with which other programs start tests of a project',
  input: projectInput,
  output: z.array(triggerToken),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { sentri: 'GET /api/v1/projects/{id}/trigger-tokens' },
  async run(context, { id }) {
    const rows = await listPurposeTokens(context, await tokensOf(context, id));
    return rows.map(({ id: token, label, created_at: createdAt, last_used_at: lastUsedAt }) => ({ id: token, label, createdAt, lastUsedAt }));
  },
});

export const createTriggerToken = defineOperation({
  name: 'trigger-tokens.create',
  summary: 'Make a token with which another program starts tests of a project; it is told this once',
  input: projectInput.extend({
    label: z.string().trim().max(100).default(''),
    expiresAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'When it ends; never without' }),
  }),
  output: z.object({ id: z.string(), token: z.string(), label: z.string(), createdAt: z.string() }),
  access: 'admin',
  effect: 'write',
  limit: 'general',
  status: 201,
  http: { sentri: 'POST /api/v1/projects/{id}/trigger-tokens' },
  audited: ({ id }, made) => ({ details: { project: id, ...(made === undefined ? {} : { token: made.id }) } }),
  async run(context, { id, label, expiresAt }) {
    const { row, token } = await addPurposeToken(context, { ...(await tokensOf(context, id)), label, expiresAt });
    return { id: row.id, token, label, createdAt: row.created_at };
  },
});

export const revokeTriggerToken = defineOperation({
  name: 'trigger-tokens.revoke',
  summary: 'Revoke a trigger token of a project',
  input: projectInput.extend({ tid: idInput }),
  output: z.object({ ok: z.literal(true) }),
  access: 'admin',
  effect: 'destroy',
  limit: 'general',
  http: { sentri: 'DELETE /api/v1/projects/{id}/trigger-tokens/{tid}' },
  audited: ({ id, tid }) => ({ details: { project: id, token: tid } }),
  async run(context, { id, tid }) {
    await revokePurposeToken(context, tid, await tokensOf(context, id));
    return { ok: true as const };
  },
});

/** Throws `not_found` for projects of other workspaces. */
async function tokensOf(context: Context, project: string) {
  const { id: subject } = await projectOf(tenantOf(context), project);
  return { kind: 'trigger', subject } as const;
}
