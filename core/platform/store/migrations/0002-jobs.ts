import type { SchemaChange } from '../schema.ts';

/** Jobs with their events, schedules, and the processes that run jobs. */
export const jobs: SchemaChange = {
  name: '0002-jobs',
  async apply({ createTable }) {
    await createTable('job', {
      scope: 'tenant',
      columns: {
        ...{ id: 'text', kind: 'text', status: 'text', payload: 'json', result: 'json?', error: 'text?' },
        ...{ attempts: 'integer', max_attempts: 'integer', priority: 'integer', run_at: 'time', lease_until: 'time?', worker_id: 'text?' },
        ...{ key: 'text?', parent_id: 'text?', project_id: 'text?', repository_id: 'text?', snapshot_id: 'text?', created_by: 'text?' },
        ...{ created_at: 'time', started_at: 'time?', completed_at: 'time?', cancel_requested: 'boolean', event_prefix: 'text?', last_seq: 'integer' },
      },
      key: ['id'],
      unique: [['key']],
      indexes: [['parent_id'], ['repository_id', 'created_at'], ['project_id', 'created_at'], ['created_by', 'status'], ['snapshot_id']],
      across: [
        ['status', 'run_at'],
        ['status', 'lease_until'],
      ],
    });
    await createTable('job_event', {
      scope: 'tenant',
      columns: { job_id: 'text', seq: 'integer', kind: 'text', payload: 'json', created_at: 'time', project_id: 'text?', repository_id: 'text?' },
      key: ['job_id', 'seq'],
      references: [{ columns: ['job_id'], table: 'job', key: ['id'] }],
      indexes: [
        ['repository_id', 'created_at'],
        ['project_id', 'created_at'],
      ],
    });
    await createTable('schedule', {
      scope: 'tenant',
      columns: {
        ...{ id: 'text', kind: 'text', payload: 'json', cron: 'text', time_zone: 'text', enabled: 'boolean' },
        ...{ next_run_at: 'time?', last_run_at: 'time?', created_at: 'time' },
      },
      key: ['id'],
      across: [['enabled', 'next_run_at']],
    });
    await createTable('worker', {
      scope: 'system',
      columns: { id: 'text', version: 'text', slots: 'integer', running: 'json', started_at: 'time', last_seen: 'time' },
      key: ['id'],
    });
  },
};
