import { type ReadonlySignal, signal } from '@preact/signals';
import type { ProgressEvent, ScanAnswer } from '../wire.ts';
import type { Answer, Api } from './api.ts';
import { type LastScan, toLastScan } from './last-scan.ts';
import type { Resource } from './resource.ts';

export type ScanState = { readonly kind: 'idle' } | { readonly kind: 'running'; readonly progress?: ProgressEvent };

/** A scan that the user starts from the page; one at a time. */
export interface ScanRun {
  readonly state: ReadonlySignal<ScanState>;
  start(): void;
  cancel(): void;
}

interface ScanRunOptions {
  readonly api: Api;
  readonly lastScan: Resource<LastScan>;
  readonly finished: (answer: Answer<ScanAnswer>) => void;
}

/** A run whose result replaces the last scan. */
export function createScanRun({ api, lastScan, finished }: ScanRunOptions): ScanRun {
  const state = signal<ScanState>({ kind: 'idle' });
  let abort: AbortController | undefined;
  const run = async (current: AbortController): Promise<void> => {
    const progress = (event: ProgressEvent) => {
      if (abort === current) state.value = { kind: 'running', progress: event };
    };
    const answer = await api.stream<ScanAnswer>('/api/run-scan-stream', { body: {}, signal: current.signal, progress });
    if (abort !== current) return;
    abort = undefined;
    state.value = { kind: 'idle' };
    if (answer.kind === 'ok') lastScan.set(toLastScan(answer.value.metrics, answer.value.findings, answer.value.total));
    finished(answer);
  };
  return {
    state,
    start() {
      if (abort !== undefined) return;
      abort = new AbortController();
      state.value = { kind: 'running' };
      void run(abort);
    },
    cancel() {
      abort?.abort();
      abort = undefined;
      state.value = { kind: 'idle' };
    },
  };
}
