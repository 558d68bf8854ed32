import type { JSX } from 'preact';
import { Ago } from '../parts/ago.tsx';
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
    <section class="card rank-card" aria-label="Queue">
      <div class="card-head">
        <h2>Queue</h2>
        {state.kind === 'ready' && state.value.waiting_since !== null && (
          <span class="aside">
            the oldest was due <Ago at={state.value.waiting_since} />
          </span>
        )}
      </div>
      {state.kind === 'loading' && <Skeleton lines={5} label="Loading the queue" />}
      {state.kind === 'refused' && <RefusalMessage refusal={state} retry={() => void queue.reload()} />}
      {state.kind === 'ready' && <Numbers queue={state.value} />}
    </section>
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
      <dl class="facts limit-facts">
        {kinds.map((each) => (
          <div key={each.kind}>
            <dt>{kindName[each.kind] ?? each.kind}</dt>
            <dd>
              {each.waiting.toLocaleString('en')} waiting, {each.running.toLocaleString('en')} running
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
