import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { followScan } from '../state/scan-feed.ts';
import type { EventWire } from '../wire.ts';

/** What a scan has told so far. */
export interface ScanFeed {
  readonly events: ReadonlySignal<readonly EventWire[]>;
  readonly isConnected: ReadonlySignal<boolean>;
}

interface FeedOptions {
  /** Address of the scan. */
  readonly path: string;
  /** Told at an event that changes the scan's own record. */
  readonly changed: () => void;
}

const restMs = 2000;
const mostEvents = 500;

/** Follows a scan as long as the component is shown. */
export function useScanFeed({ path, changed }: FeedOptions): ScanFeed {
  const { api } = useApp();
  const events = useSignal<readonly EventWire[]>([]);
  const isConnected = useSignal(true);
  useEffect(() => {
    const abort = new AbortController();
    events.value = [];
    void followScan({
      open: (after) => api.events(`${path}/events`, { after, signal: abort.signal }),
      rest: () => new Promise((resolve) => setTimeout(resolve, restMs)),
      signal: abort.signal,
      connected: (is) => {
        isConnected.value = is;
      },
      take: (event) => {
        events.value = [...events.value, event].slice(-mostEvents);
        if (event.kind !== 'scan_progress' && event.kind !== 'scan_log') changed();
      },
    }).then(() => (abort.signal.aborted ? undefined : changed()));
    return () => abort.abort();
  }, [api, path]);
  return { events, isConnected };
}
