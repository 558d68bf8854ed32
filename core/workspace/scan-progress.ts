import type { ProgressEvent } from '../kernel/context.ts';
import { toFailure } from '../kernel/failure.ts';
import type { Task } from '../jobs/kind.ts';

/** Makes events of a scan's progress: the first and then at most one in `everyMs` milliseconds. */
export interface ProgressTeller {
  readonly tell: (event: ProgressEvent) => void;
  /** Resolves when nothing is being written any more. */
  settled(): Promise<void>;
}

export function progressTeller(emit: Task<unknown>['emit'], everyMs: number): ProgressTeller {
  let last = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();
  return {
    tell({ phase, done, total }) {
      const now = performance.now();
      if (now - last < everyMs) return;
      last = now;
      const payload = { component: phase, message: `${done} of ${total}`, progress: total === 0 ? 1 : Math.min(1, done / total) };
      // Whoever stops the work says so itself.
      writing = writing.then(() => emit([{ kind: 'scan_progress', payload }])).catch((thrown: unknown) => void toFailure(thrown));
    },
    settled: () => writing,
  };
}
