import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workers } from '../../../../core/kernel/context.ts';
import { Failure } from '../../../../core/kernel/failure.ts';
import { diskFiles } from '../../../../core/platform/files-disk.ts';
import { createLinkWorker } from '../../../../core/scan/project/worker-link.ts';
import { createScannerKeeper, createShardScanner } from '../../../../core/scan/project/worker-shard.ts';
import { type ScanRequest, scanProject } from '../../../../core/scan/project.ts';
import { openWorkspace } from '../../../../core/scan/workspace.ts';
import { noGit } from '../../../../core/platform/git.ts';
import { builtAssets } from '../../../support/assets.ts';
import { type TestContext, testContext } from '../../../support/context.ts';

const evalRule = '{id: js-eval, message: m, severity: high, languages: [javascript], pattern: eval($X)}';
const rules = {
  'rules.yaml': `rules: [${evalRule}, {id: todo, message: m, severity: low, languages: [generic], pattern-regex: 'TODO'}]`,
  '.gitignore': 'ignored.js\nrules.yaml',
};

async function scan(context: TestContext, request: ScanRequest = {}) {
  const workspace = await openWorkspace(context, { noPacks: true, rules: ['rules.yaml'] });
  return await scanProject(context, workspace, request);
}

function places(result: Awaited<ReturnType<typeof scan>>): string[] {
  return result.findings.map(({ path: file, span, ruleId }) => `${file}:${span.startLine + 1} ${ruleId}`);
}

describe('a scan', () => {
  const files = { ...rules, 'b.js': 'eval(1)', 'a/z.py': '# TODO', 'a/a.js': '\neval(2) // TODO', 'ignored.js': 'eval(3)', 'node_modules/x.js': 'eval(4)' };

  test('of everything finds in a fixed order and counts what it did', async () => {
    const result = await scan(testContext({ files }));
    expect(places(result)).toEqual(['a/a.js:2 js-eval', 'a/a.js:2 todo', 'a/z.py:1 todo', 'b.js:1 js-eval']);
    expect(result).toMatchObject({
      filesScanned: 4,
      linesScanned: 6,
      threads: 1,
      problems: [],
      skips: [],
      filesByLanguage: { javascript: 2, python: 1, generic: 1 },
    });
    expect(result.rulesEvaluated).toEqual(expect.arrayContaining(['js-eval', 'todo']));
  });

  test('of named files takes them even when git ignores them', async () => {
    expect(places(await scan(testContext({ files }), { paths: ['ignored.js', 'a'] }))).toEqual([
      'a/a.js:2 js-eval',
      'a/a.js:2 todo',
      'a/z.py:1 todo',
      'ignored.js:1 js-eval',
    ]);
    await expect(scan(testContext({ files }), { paths: ['nothing.js'] })).rejects.toThrow('There is no nothing.js in the project');
    await expect(scan(testContext({ files }), { paths: ['../etc'] })).rejects.toThrow('outside the project');
  });

  test('of inline texts reads nothing from the disk', async () => {
    expect(places(await scan(testContext({ files }), { files: { 'new.js': 'eval(9)', 'b.js': 'fine()' } }))).toEqual(['new.js:1 js-eval']);
    await expect(scan(testContext({ files }), { files: { '../x.js': '' } })).rejects.toThrow('outside the project');
  });

  test('of changed files takes those that still exist', async () => {
    const context = {
      ...testContext({ files }),
      git: {
        ...noGit,
        changedFiles: () => Promise.resolve(['a/a.js', 'gone.js']),
        stagedFiles: () => Promise.resolve(['b.js', 'node_modules/x.js']),
        endsOf: () => Promise.resolve({ from: 'f00' }),
        contents: () => Promise.resolve(new Map([['b.js', new TextEncoder().encode('\neval(staged)\n')]])),
      },
    };
    expect(places(await scan(context, { gitRange: 'main...HEAD' }))).toEqual(['a/a.js:2 js-eval', 'a/a.js:2 todo']);
    expect(places(await scan(context, { staged: true }))).toEqual(['b.js:2 js-eval']);
    await expect(scan(context, { staged: true, gitRange: 'main' })).rejects.toThrow('exclude each other');
    expect(places(await scan(context, { changedFiles: ['a/z.py'] }))).toEqual(['a/z.py:1 todo']);
  });

  test('tells of a rule that is broken even when no file needs it', async () => {
    const broken = 'rules:\n  - id: broken\n    languages: [java]\n    severity: ERROR\n    message: m\n    pattern: foo(\n';
    const result = await scan(testContext({ files: { 'a.js': 'x', 'rules.yaml': broken } }));
    expect(result.problems).toEqual([
      { file: 'rules.yaml', line: 6, ruleId: 'broken', message: 'pattern `foo(`: does not parse as java, whole or as a fragment' },
    ]);
  });

  test('tells its progress and can be cancelled', async () => {
    const context = testContext({ files });
    await scan(context);
    expect(context.events.at(0)).toMatchObject({ phase: 'scan', done: 0, total: 4 });
    expect(context.events.at(-1)).toMatchObject({ phase: 'scan', done: 4, total: 4 });
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`f${index}.js`, `eval(${'1+'.repeat(2000)}1)`]));
    const stopped = new AbortController();
    const cancelled = { ...testContext({ files: { ...rules, ...many } }), signal: stopped.signal };
    const running = scan(cancelled);
    setTimeout(() => stopped.abort(), 60);
    await expect(running).rejects.toThrow('cancelled');
  });
});

