import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import { tenantOf } from '../kernel/platform.ts';
import type { UploadedArchive } from '../kernel/sources.ts';
import type { TenantStore } from '../kernel/store.ts';
import { attachUpload } from './git-uploads.ts';
import { requestIngest } from './ingest.ts';
import { projectOf } from './projects.ts';
import { repositoryOf, type SourceType, sourcesOf } from './repositories.ts';
import { type RepositoryRow, repositories } from './tables.ts';

/** What a caller says of a new repository. */
export interface NewRepository {
  readonly project_id: string;
  readonly name?: string | undefined;
  readonly source_type?: SourceType | undefined;
  readonly source_url?: string | undefined;
  readonly source_ref?: string | undefined;
  readonly git_upload_id?: string | undefined;
  readonly upload?: UploadedArchive | undefined;
}

type Source =
  | { readonly kind: 'archive'; readonly upload: UploadedArchive }
  | { readonly kind: 'remote'; readonly url: string; readonly ref?: string }
  | { readonly kind: 'git-upload'; readonly id: string };

const sourceTypeOf: Readonly<Record<Source['kind'], SourceType>> = { archive: 'zip_upload', remote: 'git_url', 'git-upload': 'git_upload' };
const archiveEnding = /\.(zip|tar|tar\.gz|tgz)$/i;

/** Adds a repository and has its source taken in. Throws `not_found`, `invalid_input` for a source that does not fit, `conflict` for a git upload that is used. */
export async function addRepository(context: Context, input: NewRepository): Promise<RepositoryRow> {
  await projectOf(tenantOf(context), input.project_id);
  const source = readSource(input);
  if (source.kind === 'remote') sourcesOf(context).checkRemote(source);
  const now = context.clock.now();
  return tenantOf(context).transaction(async (store) => {
    const row = rowOf(input, source, now);
    await store.rows(repositories).insert(row);
    await request(store, row, { source, now });
    return repositoryOf(store, row.id);
  });
}

async function request(store: TenantStore, row: RepositoryRow, { source, now }: { readonly source: Source; readonly now: Date }): Promise<void> {
  switch (source.kind) {
    case 'archive':
      return requestIngest(store, row, { source: { kind: 'staged', ...source.upload.staged }, now });
    case 'remote':
      return requestIngest(store, row, { source, now });
    case 'git-upload':
      return attachUpload(store, source.id, row, now);
    default:
      return source satisfies never;
  }
}

function rowOf(input: NewRepository, source: Source, now: Date): RepositoryRow {
  const at = now.toISOString();
  return {
    ...{ id: newId('repo'), project_id: input.project_id, name: input.name ?? nameFrom(source), source_type: sourceTypeOf[source.kind] },
    ...{ source_url: source.kind === 'remote' ? source.url : null, source_ref: source.kind === 'remote' ? (source.ref ?? null) : null },
    ...{ ingest_status: 'pending', ingest_error: null, snapshot_id: null, created_at: at, updated_at: at },
  };
}

/** Exactly one source, of the kind that is named where one is. A git upload can be named in `source_url` as well. */
function readSource(input: NewRepository): Source {
  const { upload, source_type: type, source_ref: ref } = input;
  const isGitUpload = type === 'git_upload';
  const uploadId = input.git_upload_id ?? (isGitUpload ? input.source_url : undefined);
  const url = isGitUpload ? undefined : input.source_url;
  const given: Source[] = [
    ...(upload === undefined ? [] : [{ kind: 'archive' as const, upload }]),
    ...(url === undefined ? [] : [{ kind: 'remote' as const, url, ...(ref === undefined ? {} : { ref }) }]),
    ...(uploadId === undefined ? [] : [{ kind: 'git-upload' as const, id: uploadId }]),
  ];
  const [source] = given;
  if (source === undefined || given.length > 1) throw wrong(missing[type ?? 'any']);
  if (type !== undefined && sourceTypeOf[source.kind] !== type) throw wrong(missing[type]);
  return source;
}

const missing: Readonly<Record<SourceType | 'any', readonly [string, string]>> = {
  git_url: ['source_url', 'Give the address of the repository'],
  zip_upload: ['upload', 'Send the archive as a file of a form'],
  git_upload: ['git_upload_id', 'Give the id of a git upload'],
  any: ['source_type', 'Give one source: source_url, git_upload_id, or an archive in the field upload of a form'],
};

function wrong([field, message]: readonly [string, string]): Failure {
  return new Failure('invalid_input', `${field}: ${message}`, { issues: [{ field, message }] });
}

function nameFrom(source: Source): string {
  if (source.kind === 'git-upload') return 'git upload';
  const path = source.kind === 'archive' ? source.upload.fileName.replace(archiveEnding, '') : source.url.replace(/\/+$/, '').replace(/\.git$/, '');
  const last = path.split(/[/\\:]/).findLast((part) => part !== '') ?? '';
  return last.slice(0, 200) || 'repository';
}
