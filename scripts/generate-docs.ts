/** Writes the generated pages and schemas of docs/ and the generated part of the extension's manifest: `npm run docs` (after a build). */
import fs from 'node:fs';
import path from 'node:path';
import { diskAssets } from '../core/platform/assets-disk.ts';
import { generatedFiles } from './docs/generated-files.ts';
import { main as writeContributes } from './generate-contributes.ts';

const root = path.resolve(import.meta.dirname, '..');

export function main(): void {
  const files = generatedFiles(diskAssets(path.join(root, 'dist/assets')));
  fs.rmSync(path.join(root, 'docs/rules'), { recursive: true, force: true });
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  console.log(`${Object.keys(files).length} pages and schemas`);
  writeContributes();
}
