import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fc } from '../../../support/property.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cache } from '../../../../core/kernel/context.ts';
import { diskCache } from '../../../../core/platform/cache-disk.ts';
import { diskFiles } from '../../../../core/platform/files-disk.ts';
import { sharedResources } from '../../../../core/platform/shared.ts';
import { decodeRecords, encodeRecords, type KeptRecord } from '../../../../core/scan/project/record-file.ts';
import { scanProject, type ScanRequest, type ScanResult } from '../../../../core/scan/project.ts';
import { openWorkspace, type WorkspaceOptions } from '../../../../core/scan/workspace.ts';
import { builtAssets } from '../../../support/assets.ts';
import { testContext } from '../../../support/context.ts';

let root = '';
let cacheRoot = '';
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'cached-'));
  cacheRoot = fs.mkdtempSync(path.join(os.tmpdir(), 'cache-'));
});
afterEach(() => {
  for (const folder of [root, cacheRoot]) fs.rmSync(folder, { recursive: true, force: true });
});

const evalRule = 'id: js-eval, message: Evaluates $X, severity: high, languages: [javascript], pattern: eval($X)';
const todoRule = "id: todo, message: m, severity: low, languages: [generic], pattern-regex: 'TODO'";
const pythonRule = 'id: py-exec, message: m, severity: low, languages: [python], pattern: exec($X)';
const joinRule = (reported: string) =>
  `id: twice, mode: join, message: $X, severity: low, join: { rules: [{ id: js, languages: [javascript], pattern: eval($X) }, { id: py, languages: [python], pattern: exec($X) }], on: ['${reported}'] }`;
const files: Readonly<Record<string, string>> = {
  'rules.yaml': `rules: [{${evalRule}}, {${todoRule}}, {${pythonRule}}]`,
  '.gitignore': 'rules.yaml',
  'a.js': 'eval(input) // TODO\n',
  'b/b.js': 'fine()\n',
  'c.py': 'exec(x)\n',
  'test/d.js': 'eval(d) // sentrik-ignore js-eval: a test needs it\n',
  'e.png': 'eval(1)',
};

function write(name: string, content: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), content);
}

interface How {
  readonly request?: ScanRequest;
  readonly options?: WorkspaceOptions;
  readonly cache?: Cache | undefined;
  readonly engine?: string;
}

async function scan({ request = {}, options = {}, cache = diskCache(root, { SENTRIK_CACHE_DIR: cacheRoot }), engine = 'engine-1' }: How = {}) {
  const read = (name: string) => (name === 'engine-id' ? new TextEncoder().encode(engine) : builtAssets.read(name));
  const context = { ...testContext({ disk: diskFiles(root) }), shared: sharedResources(), assets: { ...builtAssets, read }, cache };
  const workspace = await openWorkspace(context, { noPacks: true, rules: ['rules.yaml'], ...options });
  return await scanProject(context, workspace, request);
}

/** What a scan found, without what it took. */
function found({ findings, suppressed, skips, problems, filesScanned, linesScanned, filesByLanguage, rulesEvaluated }: ScanResult) {
  const evaluated = [...rulesEvaluated].sort();
  return { findings, suppressed, skips, problems, filesScanned, linesScanned, filesByLanguage, evaluated };
}

async function expectSame(how: How = {}): Promise<ScanResult> {
  const cached = await scan(how);
  const anew = await scan({ ...how, request: { ...how.request, noCache: true } });
  expect(anew.filesUnchanged).toBe(0);
  expect(found(cached)).toEqual(found(anew));
  return cached;
}

