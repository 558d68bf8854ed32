import path from 'node:path';
import { diskAssets } from '../../core/platform/assets-disk.ts';

/** The assets the build made from this checkout. */
export const builtAssets = diskAssets(path.resolve(import.meta.dirname, '../../dist/assets'));
