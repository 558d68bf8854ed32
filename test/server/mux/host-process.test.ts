import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { watchProcess } from '../../../server/mux/host-process.ts';

it('an editor that is gone is noticed, one that runs or names no process is not', async () => {
  const editor = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  const told: string[] = [];
  watchProcess(process.pid, () => told.push('this process'), 5);
  watchProcess(null, () => told.push('none'), 5);
  const noticed = new Promise<void>((resolve) => {
    watchProcess(editor.pid, resolve, 5);
  });
  editor.kill('SIGKILL');
  await noticed;
  expect(editor.exitCode ?? editor.signalCode).not.toBeNull();
  expect(told).toEqual([]);
});