describe('the result cache', () => {
  beforeEach(() => {
    for (const [name, text] of Object.entries(files)) write(name, text);
  });

  test('takes files over that did not change, and finds the same', async () => {
    const first = await expectSame();
    expect(first.findings.map(({ path: file, ruleId, message }) => `${file} ${ruleId} ${message}`)).toEqual([
      'a.js js-eval Evaluates input',
      'a.js todo m',
      'c.py py-exec m',
    ]);
    expect(first.suppressed).toMatchObject([{ path: 'test/d.js', suppression: { by: 'inline', reason: 'a test needs it' } }]);
    expect((await expectSame()).filesUnchanged).toBe(5);
    write('a.js', 'eval(other)\n');
    const changed = await expectSame();
    expect(changed.filesUnchanged).toBe(4);
    expect(changed.findings[0]).toMatchObject({ path: 'a.js', message: 'Evaluates other' });
  });

  test('a file that was only touched is known by its content', async () => {
    await scan();
    fs.utimesSync(path.join(root, 'a.js'), new Date(), new Date());
    expect((await expectSame()).filesUnchanged).toBe(5);
  });

  test('a change that keeps size and time is seen', async () => {
    const target = path.join(root, 'a.js');
    await scan();
    const { atime, mtime } = fs.statSync(target);
    write('a.js', 'ovol(input) // TODO\n');
    fs.utimesSync(target, atime, mtime);
    expect((await expectSame()).findings.map(({ ruleId }) => ruleId)).toEqual(['todo', 'py-exec']);
  });

  test('a changed rule concerns the files of its languages alone', async () => {
    await scan();
    write('rules.yaml', `rules: [{${evalRule}}, {${todoRule}}, {${pythonRule.replace('exec($X)', 'open($X)')}}]`);
    expect((await expectSame()).filesUnchanged).toBe(4);
  });

  test('findings of join rules come from known files and changed ones, and move with the conditions', async () => {
    write('a.js', 'eval(x)\n');
    write('rules.yaml', `rules: [{${joinRule('js.$X == py.$X')}}]`);
    const cold = await scan();
    expect(cold.findings.map(({ path: file, message }) => `${file} ${message}`)).toEqual(['c.py x']);
    const warm = await scan();
    expect(warm.filesUnchanged).toBe(warm.filesScanned);
    expect(found(warm)).toEqual(found(cold));
    write('rules.yaml', `rules: [{${joinRule('py.$X == js.$X')}}]`);
    expect((await scan()).findings.map(({ path: file, message }) => `${file} ${message}`)).toEqual(['a.js x']);
    write('a.js', 'eval(other)\n');
    expect((await scan()).findings).toEqual([]);
  });

  test('suppressions, gates and grading act on what is known', async () => {
    await scan();
    const suppressions = [{ rule_id: 'todo', reason: 'known' }];
    const result = await expectSame({ options: { config: { suppressions, test_code: 'same', gate_fail_on: ['low'] } } });
    expect(result.filesUnchanged).toBe(5);
    expect(result.suppressed.map(({ ruleId }) => ruleId)).toContain('todo');
  });

  test('deleted files leave, a part of the project keeps the rest', async () => {
    await scan();
    expect((await expectSame({ request: { paths: ['b'] } })).filesUnchanged).toBe(1);
    fs.rmSync(path.join(root, 'a.js'));
    expect((await expectSame()).filesUnchanged).toBe(4);
    expect((await expectSame()).filesScanned).toBe(4);
  });

  test('a damaged file and another engine mean a scan from the start', async () => {
    const cache = diskCache(root, { SENTRIK_CACHE_DIR: cacheRoot });
    await scan();
    const name = cache.entries().find((entry) => entry.name.startsWith('scan-'))?.name ?? '';
    const bytes = cache.read(name) ?? new Uint8Array();
    for (const damaged of [bytes.subarray(0, -7), Uint8Array.from(bytes, (byte, index) => (index === 400 ? byte ^ 1 : byte)), new Uint8Array(3)]) {
      cache.write(name, damaged);
      expect((await expectSame()).filesUnchanged).toBe(0);
    }
    expect((await expectSame()).filesUnchanged).toBe(5);
    expect((await expectSame({ engine: 'engine-2' })).filesUnchanged).toBe(0);
  });

  test('a rule that cannot be used is told every time', async () => {
    write('rules.yaml', `rules: [{${evalRule}}, {id: broken, message: m, severity: low, languages: [javascript], pattern: 'eval( ('}]`);
    const first = await expectSame();
    expect(first.problems).toMatchObject([{ ruleId: 'broken' }]);
    expect((await expectSame()).problems).toEqual(first.problems);
  });

  test('the setting turns it off', async () => {
    await scan({ options: { config: { cache: false } } });
    expect((await scan()).filesUnchanged).toBe(0);
  });
});

const names = ['a.js', 'b/b.js', 'c.py', 'new.js', 'test/d.js'];
const texts = ['eval(1)\n', 'fine()\n', '# TODO\nexec(2)\n', 'x = eval(y) // TODO\n', '\0', '\uFEFFeval(3)', ''];
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), name: fc.constantFrom(...names), text: fc.constantFrom(...texts) }),
  fc.record({ kind: fc.constant('remove' as const), name: fc.constantFrom(...names) }),
  fc.record({
    kind: fc.constant('rules' as const),
    rules: fc.subarray([
      evalRule,
      todoRule,
      pythonRule,
      evalRule.replace('high', 'low').replace('js-eval', 'other'),
      joinRule('js.$X == py.$X'),
      joinRule('py.$X != js.$X').replace('twice', 'other-twice'),
    ]),
  }),
  fc.record({
    kind: fc.constant('scan' as const),
    config: fc.record({ max_file_size: fc.constantFrom(5, 2_000_000), languages: fc.constantFrom({}, { py: 'javascript' }) }),
  }),
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function apply(each: Step): void {
  if (each.kind === 'write') write(each.name, each.text);
  if (each.kind === 'remove') fs.rmSync(path.join(root, each.name), { force: true });
  if (each.kind === 'rules') write('rules.yaml', `rules: [${each.rules.map((rule) => `{${rule}}`).join(', ')}]`);
}

test('over any edits and settings it finds what a scan without it finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      for (const entry of fs.readdirSync(root)) fs.rmSync(path.join(root, entry), { recursive: true });
      for (const [name, text] of Object.entries(files)) write(name, text);
      let config: Readonly<Record<string, unknown>> = {};
      for (const each of steps) {
        apply(each);
        if (each.kind === 'scan') ({ config } = each);
        await expectSame({ options: { config } });
      }
    }),
    { numRuns: 15 },
  );
}, 120_000);

test('records survive their file, whatever is in them', () => {
  const record = fc.record({
    record: fc.record({
      path: fc.string({ minLength: 1, unit: 'grapheme' }).filter((name) => !name.includes('\n')),
      language: fc.constantFrom('python' as const, 'generic' as const, undefined),
      lines: fc.nat(),
      body: fc.string({ unit: 'grapheme' }),
    }),
    state: fc.record({
      size: fc.nat(),
      modified: fc.double({ noNaN: true }),
      changed: fc.double({ noNaN: true }),
      content: fc.constant('0123456789'.repeat(4)),
    }),
    stamp: fc.string(),
  });
  fc.assert(
    fc.property(fc.uniqueArray(record, { selector: (kept) => kept.record.path }), (kept: readonly KeptRecord[]) => {
      const bytes = encodeRecords(kept, 'e');
      expect([...(decodeRecords(bytes, 'e')?.all() ?? [])]).toEqual(kept);
      for (const each of kept) expect(decodeRecords(bytes, 'e')?.get(each.record.path)).toEqual(each);
    }),
    { numRuns: 100 },
  );
});
