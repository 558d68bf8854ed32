import type { JSX } from 'preact';
import { Ago } from '../parts/ago.tsx';
import { Card } from '../parts/card.tsx';
import { FactList } from '../parts/facts.tsx';
import { RefusalMessage, Skeleton } from '../parts/message.tsx';
import { useLoaded, useRefresh } from '../state/use-loaded.ts';
import type { QueueSeen } from '../wire.ts';

const kindName: Readonly<Record<string, string>> = {
  code_scan: 'Scans',
  code_scan_part: 'Parts of scans',
  ingest: 'Taking sources in',
  discard_source: 'Removing sources',
};

/** What waits and what runs. */
export function QueueCard(): JSX.Element {
  const queue = useLoaded('queue', (api) => api.get<QueueSeen>('/v1/ops/queue'));
  const state = queue.state.value;
  useRefresh(queue, state.kind === 'ready');
  return (
    <Card title="Queue" class="rank-card" aside={state.kind === 'ready' && <OldestDue queue={state.value} />}>
      {state.kind === 'loading' && <Skeleton lines={5} label="Loading the queue" />}
      {state.kind === 'refused' && <RefusalMessage refusal={state} retry={() => void queue.reload()} />}
      {state.kind === 'ready' && <Numbers queue={state.value} />}
    </Card>
  );
}

function OldestDue({ queue: { waiting_since: since } }: { readonly queue: QueueSeen }): JSX.Element | null {
  if (since === null) return null;
  return (
    <span class="aside">
      the oldest was due <Ago at={since} />
    </span>
  );
}

function Numbers({ queue }: { readonly queue: QueueSeen }): JSX.Element {
  const { waiting, running, kinds } = queue;
  return (
    <>
      <p class="figure">
        <span class="figure-number">{waiting.toLocaleString('en')}</span>
        <span class="figure-unit">waiting</span>
        <span class="figure-number">{running.toLocaleString('en')}</span>
        <span class="figure-unit">running</span>
      </p>
      <FactList class="limit-facts" facts={kinds.map((each) => [kindName[each.kind] ?? each.kind, numbersText(each)])} />
    </>
  );
}

function numbersText({ waiting, running }: Pick<QueueSeen, 'waiting' | 'running'>): string {
  return `${waiting.toLocaleString('en')} waiting, ${running.toLocaleString('en')} running`;
}
