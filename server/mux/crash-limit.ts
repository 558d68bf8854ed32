/** Decides whether a program that keeps crashing is started again. Times are in milliseconds. */
export interface CrashLimit {
  /** Notes a crash: how long to wait before the next start, or undefined when it is enough. */
  crashed(now: number): number | undefined;
}

/** So many crashes within this time are enough. */
export const mostCrashes = 4;
export const crashWindow = 180_000;
const firstWait = 250;

export function crashLimit(): CrashLimit {
  let crashes: number[] = [];
  return {
    crashed(now) {
      crashes = [...crashes.filter((time) => now - time < crashWindow), now];
      return crashes.length < mostCrashes ? firstWait * 2 ** (crashes.length - 1) : undefined;
    },
  };
}
