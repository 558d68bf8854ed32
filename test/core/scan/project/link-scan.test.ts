import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fc } from '../../../support/property.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskCache } from '../../../../core/platform/cache-disk.ts';
import { diskFiles } from '../../../../core/platform/files-disk.ts';
import { sharedResources } from '../../../../core/platform/shared.ts';
import { scanProject, type ScanRequest, type ScanResult } from '../../../../core/scan/project.ts';
import { openWorkspace } from '../../../../core/scan/workspace.ts';
import { builtAssets } from '../../../support/assets.ts';
import { testContext } from '../../../support/context.ts';

let root = '';
let cacheRoot = '';
let shared = sharedResources();
beforeEach(() => {
  shared = sharedResources();
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'linked-'));
  cacheRoot = fs.mkdtempSync(path.join(os.tmpdir(), 'cache-'));
});
afterEach(() => {
  for (const folder of [root, cacheRoot]) fs.rmSync(folder, { recursive: true, force: true });
});

const rules = `rules:
  - { id: flow, message: m, severity: high, languages: [javascript], mode: taint, pattern-sources: [{ pattern: source() }], pattern-sinks: [{ pattern: sink(...) }] }
  - { id: leak, message: m, severity: high, languages: [javascript], mode: taint, pattern-sources: [{ pattern: secret() }], pattern-sinks: [{ pattern: log(...) }] }
`;

function write(name: string, content: string): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), content);
}

interface How {
  readonly request?: ScanRequest;
  readonly signal?: AbortSignal;
}

async function scan({ request = {}, signal }: How = {}): Promise<ScanResult> {
  const read = (name: string) => (name === 'engine-id' ? new TextEncoder().encode('engine-1') : builtAssets.read(name));
  const base = testContext({ disk: diskFiles(root) });
  const cache = diskCache(root, { SENTRIK_CACHE_DIR: cacheRoot });
  const context = { ...base, shared, assets: { ...builtAssets, read }, cache, ...(signal === undefined ? {} : { signal }) };
  return await scanProject(context, await openWorkspace(context, { noPacks: true, rules: ['rules.yaml'] }), request);
}

const places = ({ findings }: ScanResult) => findings.map(({ path: where, ruleId, span }) => `${where}:${span.startLine + 1} ${ruleId}`);

/** What a scan found, without what it took. */
function outcome({ findings, suppressed, skips, linked }: ScanResult) {
  return { findings, suppressed, skips, counts: { ...linked, known: 0 } };
}

const project: Readonly<Record<string, string>> = {
  'rules.yaml': rules,
  'app.js': "const { run } = require('./run');\nrun(source());\n",
  'run.js': 'exports.run = (x) => sink(x);\n',
  'vault.js': 'exports.read = () => secret();\n',
  'report.js': "const { read } = require('./vault');\nlog(read());\n",
};

describe('flows across files', () => {
  test('are followed again only where a file they go through has changed', async () => {
    for (const [name, text] of Object.entries(project)) write(name, text);
    const first = await scan();
    expect(places(first)).toEqual(['report.js:2 leak', 'run.js:1 flow']);
    expect(first.linked).toMatchObject({ rules: 2, parts: 2, known: 0, flows: 2 });
    expect((await scan()).linked?.known).toBe(2);
    write('run.js', '// moved down\nexports.run = (x) => sink(x);\n');
    const again = await scan();
    expect(places(again)).toEqual(['report.js:2 leak', 'run.js:2 flow']);
    expect(again.linked).toMatchObject({ parts: 2, known: 1 });
    write('vault.js', 'exports.read = () => 1;\n');
    expect(places(await scan())).toEqual(['run.js:2 flow']);
  });

  test('know a new meaning of an import from the settings of the project', async () => {
    const files = { 'app.js': "import { run } from '@lib/run';\nrun(source());\n", 'src/run.js': 'export const run = (x) => sink(x);\n' };
    for (const [name, text] of Object.entries({ 'rules.yaml': rules, ...files })) write(name, text);
    expect(places(await scan())).toEqual([]);
    write('tsconfig.json', '{ "compilerOptions": { "paths": { "@lib/*": ["src/*"] } } }');
    expect(places(await scan())).toEqual(['src/run.js:1 flow']);
  });

  test('end with the scan when it is cancelled', async () => {
    for (const [name, text] of Object.entries(project)) write(name, text);
    await expect(scan({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  const bodies = ['sink(x)', 'log(x)', 'next(x)', 'next(source())', 'next(secret())', '[x]', '1', 'sink(next(x))'];
  const file = fc.record({ next: fc.nat(3), body: fc.constantFrom(...bodies), start: fc.boolean() });
  const toText = ({ next, body, start }: { next: number; body: string; start: boolean }) =>
    `const { run: next } = require('./f${next}');\nexports.run = (x) => ${body};\n${start ? 'next(source());\n' : ''}`;

  test('give the same after any edits as without the answers of earlier scans', async () => {
    write('rules.yaml', rules);
    const edit = fc.record({ at: fc.nat(3), file });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 4, maxLength: 4 }), fc.array(edit, { maxLength: 3 }), async (start, edits) => {
        for (const [index, each] of start.entries()) write(`f${index}.js`, toText(each));
        await scan();
        for (const each of edits) {
          write(`f${each.at}.js`, toText(each.file));
          expect(outcome(await scan())).toEqual(outcome(await scan({ request: { noCache: true } })));
        }
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
