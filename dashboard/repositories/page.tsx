import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { ScanTable } from '../scans/table.tsx';
import type { Resource } from '../state/resource.ts';
import { useLoaded, useRefresh } from '../state/use-loaded.ts';
import { TriagePage } from '../triage/page.tsx';
import type { Repository } from '../wire.ts';
import { RepositoryHead } from './head.tsx';
import { isIngesting } from './ingest-state.tsx';
import { SourceView } from './source-view.tsx';

/** A repository: its scans, its findings and its source. */
export function RepositoryPage(): JSX.Element {
  const { router } = useApp();
  const { id = '' } = router.route.value.query;
  const repository = useLoaded(`repository ${id}`, (api) => api.get<Repository>(`/v1/repositories/${encodeURIComponent(id)}`));
  const state = repository.state.value;
  useRefresh(repository, state.kind === 'ready' && isIngesting(state.value));
  if (state.kind === 'ready') return <KnownRepository repository={state.value} resource={repository} />;
  return (
    <div class="page">
      {state.kind === 'loading' && <Skeleton lines={10} label="Loading the repository" />}
      {state.kind === 'refused' && (state.status === 404 ? <NoRepository /> : <RefusalMessage refusal={state} retry={() => void repository.reload()} />)}
    </div>
  );
}

interface KnownRepositoryProps {
  readonly repository: Repository;
  readonly resource: Resource<Repository>;
}

function KnownRepository({ repository, resource }: KnownRepositoryProps): JSX.Element {
  const { tab = 'scans' } = useApp().router.route.value.query;
  const { id } = repository;
  const head = <RepositoryHead repository={repository} resource={resource} tab={tab} />;
  if (tab === 'findings') return <TriagePage key={id} path={`/v1/repositories/${id}/findings`} head={head} />;
  return (
    <div class="page">
      {head}
      {tab === 'source' ? <SourcePart key={`${id} ${repository.snapshot_id ?? ''}`} repository={repository} /> : <ScansPart repository={repository} />}
    </div>
  );
}

function ScansPart({ repository }: Pick<KnownRepositoryProps, 'repository'>): JSX.Element {
  if (repository.snapshot_id === null) return <NotThere repository={repository} />;
  return <ScanTable path={`/v1/repositories/${repository.id}/scans`} hint="“Scan now” checks the latest snapshot of the source." />;
}

function SourcePart({ repository }: Pick<KnownRepositoryProps, 'repository'>): JSX.Element {
  return repository.snapshot_id === null ? <NotThere repository={repository} /> : <SourceView repositoryId={repository.id} />;
}

/** Says why there is no source. */
function NotThere({ repository }: Pick<KnownRepositoryProps, 'repository'>): JSX.Element {
  if (repository.ingest_status === 'failed') {
    return (
      <Message icon="alert" title="The source could not be taken in">
        <p>{repository.ingest_error ?? ''}</p>
      </Message>
    );
  }
  const isWaiting = repository.source_type === 'git_upload' && repository.ingest_status === 'pending';
  return (
    <Message icon={isWaiting ? 'upload' : 'branch'} title={isWaiting ? 'Waiting for the push' : 'The source is being taken in'}>
      <p>
        {isWaiting
          ? 'As soon as git has pushed to the address that was shown, the source is here. “Push” makes another address.'
          : 'This page shows it as soon as it is here.'}
      </p>
      <progress class="progress" aria-label="Taking the source in" />
    </Message>
  );
}

function NoRepository(): JSX.Element {
  return (
    <Message icon="branch" title="This repository is gone">
      <p>It was deleted, or it belongs to another workspace.</p>
      <PageLink page="projects">To the projects</PageLink>
    </Message>
  );
}
