import type { SchemaChange } from '../schema.ts';

const toRepository = { columns: ['repository_id'], table: 'repository', key: ['id'] };

/** Projects with their repositories, snapshots and threat profiles, git uploads, and the older sessions. */
export const workspace: SchemaChange = {
  name: '0003-workspace',
  async apply({ createTable }) {
    await createTable('project', {
      scope: 'tenant',
      columns: { id: 'text', name: 'text', description: 'text', owner_user_id: 'text', created_at: 'time', updated_at: 'time' },
      key: ['id'],
      indexes: [['created_at', 'id']],
    });
    await createTable('repository', {
      scope: 'tenant',
      columns: {
        ...{ id: 'text', project_id: 'text', name: 'text', source_type: 'text', source_url: 'text?', source_ref: 'text?' },
        ...{ ingest_status: 'text', ingest_error: 'text?', snapshot_id: 'text?', created_at: 'time', updated_at: 'time' },
      },
      key: ['id'],
      references: [{ columns: ['project_id'], table: 'project', key: ['id'] }],
      indexes: [['project_id', 'created_at', 'id']],
    });
    await createTable('snapshot', {
      scope: 'tenant',
      columns: { id: 'text', repository_id: 'text', manifest: 'text', commit_id: 'text?', files: 'integer', bytes: 'integer', created_at: 'time' },
      key: ['id'],
      references: [toRepository],
      indexes: [['repository_id', 'created_at']],
    });
    await createTable('threat_profile', {
      scope: 'tenant',
      columns: { repository_id: 'text', id: 'text', content: 'json', created_at: 'time', updated_at: 'time' },
      key: ['repository_id'],
      references: [toRepository],
    });
    await createTable('git_upload', {
      scope: 'tenant',
      columns: {
        ...{ id: 'text', secret_hash: 'text', branch: 'text', status: 'text', repository_id: 'text?', commit_id: 'text?', staged: 'json?' },
        ...{ created_by: 'text', expires_at: 'time', created_at: 'time', received_at: 'time?' },
      },
      key: ['id'],
      references: [toRepository],
      indexes: [['repository_id']],
      across: [['id'], ['status', 'expires_at']],
    });
    await createTable('upload_session', {
      scope: 'tenant',
      columns: { id: 'text', repository_id: 'text', scan_id: 'text?', created_at: 'time' },
      key: ['id'],
      references: [toRepository],
      indexes: [['repository_id']],
    });
  },
};
