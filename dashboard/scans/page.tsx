import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { Ago } from '../parts/ago.tsx';
import { GuardedButton } from '../parts/guarded-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Trail } from '../parts/trail.tsx';
import type { Resource } from '../state/resource.ts';
import { useLoaded } from '../state/use-loaded.ts';
import type { Repository, ScanWire } from '../wire.ts';
import { useScanFeed } from './feed.ts';
import { EventList, ProgressCard } from './progress-card.tsx';
import { ResultCards } from './result-cards.tsx';
import { isGoingOn, ScanStatusTag } from './scan-status.tsx';

/** A scan of a repository: how far it is, what it came to, and what it has left to take away. */
export function ScanPage(): JSX.Element {
  const { router } = useApp();
  const { id = '', repository = '' } = router.route.value.query;
  const path = `/v1/repositories/${encodeURIComponent(repository)}/scans/${encodeURIComponent(id)}`;
  const scan = useLoaded(path, (api) => api.get<ScanWire>(path));
  const state = scan.state.value;
  return (
    <div class="page">
      {state.kind !== 'ready' && <PageHead title="Scan" note="" trail={<ScanTrail repositoryId={repository} />} />}
      {state.kind === 'loading' && <Skeleton lines={8} label="Loading the scan" />}
      {state.kind === 'refused' && (state.status === 404 ? <NoScan /> : <RefusalMessage refusal={state} retry={() => void scan.reload()} />)}
      {state.kind === 'ready' && <KnownScan key={id} path={path} scan={state.value} resource={scan} repositoryId={repository} />}
    </div>
  );
}

interface KnownScanProps {
  readonly path: string;
  readonly scan: ScanWire;
  readonly resource: Resource<ScanWire>;
  readonly repositoryId: string;
}

function KnownScan({ path, scan, resource, repositoryId }: KnownScanProps): JSX.Element {
  const changed = () => {
    const { value } = resource.state;
    if (value.kind === 'ready' && isGoingOn(value.value)) void resource.reload();
  };
  const feed = useScanFeed({ path, changed });
  return (
    <>
      <PageHead title="Scan" note={<ScanNote scan={scan} />} trail={<ScanTrail repositoryId={repositoryId} />}>
        <ScanActions path={path} scan={scan} resource={resource} />
      </PageHead>
      <div class="cards">
        {isGoingOn(scan) && <ProgressCard scan={scan} feed={feed} />}
        {scan.error !== null && (
          <p class="warning wide-card" role="alert">
            {scan.error}
          </p>
        )}
        {scan.summary !== null && <ResultCards scan={scan} summary={scan.summary} />}
        {feed.events.value.length > 0 && <EventList events={feed.events.value} />}
      </div>
    </>
  );
}

function ScanNote({ scan }: { readonly scan: ScanWire }): JSX.Element {
  return (
    <span class="state-note">
      <ScanStatusTag scan={scan} />
      <span>
        requested <Ago at={scan.created_at} />
      </span>
    </span>
  );
}

function ScanActions({ path, scan, resource }: Omit<KnownScanProps, 'repositoryId'>): JSX.Element | null {
  const { api, notices } = useApp();
  const cancel = async () => {
    const answer = await api.remove<ScanWire>(path);
    if (answer.kind === 'ok') resource.set(answer.value);
    else notices.add({ tone: 'bad', text: answer.detail });
  };
  if (!isGoingOn(scan)) {
    return (
      <PageLink page="repository" query={{ id: scan.repository_id ?? '', tab: 'findings' }} class="button">
        <Icon name="findings" />
        Findings of the repository
      </PageLink>
    );
  }
  return (
    <GuardedButton right="scan" class="button" disabled={scan.cancel_requested} onClick={() => void cancel()}>
      <Icon name="stop" />
      Cancel the scan
    </GuardedButton>
  );
}

function ScanTrail({ repositoryId }: { readonly repositoryId: string }): JSX.Element {
  const repository = useLoaded(`repository ${repositoryId}`, (api) => api.get<Repository>(`/v1/repositories/${encodeURIComponent(repositoryId)}`));
  const { value } = repository.state;
  return (
    <Trail>
      <PageLink page="projects">Projects</PageLink>
      <PageLink page="repository" query={{ id: repositoryId }}>
        {value.kind === 'ready' ? value.value.name : 'Repository'}
      </PageLink>
    </Trail>
  );
}

function NoScan(): JSX.Element {
  return (
    <Message icon="search" title="This scan is gone">
      <p>It was deleted with its repository, or it belongs to another workspace.</p>
      <PageLink page="projects">To the projects</PageLink>
    </Message>
  );
}
