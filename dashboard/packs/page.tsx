import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { countOf } from '../parts/words.ts';
import type { PackList } from '../wire.ts';

type Pack = PackList['packs'][number];

const columns: readonly Column[] = [
  'Pack',
  'Status',
  { title: 'Rules', class: 'number' },
  { title: 'Source', class: 'minor' },
  { title: 'Version', class: 'minor' },
];

/** The packs there are, and which are on for this project. */
export function PacksPage(): JSX.Element {
  const { packs } = useApp();
  useEffect(() => packs.need(), [packs]);
  const state = packs.state.value;
  return (
    <div class="page">
      <PageHead title="Packs" note={state.kind === 'ready' ? noteText(state.value) : ''} />
      {state.kind === 'loading' && <Skeleton lines={10} label="Loading the packs" />}
      {state.kind === 'refused' && <RefusalMessage refusal={state} retry={() => void packs.reload()} />}
      {state.kind === 'ready' && <PackTable list={state.value} />}
    </div>
  );
}

function noteText({ packs, total }: PackList): string {
  const on = packs.filter(({ status }) => status === 'ENABLED').length;
  return `${on} of ${countOf(total, 'pack')} on for this project`;
}

function PackTable({ list }: { readonly list: PackList }): JSX.Element {
  if (list.packs.length === 0) {
    return (
      <Message icon="packs" title="No packs">
        <p>Put a pack file into .sentrik/rules, or import one through the API.</p>
      </Message>
    );
  }
  return (
    <FramedTable columns={columns}>
      {list.packs.map((pack) => (
        <PackRow key={pack.id} pack={pack} />
      ))}
    </FramedTable>
  );
}

function PackRow({ pack }: { readonly pack: Pack }): JSX.Element {
  const { id, name, description, status, rules, source, version } = pack;
  return (
    <tr>
      <th scope="row">
        <span class="pack-name">{name}</span>
        <span class="mono quiet">{id}</span>
        <span class="pack-description">{description}</span>
      </th>
      <td>
        <PackStatus status={status} id={id} />
      </td>
      <td class="number">
        {status === 'ENABLED' ? (
          <PageLink page="rules" query={{ pack: id }} label={`${countOf(rules, 'rule')} of ${name}`}>
            {rules}
          </PageLink>
        ) : (
          rules
        )}
      </td>
      <td class="minor">{source}</td>
      <td class="minor mono">{version}</td>
    </tr>
  );
}

function PackStatus({ status, id }: Pick<Pack, 'status' | 'id'>): JSX.Element {
  if (status === 'ENABLED') {
    return (
      <span class="tag good">
        <Icon name="check" />
        on
      </span>
    );
  }
  return (
    <>
      <span class="tag">available</span>
      <code class="pack-command">sentrik add-pack {id}</code>
    </>
  );
}
