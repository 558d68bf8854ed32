import type { LiveDocument } from './live-document.ts';

/** Wakes once the typing in a document rests, to look for data flows in it. */
export interface SettleTimers {
  later(document: LiveDocument): void;
  forget(uri: string): void;
}

export function settleTimers(settle: (document: LiveDocument) => void): SettleTimers {
  const timers = new Map<string, NodeJS.Timeout>();
  const forget = (uri: string) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
  };
  return {
    later(document) {
      forget(document.key);
      if (!document.isUnsettled) return;
      const wake = () => {
        forget(document.key);
        settle(document);
      };
      timers.set(document.key, setTimeout(wake, document.settleWait));
    },
    forget,
  };
}
