import type { JSX } from 'preact';
import { Icon } from '../parts/icon.tsx';
import type { ScanWire } from '../wire.ts';

type Status = ScanWire['status'];

const statusName: Readonly<Record<Status, string>> = {
  ...{ queued: 'waiting', claimed: 'starting', running: 'running' },
  ...{ completed: 'complete', failed: 'failed', cancelled: 'cancelled' },
};
const statusClass: Readonly<Record<Status, string>> = { queued: '', claimed: 'going', running: 'going', completed: 'good', failed: 'bad', cancelled: '' };

/** Whether a scan waits or runs. */
export function isGoingOn({ status }: Pick<ScanWire, 'status'>): boolean {
  return status === 'queued' || status === 'claimed' || status === 'running';
}

/** The state of a scan. */
export function ScanStatusTag({ scan }: { readonly scan: Pick<ScanWire, 'status' | 'cancel_requested'> }): JSX.Element {
  const { status } = scan;
  return (
    <span class={`tag ${statusClass[status]}`}>
      {status === 'completed' && <Icon name="check" />}
      {status === 'failed' && <Icon name="alert" />}
      {scan.cancel_requested && isGoingOn(scan) ? 'stopping' : statusName[status]}
    </span>
  );
}
