import type { JSX } from 'preact';
import { Icon } from '../parts/icon.tsx';
import type { Repository } from '../wire.ts';

type State = Repository['ingest_status'];

const stateName: Readonly<Record<State, string>> = { pending: 'waiting', ingesting: 'taking in', ready: 'ready', failed: 'failed' };
const stateClass: Readonly<Record<State, string>> = { pending: '', ingesting: 'going', ready: 'good', failed: 'bad' };

/** Whether the source of a repository will change by itself. */
export function isIngesting({ ingest_status: state }: Pick<Repository, 'ingest_status'>): boolean {
  return state === 'pending' || state === 'ingesting';
}

/** How far the source of a repository is. */
export function IngestTag({ state }: { readonly state: State }): JSX.Element {
  return (
    <span class={`tag ${stateClass[state]}`}>
      {state === 'ready' && <Icon name="check" />}
      {state === 'failed' && <Icon name="alert" />}
      {stateName[state]}
    </span>
  );
}

const sourceName: Readonly<Record<Repository['source_type'], string>> = { git_url: 'git address', zip_upload: 'archive', git_upload: 'git push' };

/** Where the source of a repository comes from, in a few words. */
export function sourceText({ source_type: type, source_url: url, source_ref: ref }: Pick<Repository, 'source_type' | 'source_url' | 'source_ref'>): string {
  const at = ref === null ? '' : ` at ${ref}`;
  return url === null ? sourceName[type] : `${url}${at}`;
}
