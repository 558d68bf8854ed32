import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { Card } from '../parts/card.tsx';
import { FactList } from '../parts/facts.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { bytesText, countOf, spanText } from '../parts/words.ts';
import { isOperator } from '../state/rights.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { useToggle } from '../state/use-toggle.ts';
import type { CleanedUp, OpsLimits } from '../wire.ts';
import { QueueCard } from './queue-card.tsx';
import { WorkerCard } from './worker-card.tsx';

/** What those who run the installation look at: the queue, the workers, the limits. */
export function OperationsPage(): JSX.Element {
  if (!isOperator(useApp().account.state.value)) return <NoOperator />;
  return (
    <div class="page">
      <PageHead title="Operations" note="The whole installation, all workspaces">
        <CleanupButton />
      </PageHead>
      <div class="cards">
        <QueueCard />
        <LimitCard />
        <WorkerCard />
      </div>
    </div>
  );
}

function NoOperator(): JSX.Element {
  return (
    <div class="page">
      <PageHead title="Operations" note="The whole installation, all workspaces" />
      <Message icon="operations" title="Operations are for operators">
        <p>The queue, the workers and the limits concern those who run the installation.</p>
        <PageLink page="projects">To the projects</PageLink>
      </Message>
    </div>
  );
}

function CleanupButton(): JSX.Element {
  const { api, notices } = useApp();
  const cleaning = useToggle();
  const clean = async () => {
    cleaning.on();
    const answer = await api.post<CleanedUp>('/v1/ops/cleanup', {});
    cleaning.off();
    notices.add(answer.kind === 'ok' ? { tone: 'good', text: cleanedText(answer.value) } : { tone: 'bad', text: answer.detail });
  };
  return (
    <button type="button" class="button" disabled={cleaning.isOn} onClick={() => void clean()}>
      Clean up
    </button>
  );
}

function cleanedText({ stale_jobs: jobs, workers, parts, uploads, contents }: CleanedUp): string {
  const removed = [countOf(workers, 'worker'), `${countOf(parts, 'part')} of jobs`, countOf(uploads, 'git upload'), countOf(contents, 'content')];
  return `Cleaned up. Given up: ${countOf(jobs, 'job')}. Removed: ${removed.join(', ')}.`;
}

function LimitCard(): JSX.Element {
  const limits = useLoaded('limits', (api) => api.get<OpsLimits>('/v1/ops/limits'));
  const state = limits.state.value;
  return (
    <Card title="Limits" class="rank-card">
      {state.kind === 'loading' && <Skeleton lines={7} label="Loading the limits" />}
      {state.kind === 'refused' && <RefusalMessage refusal={state} retry={() => void limits.reload()} />}
      {state.kind === 'ready' && <FactList facts={factsOf(state.value)} class="limit-facts" />}
    </Card>
  );
}

function factsOf(limits: OpsLimits): readonly (readonly [string, string])[] {
  return [
    ['Scans of one person at once', limits.max_active_scans_per_user.toLocaleString('en')],
    ['Source that is taken in', bytesText(limits.source_bytes)],
    ['Files of an archive', limits.archive_entries.toLocaleString('en')],
    ['Unpacked archive', bytesText(limits.uncompressed_bytes)],
    ['One file', bytesText(limits.file_bytes)],
    ['A job is given up after', spanText(limits.running_stale_seconds)],
    ['A worker counts as gone after', spanText(limits.worker_ttl_seconds)],
  ];
}
