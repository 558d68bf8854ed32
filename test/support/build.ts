import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Tests read grammars and packs from dist/assets and run the programs in dist: build them once before the first test. */
export default function setup(): void {
  const script = path.resolve(import.meta.dirname, '../../scripts/build.mjs');
  execFileSync(process.execPath, process.env.SENTRIK_TEST_BUILT === '1' ? ['-e', ''] : [script], { stdio: 'inherit' });
}