describe('bad files', () => {
  let folder = '';
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'scan-'));
    for (const [name, text] of Object.entries(rules)) fs.writeFileSync(path.join(folder, name), text);
    fs.writeFileSync(path.join(folder, 'fine.js'), 'eval(1)');
    fs.writeFileSync(path.join(folder, 'nul.js'), 'eval(1)\0');
    fs.writeFileSync(path.join(folder, 'latin.js'), Buffer.concat([Buffer.from('eval(1) // '), Buffer.alloc(900, 0xe9)]));
    fs.writeFileSync(path.join(folder, 'line.js'), `eval(1);${'a=1;'.repeat(60_000)}`);
    fs.writeFileSync(path.join(folder, 'long.js'), `eval(1);${'a=1;'.repeat(1_250_000)}`);
    fs.writeFileSync(path.join(folder, 'image.png'), 'eval(1)');
    fs.writeFileSync(path.join(folder, 'deep.js'), `eval(1);${'['.repeat(100_000)}`);
    fs.writeFileSync(path.join(folder, 'wide.js'), Buffer.from('\uFEFFeval(1)', 'utf16le'));
    fs.closeSync(fs.openSync(path.join(folder, 'huge.js'), 'w'));
    fs.truncateSync(path.join(folder, 'huge.js'), 50_000_000);
    fs.symlinkSync(os.tmpdir(), path.join(folder, 'out-link'));
    fs.symlinkSync('/etc/hostname', path.join(folder, 'file-link.js'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test('are told one by one and the rest is scanned', async () => {
    const context = testContext({ disk: diskFiles(folder) });
    const result = await scan(context, {});
    expect(places(result).filter((place) => place.endsWith('js-eval'))).toEqual(['fine.js:1 js-eval', 'line.js:1 js-eval', 'wide.js:1 js-eval']);
    expect(result.skips).toContainEqual(expect.objectContaining({ path: 'deep.js', reason: 'too-deep' }));
    expect(result.skips.filter((skip) => !['deep.js'].includes(skip.path)).map(({ path: file, reason }) => [file, reason])).toEqual([
      ['huge.js', 'too-large'],
      ['latin.js', 'invalid-encoding'],
      ['long.js', 'too-large'],
      ['nul.js', 'binary'],
    ]);
  });

  test('a link that leads outside is refused when it is named', async () => {
    const context = testContext({ disk: diskFiles(folder) });
    const result = await scan(context, { paths: ['file-link.js', 'fine.js'] });
    expect(places(result)).toEqual(['fine.js:1 js-eval']);
    expect(result.skips).toMatchObject([{ path: 'file-link.js', reason: 'outside-root' }]);
  });
});

describe('threads', () => {
  const many = {
    ...rules,
    ...Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`src/f${index}.js`, `${'// line\n'.repeat(index % 7)}eval(${index}) // TODO`])),
  };

  function workersOn(context: TestContext, fails: (call: number) => boolean): Workers {
    const scannerFor = createScannerKeeper(builtAssets);
    const [scanShard, link] = [createShardScanner(scannerFor), createLinkWorker(scannerFor)];
    let calls = 0;
    return {
      size: 2,
      run(task, payload) {
        calls += 1;
        if (fails(calls)) return Promise.reject(new Failure('unavailable', 'A worker thread ended unexpectedly'));
        const copy = JSON.parse(JSON.stringify(payload));
        return task === 'link' ? link(context.files, copy) : scanShard(context.files, copy);
      },
    };
  }

  test('give the same as one thread, also when some of them die', async () => {
    const alone = await scan(testContext({ files: many }));
    for (const fails of [() => false, (call: number) => call % 2 === 0, () => true]) {
      const base = testContext({ files: many });
      const result = await scan({ ...base, workers: workersOn(base, fails) });
      expect(result.threads).toBe(2);
      expect({ ...result, threads: 0, durationMs: 0, timings: 0, rulesEvaluated: 0 }).toEqual({
        ...alone,
        threads: 0,
        durationMs: 0,
        timings: 0,
        rulesEvaluated: 0,
      });
      expect(base.log.lines.length > 0).toBe(fails(2));
    }
  });

  test('are not used where the configuration or the size says no', async () => {
    const base = testContext({ files: { ...many, '.sentrik/config.yaml': 'parallel_scan: false' } });
    const result = await scan({ ...base, workers: workersOn(base, () => true) });
    expect([result.threads, base.log.lines]).toEqual([1, []]);
  });
});
