import type { SchemaChange } from '../schema.ts';

/** Tokens for one purpose: triggers of a project, auditors of a workspace. */
export const tokens: SchemaChange = {
  name: '0005-tokens',
  async apply({ createTable }) {
    await createTable('purpose_token', {
      scope: 'system',
      columns: {
        ...{ id: 'text', workspace_id: 'text', kind: 'text', label: 'text', subject: 'text?', holder_name: 'text?', holder_email: 'text?' },
        ...{ hash: 'text', hint: 'text', scopes: 'json', created_by: 'text' },
        ...{ created_at: 'time', last_used_at: 'time?', expires_at: 'time?', revoked_at: 'time?' },
      },
      key: ['id'],
      unique: [['hash']],
      references: [{ columns: ['workspace_id'], table: 'workspace', key: ['id'] }],
      indexes: [['workspace_id', 'kind', 'subject']],
    });
  },
};
