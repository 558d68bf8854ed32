import type { ProgressEvent } from '../core/kernel/context.ts';
import type { Host } from './host.ts';

/** Progress that the user sees, where the client shows any. */
export interface Progress {
  show(event: ProgressEvent): void;
  done(): void;
}

const nowhere: Progress = { show: () => undefined, done: () => undefined };

/** Shows progress in the client; its user may end the work through `abort`, where there is one. */
export async function openProgress({ client, connection }: Host, message: string, abort?: AbortController): Promise<Progress> {
  if (!client.progress) return nowhere;
  const progress = await connection.window.createWorkDoneProgress();
  progress.begin('Sentrik', 0, message, abort !== undefined);
  progress.token.onCancellationRequested(() => abort?.abort());
  return {
    show: (event) => progress.report(percentOf(event), textOf(event)),
    done: () => progress.done(),
  };
}

export function percentOf({ done, total }: ProgressEvent): number {
  return total === 0 ? 0 : Math.round((100 * done) / total);
}

export function textOf({ done, total, message }: ProgressEvent): string {
  return message ?? `${done} of ${total} files`;
}

/** How long work may take before its progress is worth a word, in milliseconds. */
const patience = 400;

/** Does the work and shows that it is going on once it takes a while. */
export async function withProgress<T>(host: Host, message: string, work: Promise<T>): Promise<T> {
  let progress: Promise<Progress> | undefined;
  const timer = setTimeout(() => {
    progress = openProgress(host, message).catch(() => nowhere);
  }, patience);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    void progress?.then((shown) => shown.done());
  }
}
