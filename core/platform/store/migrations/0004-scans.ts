import type { SchemaChange } from '../schema.ts';

/** What scans find, what people say of it, and what scans use. */
export const scans: SchemaChange = {
  name: '0004-scans',
  async apply({ createTable }) {
    const repository = [{ columns: ['repository_id'], table: 'repository', key: ['id'] }] as const;
    await createTable('finding', {
      scope: 'tenant',
      columns: {
        ...{ id: 'text', scan_id: 'text', repository_id: 'text', project_id: 'text', fingerprint: 'text', rule_id: 'text', severity: 'text', title: 'text' },
        ...{
          file_path: 'text',
          line: 'integer',
          confidence: 'real',
          priority: 'integer',
          status: 'text',
          status_reason: 'text?',
          is_lead: 'boolean',
          occurrences: 'integer',
        },
        ...{ document: 'json', created_at: 'time', updated_at: 'time' },
      },
      key: ['id'],
      unique: [['scan_id', 'fingerprint']],
      references: [...repository, { columns: ['scan_id'], table: 'job', key: ['id'] }],
      indexes: [
        ['repository_id', 'file_path', 'line'],
        ['repository_id', 'fingerprint'],
      ],
    });
    await createTable('finding_triage', {
      scope: 'tenant',
      columns: { repository_id: 'text', fingerprint: 'text', status: 'text', reason: 'text?', decided_by: 'text', decided_at: 'time' },
      key: ['repository_id', 'fingerprint'],
      references: repository,
    });
    await createTable('usage_record', {
      scope: 'tenant',
      columns: {
        ...{ id: 'text', kind: 'text', job_id: 'text', project_id: 'text?', repository_id: 'text?' },
        ...{ files: 'integer', lines: 'integer', seconds: 'real', at: 'time' },
      },
      key: ['id'],
      unique: [['job_id']],
      indexes: [['at']],
    });
  },
};
