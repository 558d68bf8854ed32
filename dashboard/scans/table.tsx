import type { JSX } from 'preact';
import { Ago } from '../parts/ago.tsx';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { MoreButton } from '../parts/more-button.tsx';
import { SeverityCounts } from '../parts/severity-counts.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { durationText } from '../parts/words.ts';
import { useRefresh } from '../state/use-loaded.ts';
import { usePages } from '../state/use-pages.ts';
import type { ScanWire } from '../wire.ts';
import { isGoingOn, ScanStatusTag } from './scan-status.tsx';

const pageSize = 50;

const columns: readonly Column[] = ['Scan', 'State', 'Findings', { title: 'Files', class: 'number minor' }, { title: 'Time', class: 'number minor' }];

interface ScanTableProps {
  /** Address of the list, below which the scans are. */
  readonly path: string;
  /** What to do where there is none yet. */
  readonly hint: string;
  /** Names of repositories by their ids, where the scans are of several. */
  readonly names?: ReadonlyMap<string, string>;
}

/** Scans, the newest first. */
export function ScanTable({ path, hint, names }: ScanTableProps): JSX.Element {
  const scans = usePages<ScanWire>(`${path}?`, pageSize);
  const state = scans.state.value;
  useRefresh(scans, state.kind === 'ready' && state.value.items.length <= pageSize && state.value.items.some(isGoingOn));
  if (state.kind === 'loading') return <Skeleton lines={6} label="Loading the scans" />;
  if (state.kind === 'refused') return <RefusalMessage refusal={state} retry={() => void scans.reload()} />;
  if (state.value.items.length === 0) {
    return (
      <Message icon="findings" title="No scans yet">
        <p>{hint}</p>
      </Message>
    );
  }
  return (
    <>
      <FramedTable columns={columns}>
        {state.value.items.map((scan) => (
          <ScanRow key={scan.id} scan={scan} repositoryName={names?.get(scan.repository_id ?? '')} />
        ))}
      </FramedTable>
      <MoreButton pages={scans} />
    </>
  );
}

interface ScanRowProps {
  readonly scan: ScanWire;
  readonly repositoryName: string | undefined;
}

function ScanRow({ scan, repositoryName }: ScanRowProps): JSX.Element {
  const { id, repository_id: repository, created_at: at, summary } = scan;
  return (
    <tr>
      <th scope="row">
        <PageLink page="scan" query={{ repository: repository ?? '', id }} class="row-link">
          <Ago at={at} />
        </PageLink>
        {repositoryName !== undefined && <span class="row-description">{repositoryName}</span>}
      </th>
      <td>
        <ScanStatusTag scan={scan} />
      </td>
      <td>{summary !== null && <SeverityCounts counts={summary.by_severity} />}</td>
      <td class="number minor">{summary?.files.toLocaleString('en')}</td>
      <td class="number minor">{summary !== null && durationText(summary.seconds * 1000)}</td>
    </tr>
  );
}
