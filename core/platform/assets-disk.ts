import fs from 'node:fs';
import path from 'node:path';
import type { Assets } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';

/** Product data in a folder, as the build lays it out under dist/assets. */
export function diskAssets(folder: string): Assets {
  return {
    folder,
    read(name) {
      try {
        return fs.readFileSync(path.join(folder, ...name.split('/')));
      } catch {
        throw new Failure('not_found', `The product file ${name} is missing; build or install Sentrik again`);
      }
    },
  };
}
