import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { accountsOf, timeAfter } from './accounts.ts';
import { addPurposeToken, listPurposeTokens, revokePurposeToken } from './purpose-tokens.ts';
import { scopesOf } from './principal.ts';
import type { PurposeTokenRow } from './tables.ts';
import { emailAddress } from './wire.ts';

/** What auditors can be shown. */
const accessScopes = ['metrics', 'findings', 'frameworks', 'audit', 'trends', 'evidence'] as const;
const daySeconds = 24 * 3600;

const auditorToken = z.object({
  id: z.string(),
  auditor_name: z.string(),
  auditor_email: z.string(),
  access_scope: z.array(z.string()),
  hint: z.string().meta({ description: 'How the token ends' }),
  created_at: z.string(),
  expires_at: z.string(),
  last_used_at: z.string().nullable(),
});
const shared = { access: 'admin', limit: 'general', scope: 'workspace' } as const;

export const listAuditorTokens = defineOperation({
  name: 'auditor-tokens.list',
  summary: 'List the tokens that were given to auditors and not revoked',
  input: z.object({}),
  output: z.array(auditorToken),
  ...shared,
  effect: 'read',
  http: { sentrik: 'GET /api/auditor/tokens' },
  run: async (context) => (await listPurposeTokens(context, { kind: 'auditor' })).map(toWire),
});

export const createAuditorToken = defineOperation({
  name: 'auditor-tokens.create',
  summary: 'Make a token for an auditor, who reads with it for a time; it is told this once',
  description: 'It opens nothing but what is meant for auditors, and of that what `access_scope` names.',
  input: z.object({
    auditor_name: z.string().trim().min(1).max(200),
    auditor_email: emailAddress,
    expires_in_days: z.number().int().min(1).max(365).default(30),
    access_scope: z
      .array(z.enum(accessScopes))
      .min(1)
      .max(accessScopes.length)
      .default([...accessScopes]),
  }),
  output: auditorToken.extend({ token: z.string() }),
  ...shared,
  effect: 'write',
  status: 201,
  http: { sentrik: 'POST /api/auditor/tokens' },
  audited: ({ access_scope: scopes, expires_in_days: days }, made) => ({
    details: { scopes: scopes.join(' '), days, ...(made === undefined ? {} : { token: made.id }) },
  }),
  async run(context, { auditor_name: name, auditor_email: email, expires_in_days: days, access_scope: scopes }) {
    const expiresAt = timeAfter(accountsOf(context).clock, days * daySeconds);
    const { row, token } = await addPurposeToken(context, { kind: 'auditor', label: name, holder: { name, email }, scopes: [...new Set(scopes)], expiresAt });
    return { ...toWire(row), token };
  },
});

export const revokeAuditorToken = defineOperation({
  name: 'auditor-tokens.revoke',
  summary: 'Revoke the token of an auditor',
  input: z.object({ token_id: z.string().min(1).max(64) }),
  output: z.null(),
  ...shared,
  effect: 'destroy',
  status: 204,
  http: { sentrik: 'DELETE /api/auditor/tokens/{token_id}' },
  audited: ({ token_id: token }) => ({ details: { token } }),
  async run(context, { token_id: id }) {
    await revokePurposeToken(context, id, { kind: 'auditor' });
    return null;
  },
});

function toWire(row: PurposeTokenRow): z.output<typeof auditorToken> {
  const { id, holder_name, holder_email, hint, created_at, expires_at, last_used_at } = row;
  const who = { auditor_name: holder_name ?? '', auditor_email: holder_email ?? '' };
  return { id, ...who, access_scope: [...scopesOf(row)], hint, created_at, expires_at: expires_at ?? '', last_used_at };
}
