import { defineTable, type Row } from '../kernel/table.ts';

/** A tenant. The one with `slug` main is the installation's own: its project is the server's, its leads operate the server. */
export const workspaces = defineTable({
  name: 'workspace',
  scope: 'system',
  columns: { id: 'text', slug: 'text', name: 'text', created_at: 'time' },
  key: ['id'],
});
export type WorkspaceRow = Row<typeof workspaces>;

/** People; `email` is in lower case and unique. Without a hash nobody signs in with a password. */
export const accounts = defineTable({
  name: 'account',
  scope: 'system',
  columns: { id: 'text', email: 'text', name: 'text', password_hash: 'text?', is_disabled: 'boolean', created_at: 'time', password_changed_at: 'time?' },
  key: ['id'],
});
export type AccountRow = Row<typeof accounts>;

export const memberships = defineTable({
  name: 'membership',
  scope: 'system',
  columns: { workspace_id: 'text', account_id: 'text', role: 'text', created_at: 'time' },
  key: ['workspace_id', 'account_id'],
});

/** A sign-in, by tokens or by a browser's cookie (whose hash it holds). Ended ones stay until they would have expired. */
export const signIns = defineTable({
  name: 'sign_in',
  scope: 'system',
  columns: {
    ...{ id: 'text', account_id: 'text', workspace_id: 'text', cookie_hash: 'text?' },
    ...{ created_at: 'time', expires_at: 'time', ended_at: 'time?', end_reason: 'text?' },
  },
  key: ['id'],
});
export type SignInRow = Row<typeof signIns>;

/** Refresh tokens by their hash; a used one stays until it would have expired, so that using it again is noticed. `successor` was given for it last. */
export const refreshTokens = defineTable({
  name: 'refresh_token',
  scope: 'system',
  columns: { hash: 'text', sign_in_id: 'text', created_at: 'time', expires_at: 'time', used_at: 'time?', successor: 'text?' },
  key: ['hash'],
});
export type RefreshTokenRow = Row<typeof refreshTokens>;

/** Long-lived credentials by their hash, of kind api. `hint` is how the credential ends. */
export const apiKeys = defineTable({
  name: 'api_key',
  scope: 'system',
  columns: {
    ...{ id: 'text', account_id: 'text', workspace_id: 'text', kind: 'text', name: 'text', hash: 'text', hint: 'text', scopes: 'json' },
    ...{ created_at: 'time', last_used_at: 'time?', expires_at: 'time?', revoked_at: 'time?' },
  },
  key: ['id'],
});
export type ApiKeyRow = Row<typeof apiKeys>;

/** Tokens for one purpose by their hash, of kind trigger or auditor; `subject` is the only thing that one is for, the holder whom it was given to. */
export const purposeTokens = defineTable({
  name: 'purpose_token',
  scope: 'system',
  columns: {
    ...{ id: 'text', workspace_id: 'text', kind: 'text', label: 'text', subject: 'text?', holder_name: 'text?', holder_email: 'text?' },
    ...{ hash: 'text', hint: 'text', scopes: 'json', created_by: 'text' },
    ...{ created_at: 'time', last_used_at: 'time?', expires_at: 'time?', revoked_at: 'time?' },
  },
  key: ['id'],
});
export type PurposeTokenRow = Row<typeof purposeTokens>;

/** Failed sign-ins in a row, of an account or from an address. */
export const lockOuts = defineTable({
  name: 'lock_out',
  scope: 'system',
  columns: { subject: 'text', failures: 'integer', failed_at: 'time', locked_until: 'time?' },
  key: ['subject'],
});
