import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { keyScopes } from '../kernel/scope.ts';
import { accountsOf } from './accounts.ts';
import { addApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { apiKey, toApiKey } from './wire.ts';

const keyId = z.object({ key_id: z.string().max(64) });
const shared = { access: 'member', permission: 'own', limit: 'general', scope: 'workspace' } as const;

/** The caller's keys. */
export const listKeys = defineOperation({
  name: 'api-keys.list',
  summary: 'List the API keys of the current user',
  input: z.object({}),
  output: z.array(apiKey),
  ...shared,
  effect: 'read',
  http: { vega: 'GET /v1/api-keys' },
  async run(context) {
    const { account, workspace } = ownerOf(context);
    return (await listApiKeys(accountsOf(context), account, workspace)).map(toApiKey);
  },
});

/** A new key, told once. */
export const createKey = defineOperation({
  name: 'api-keys.create',
  summary: 'Create an API key; the key itself is told this once',
  description:
    'The key is sent as `Authorization: Bearer …` or `X-API-Key`, and has the rights of the user who made it, or those of them that its scopes cover.',
  input: z.object({
    name: z.string().trim().min(1).max(100).default('API key'),
    expires_at: z.iso.datetime({ offset: true }).optional().meta({ description: 'When it ends; never without' }),
    scopes: z
      .array(z.enum(keyScopes))
      .max(keyScopes.length)
      .default([])
      .meta({ description: '`read`: all that changes nothing; `write`: what members change; `admin`; or permissions by name. All rights without any' }),
  }),
  output: apiKey.extend({ key: z.string() }),
  ...shared,
  effect: 'write',
  status: 201,
  http: { vega: 'POST /v1/api-keys' },
  audited: ({ name, scopes }, created) => ({ details: { name, scopes: scopes.join(' '), ...(created === undefined ? {} : { key: created.id }) } }),
  async run(context, { name, expires_at, scopes }) {
    const { row, key } = await addApiKey(accountsOf(context), { ...ownerOf(context), kind: 'api', name, scopes: [...new Set(scopes)], expiresAt: expires_at });
    return { ...toApiKey(row), key };
  },
});

/** Ends a key. */
export const revokeKey = defineOperation({
  name: 'api-keys.revoke',
  summary: 'Revoke an API key of the current user',
  input: keyId,
  output: z.null(),
  ...shared,
  effect: 'destroy',
  status: 204,
  http: { vega: 'DELETE /v1/api-keys/{key_id}' },
  audited: ({ key_id }) => ({ details: { key: key_id } }),
  async run(context, { key_id }) {
    await revokeApiKey(accountsOf(context), key_id, ownerOf(context));
    return null;
  },
});

function ownerOf({ actor }: Context): { readonly account: string; readonly workspace: string } {
  if (actor.user === undefined || actor.workspace === undefined) throw new Failure('unauthenticated', 'Sign in to a workspace first');
  return { account: actor.user, workspace: actor.workspace };
}
