import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles } from '../../scripts/docs/generated-files.ts';
import { builtAssets } from '../support/assets.ts';

const root = path.resolve(import.meta.dirname, '../..');

it('the generated pages and schemas are up to date; otherwise run npm run docs', () => {
  const fresh = generatedFiles(builtAssets);
  expect(Object.keys(fresh).length).toBeGreaterThan(2);
  const stale = Object.entries(fresh).filter(
    ([file, text]) => !fs.existsSync(path.join(root, file)) || fs.readFileSync(path.join(root, file), 'utf8') !== text,
  );
  expect(stale.map(([file]) => file)).toEqual([]);
  const rulePages = fs.readdirSync(path.join(root, 'docs/rules'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  expect(rulePages.filter((file) => fresh[`docs/rules/${file.replaceAll(path.sep, '/')}`] === undefined)).toEqual([]);
});
