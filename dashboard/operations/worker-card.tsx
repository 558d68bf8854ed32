import type { JSX } from 'preact';
import { Ago } from '../parts/ago.tsx';
import { Card } from '../parts/card.tsx';
import { Icon } from '../parts/icon.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { countOf } from '../parts/words.ts';
import { useLoaded, useRefresh } from '../state/use-loaded.ts';
import type { WorkerSeen } from '../wire.ts';

const columns: readonly Column[] = ['Worker', 'State', 'Last heard of', { title: 'Running', class: 'number minor' }, { title: 'Version', class: 'minor' }];

/** The processes that run jobs. */
export function WorkerCard(): JSX.Element {
  const workers = useLoaded('workers', (api) => api.get<readonly WorkerSeen[]>('/v1/ops/workers'));
  const state = workers.state.value;
  useRefresh(workers, state.kind === 'ready');
  return (
    <Card
      title="Workers"
      class="wide-card"
      aside={state.kind === 'ready' && <span class="aside">{countOf(state.value.filter(({ is_alive: isAlive }) => isAlive).length, 'worker')} alive</span>}
    >
      {state.kind === 'loading' && <Skeleton lines={4} label="Loading the workers" />}
      {state.kind === 'refused' && <RefusalMessage refusal={state} retry={() => void workers.reload()} />}
      {state.kind === 'ready' && (state.value.length === 0 ? <NoWorkers /> : <WorkerTable workers={state.value} />)}
    </Card>
  );
}

function NoWorkers(): JSX.Element {
  return (
    <Message icon="operations" title="No worker is there">
      <p>
        Nothing is scanned until one starts: <code>sentrik worker</code>, or <code>sentrik server</code> with slots of its own.
      </p>
    </Message>
  );
}

function WorkerTable({ workers }: { readonly workers: readonly WorkerSeen[] }): JSX.Element {
  return (
    <Table columns={columns}>
      {workers.map(({ id, is_alive: isAlive, last_seen: seen, running, slots, version }) => (
        <tr key={id}>
          <th scope="row" class="mono worker-id">
            {id}
          </th>
          <td>
            <span class={isAlive ? 'tag good' : 'tag bad'}>
              <Icon name={isAlive ? 'check' : 'alert'} />
              {isAlive ? 'alive' : 'gone'}
            </span>
          </td>
          <td>
            <Ago at={seen} />
          </td>
          <td class="number minor">
            {running.length} of {slots}
          </td>
          <td class="minor mono">{version}</td>
        </tr>
      ))}
    </Table>
  );
}
