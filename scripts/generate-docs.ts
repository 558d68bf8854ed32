/** Writes the generated pages and schemas of docs/ and the generated part of the extension's manifest: `npm run docs` (after a build). */
import fs from 'node:fs';
import path from 'node:path';
import { diskAssets } from '../core/platform/assets-disk.ts';
import { generatedFiles } from './docs/generated-files.ts';
import { main as writeContributes } from './generate-contributes.ts';

const root = path.resolve(import.meta.dirname, '..');

export function main(): void {
  for (const [file, text] of Object.entries(generatedFiles(diskAssets(path.join(root, 'dist/assets'))))) {
    fs.writeFileSync(path.join(root, file), text);
    console.log(file);
  }
  writeContributes();
}
