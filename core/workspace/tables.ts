import { defineTable, type Row } from '../kernel/table.ts';

export const projects = defineTable({
  name: 'project',
  scope: 'tenant',
  columns: { id: 'text', name: 'text', description: 'text', owner_user_id: 'text', created_at: 'time', updated_at: 'time' },
  key: ['id'],
});
export type ProjectRow = Row<typeof projects>;

/** Source code that is taken in and scanned; goes with its project. */
export const repositories = defineTable({
  name: 'repository',
  scope: 'tenant',
  columns: {
    id: 'text',
    project_id: 'text',
    name: 'text',
    source_type: 'text',
    source_url: 'text?',
    /** Branch or tag of the address; its default branch without. */
    source_ref: 'text?',
    ingest_status: 'text',
    /** Why the last try failed. */
    ingest_error: 'text?',
    /** The latest one. */
    snapshot_id: 'text?',
    created_at: 'time',
    updated_at: 'time',
  },
  key: ['id'],
});
export type RepositoryRow = Row<typeof repositories>;

/** The files of a repository at one moment; never changed, goes with its repository. */
export const snapshots = defineTable({
  name: 'snapshot',
  scope: 'tenant',
  columns: {
    id: 'text',
    repository_id: 'text',
    /** The blob with the list of its files. */
    manifest: 'text',
    commit_id: 'text?',
    files: 'integer',
    bytes: 'integer',
    created_at: 'time',
  },
  key: ['id'],
});
export type SnapshotRow = Row<typeof snapshots>;

/** What is known of how a repository can be attacked; at most one, goes with its repository. */
export const threatProfiles = defineTable({
  name: 'threat_profile',
  scope: 'tenant',
  columns: { repository_id: 'text', id: 'text', content: 'json', created_at: 'time', updated_at: 'time' },
  key: ['repository_id'],
});
export type ThreatProfileRow = Row<typeof threatProfiles>;

/** A repository of this server that takes one push; goes with its repository. */
export const gitUploads = defineTable({
  name: 'git_upload',
  scope: 'tenant',
  columns: {
    id: 'text',
    /** SHA-256 of the secret in its address. */
    secret_hash: 'text',
    branch: 'text',
    status: 'text',
    /** What the push is for; it can be named later where it is not known yet. */
    repository_id: 'text?',
    commit_id: 'text?',
    /** The pushed commit until it is taken in. */
    staged: 'json?',
    created_by: 'text',
    expires_at: 'time',
    created_at: 'time',
    received_at: 'time?',
  },
  key: ['id'],
});
export type GitUploadRow = Row<typeof gitUploads>;

/** The older way to scan one archive: a repository and its scan seen as one. */
export const sessions = defineTable({
  name: 'upload_session',
  scope: 'tenant',
  columns: { id: 'text', repository_id: 'text', scan_id: 'text?', created_at: 'time' },
  key: ['id'],
});
export type SessionRow = Row<typeof sessions>;
