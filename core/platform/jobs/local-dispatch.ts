import { EventEmitter } from 'node:events';
import type { Dispatch } from '../../kernel/dispatch.ts';
import { Failure } from '../../kernel/failure.ts';

const pollMs = 1000;
const wakeUp = 'wake';
const longestTimer = 2_000_000_000;

/** Wake-ups and notices within this process; other processes on the same database find by looking what is due. */
export function localDispatch(): Dispatch {
  const emitter = new EventEmitter().setMaxListeners(0);
  const timers = new Set<NodeJS.Timeout>();
  let isClosed = false;
  const listen = (name: string, listener: () => void) => {
    emitter.on(name, listener);
    return () => void emitter.off(name, listener);
  };
  return {
    pollMs,
    wake(at = new Date()) {
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          emitter.emit(wakeUp);
        },
        Math.min(Math.max(0, at.getTime() - Date.now()), longestTimer),
      );
      timers.add(timer.unref());
      return Promise.resolve();
    },
    onWake: (listener) => listen(wakeUp, listener),
    announce(topic) {
      emitter.emit(`notice ${topic}`);
      return Promise.resolve();
    },
    onNotice: (topic, listener) => listen(`notice ${topic}`, listener),
    async check() {
      if (isClosed) throw new Failure('unavailable', 'The queue is closed');
    },
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      emitter.removeAllListeners();
      return Promise.resolve();
    },
  };
}
