import path from 'node:path';
import { diskAssets } from '../../core/platform/assets-disk.ts';
import { openCases } from './cases.ts';
import { readMaterial } from './material.ts';

/** What the runner tells its parent: the case it begins, and how it ended. */
export type RunnerMessage =
  | { readonly kind: 'begin'; readonly number: number }
  | { readonly kind: 'end'; readonly number: number; readonly milliseconds: number; readonly megabytes: number; readonly verdict?: string };

/** `runner ASSETS FIRST COUNT FOLDER…`: runs cases and reports each over the IPC channel, or as lines when there is none. */
export async function main([assets = '', first = '0', count = '1', ...folders]: readonly string[]): Promise<void> {
  const cases = await openCases(diskAssets(path.resolve(assets)), readMaterial(folders));
  for (let number = Number(first); number < Number(first) + Number(count); number += 1) {
    await tell({ kind: 'begin', number });
    const begun = performance.now();
    const verdict = await attempt(() => cases.run(number));
    const megabytes = process.memoryUsage().rss / 2 ** 20;
    await tell({ kind: 'end', number, milliseconds: performance.now() - begun, megabytes, ...(verdict === undefined ? {} : { verdict }) });
  }
  process.disconnect?.();
}

async function attempt(run: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await run();
  } catch (thrown) {
    return `it threw: ${thrown instanceof Error ? (thrown.stack ?? thrown.message).split('\n').slice(0, 5).join(' | ') : String(thrown)}`;
  }
}

function tell(message: RunnerMessage): Promise<void> {
  if (process.send === undefined) console.log(JSON.stringify(message));
  return new Promise((resolve) => {
    if (process.send?.(message, undefined, undefined, () => resolve()) === undefined) resolve();
  });
}
