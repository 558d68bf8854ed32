import type { Schema, SchemaChange } from '../schema.ts';

const account = { columns: ['account_id'], table: 'account', key: ['id'] };
const workspace = { columns: ['workspace_id'], table: 'workspace', key: ['id'] };

/** Workspaces, accounts, and their credentials. */
export const accounts: SchemaChange = {
  name: '0001-accounts',
  async apply(schema) {
    await createPeople(schema);
    await createCredentials(schema);
    await schema.createTable('lock_out', {
      scope: 'system',
      columns: { subject: 'text', failures: 'integer', failed_at: 'time', locked_until: 'time?' },
      key: ['subject'],
    });
  },
};

async function createPeople({ createTable }: Schema): Promise<void> {
  await createTable('workspace', {
    scope: 'system',
    columns: { id: 'text', slug: 'text', name: 'text', created_at: 'time' },
    key: ['id'],
    unique: [['slug']],
  });
  await createTable('account', {
    scope: 'system',
    columns: { id: 'text', email: 'text', name: 'text', password_hash: 'text?', is_disabled: 'boolean', created_at: 'time', password_changed_at: 'time?' },
    key: ['id'],
    unique: [['email']],
  });
  await createTable('membership', {
    scope: 'system',
    columns: { workspace_id: 'text', account_id: 'text', role: 'text', created_at: 'time' },
    key: ['workspace_id', 'account_id'],
    references: [workspace, account],
    indexes: [['account_id']],
  });
}

async function createCredentials({ createTable }: Schema): Promise<void> {
  const who = { id: 'text', account_id: 'text', workspace_id: 'text' } as const;
  await createTable('sign_in', {
    scope: 'system',
    columns: { ...who, cookie_hash: 'text?', created_at: 'time', expires_at: 'time', ended_at: 'time?', end_reason: 'text?' },
    key: ['id'],
    unique: [['cookie_hash']],
    references: [workspace, account],
    indexes: [['account_id'], ['expires_at']],
  });
  await createTable('refresh_token', {
    scope: 'system',
    columns: { hash: 'text', sign_in_id: 'text', created_at: 'time', expires_at: 'time', used_at: 'time?' },
    key: ['hash'],
    references: [{ columns: ['sign_in_id'], table: 'sign_in', key: ['id'] }],
    indexes: [['sign_in_id']],
  });
  await createTable('api_key', {
    scope: 'system',
    columns: {
      ...{ ...who, kind: 'text', name: 'text', hash: 'text', hint: 'text', scopes: 'json' },
      ...{ created_at: 'time', last_used_at: 'time?', expires_at: 'time?', revoked_at: 'time?' },
    },
    key: ['id'],
    unique: [['hash']],
    references: [workspace, account],
    indexes: [['account_id']],
  });
}
