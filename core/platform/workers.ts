import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Workers } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';

const answer = z.object({ id: z.number(), result: z.unknown().optional(), error: z.string().optional() });

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Failure) => void;
}

/** What a pool needs: the program of a thread, the assets folder it reads, and how many threads at most; `reserved` ones of these are not the pool's. */
export interface PoolOptions {
  readonly program: string | URL;
  readonly assetsFolder: string;
  readonly size: number;
  readonly reserved?: number;
}

const mostUsualThreads = 4;

/** One per processor, at most four. */
export function usualThreads(): number {
  return Math.min(mostUsualThreads, availableParallelism());
}

/** Threads started at first use and kept; a thread that dies rejects its tasks with `unavailable` and is replaced. */
export function workerPool(options: PoolOptions): Workers & { close(): Promise<void> } {
  const { reserved = 0 } = options;
  const size = Math.max(1 - reserved, Math.min(options.size, availableParallelism()) - reserved, 0);
  const threads: (Thread | undefined)[] = Array.from({ length: size }, () => undefined);
  const threadAt = (index: number): Thread => {
    const known = threads[index];
    const thread = known?.isAlive() === true ? known : new Thread(options);
    threads[index] = thread;
    return thread;
  };
  return {
    size,
    start: (count) => {
      for (let index = 0; index < Math.min(count, size); index += 1) threadAt(index);
    },
    run: (task, payload, signal) => threadAt(leastBusy(threads)).run(task, payload, signal),
    async close() {
      await Promise.all(threads.map(async (thread) => thread?.close()));
    },
  };
}

function leastBusy(threads: readonly (Thread | undefined)[]): number {
  const loads = threads.map((thread) => (thread?.isAlive() ? thread.load() : 0));
  return loads.indexOf(Math.min(...loads));
}

/** One worker thread and the tasks it owes an answer. */
class Thread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  private alive = true;

  constructor(options: PoolOptions) {
    this.worker = new Worker(options.program, { workerData: { assetsFolder: options.assetsFolder } });
    this.worker.unref();
    this.worker.on('message', (message: unknown) => this.settle(message));
    this.worker.on('error', () => this.fail());
    this.worker.on('exit', () => this.fail());
  }

  isAlive(): boolean {
    return this.alive;
  }

  load(): number {
    return this.waiting.size;
  }

  run(task: string, payload: unknown, signal?: AbortSignal): Promise<unknown> {
    const id = this.next;
    this.next += 1;
    const abandon = () => this.abandon(id);
    const answered = new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.ref();
      signal?.addEventListener('abort', abandon, { once: true });
      this.worker.postMessage({ id, task, payload });
    });
    return answered.finally(() => signal?.removeEventListener('abort', abandon));
  }

  async close(): Promise<void> {
    this.fail();
    await this.worker.terminate();
  }

  private settle(message: unknown): void {
    const { id, result, error } = answer.parse(message);
    const task = this.waiting.get(id);
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.worker.unref();
    if (error === undefined) task?.resolve(result);
    else task?.reject(new Failure('unavailable', error));
  }

  /** A cancelled task cannot be stopped inside the thread, so the thread ends with it. */
  private abandon(id: number): void {
    const task = this.waiting.get(id);
    if (task === undefined) return;
    this.waiting.delete(id);
    task.reject(new Failure('cancelled', 'The work was cancelled'));
    this.fail();
    void this.worker.terminate();
  }

  private fail(): void {
    this.alive = false;
    for (const task of this.waiting.values()) task.reject(new Failure('unavailable', 'A worker thread ended unexpectedly'));
    this.waiting.clear();
  }
}
