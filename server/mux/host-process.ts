/** Milliseconds between two looks. */
const pause = 3000;

/** Calls `gone` when the process with this id, if there is one to watch, does not exist any more: an editor that was killed may leave its streams open. */
export function watchProcess(pid: unknown, gone: () => void, every = pause): void {
  if (typeof pid !== 'number') return;
  const timer = setInterval(() => {
    if (isAlive(pid)) return;
    clearInterval(timer);
    gone();
  }, every);
  timer.unref();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    // One of another user may not be asked, but is there.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
