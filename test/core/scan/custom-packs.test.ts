import { beforeEach, describe, expect, it } from 'vitest';
import { runJson, run } from '../../../core/kernel/operation.ts';
import { insideRoot } from '../../../core/kernel/path.ts';
import { isReply } from '../../../core/kernel/reply.ts';
import { createPack, deletePack, exportPack, importPack, validatePack } from '../../../core/scan/custom-packs.ops.ts';
import { listPacks, overridePack } from '../../../core/scan/packs.ops.ts';
import { testRules } from '../../../core/scan/rule-tests.ops.ts';
import { openWorkspace } from '../../../core/scan/workspace.ts';
import { testContext, type TestContext } from '../../support/context.ts';

const rule = (id: string, pattern = 'TODO') => `{id: ${id}, message: A task, severity: low, languages: [generic], pattern-regex: ${pattern}}`;
const folder = {
  'pack.yaml': 'id: ours\nname: Our rules\nversion: 1.2.0\n',
  'a.yaml': `rules: [${rule('one')}]`,
  'deep/b.yaml': `rules: [${rule('two')}]`,
  'deep/b.txt': '# ruleid: two\nTODO\n',
};

let context: TestContext;
beforeEach(() => {
  context = testContext({ files: { 'a.txt': 'TODO' } });
});

const paths = () => {
  const below = (at: string): string[] =>
    context.files.stat(insideRoot('/project', at)) === undefined
      ? []
      : context.files.list(insideRoot('/project', at)).flatMap(({ name, kind }) => (kind === 'folder' ? below(`${at}/${name}`) : [`${at}/${name}`]));
  return below('.sentrik/rules').sort();
};

async function exported(id: string, format: 'yaml' | 'zip' | 'tar.gz'): Promise<string | Uint8Array> {
  const reply = await run(exportPack, context, { id, format });
  return isReply(reply) && reply.kind === 'document' ? reply.body : '';
}

describe('a pack in a folder', () => {
  it('is imported with its tests, counts as one pack, and goes away as a whole', async () => {
    expect(await runJson(importPack, context, { files: folder })).toMatchObject({ id: 'ours', rules: 2, version: '1.2.0', place: '.sentrik/rules/ours' });
    const { packs, problems, scanner } = await openWorkspace(context);
    expect(problems).toEqual([]);
    expect(packs.find(({ pack }) => pack.id === 'ours')?.pack.rules.map(({ id, pack }) => [id, pack])).toEqual([
      ['one', 'ours'],
      ['two', 'ours'],
    ]);
    expect(scanner.check({ path: 'a.txt', text: 'TODO' }, { ruleIds: new Set(['one', 'two']) }).findings).toHaveLength(2);
    expect(await runJson(testRules, context, { rules: ['.sentrik/rules/ours'] })).toMatchObject({ ok: true, passed: 1, untested: ['one'], problems: [] });
    await runJson(deletePack, context, { id: 'ours' });
    expect(paths()).toEqual([]);
  });

  it('replaces the former one whole, in whatever form that was', async () => {
    await runJson(importPack, context, { yaml: `pack: {id: ours, name: Old}\nrules: [${rule('old')}]` });
    expect(paths()).toEqual(['.sentrik/rules/ours.yaml']);
    await runJson(importPack, context, { files: folder });
    const { 'deep/b.yaml': _b, 'deep/b.txt': _t, ...smaller } = folder;
    await runJson(importPack, context, { files: smaller });
    expect(paths()).toEqual(['.sentrik/rules/ours/a.yaml', '.sentrik/rules/ours/pack.yaml']);
  });

  it.each(['zip', 'tar.gz'] as const)('is exported as %s and imported again without a difference', async (format) => {
    await runJson(importPack, context, { files: folder });
    const before = paths();
    const archive = await exported('ours', format);
    await runJson(deletePack, context, { id: 'ours' });
    await runJson(importPack, context, { archive: Buffer.from(archive).toString('base64') });
    expect(paths()).toEqual(before);
    expect(await exported('ours', format)).toEqual(archive);
  });

  it('is exported as one YAML file with all of its rules', async () => {
    await runJson(importPack, context, { files: folder });
    const yaml = String(await exported('ours', 'yaml'));
    await runJson(deletePack, context, { id: 'ours' });
    expect(await runJson(importPack, context, { yaml })).toMatchObject({ id: 'ours', rules: 2, place: '.sentrik/rules/ours.yaml' });
  });
});

describe('a pack with a problem', () => {
  it.each([
    ['a file that is no YAML', { 'bad.yaml': 'rules: [' }, 'bad.yaml:1'],
    ['a rule without a severity', { 'bad.yaml': 'rules:\n  - id: x\n    message: m\n' }, 'bad.yaml:2'],
    ['a regex that is too long', { 'bad.yaml': `rules:\n  - ${rule('x', 'a'.repeat(2001))}` }, 'bad.yaml:2'],
    ['a pattern that does not parse', { 'bad.yaml': 'rules:\n  - {id: x, message: m, severity: low, languages: [python], pattern: "def ("}' }, 'bad.yaml:2'],
    ['an id twice', { 'bad.yaml': `rules: [${rule('one')}]` }, 'same id'],
    ['a head of its own below the folder', { 'bad.yaml': `pack: {id: other, name: Other}\nrules: [${rule('x')}]` }, 'another pack'],
  ])('such as %s is refused whole, naming the place', async (_what, more, told) => {
    await expect(runJson(importPack, context, { files: { ...folder, ...more } })).rejects.toThrow(told);
    expect(paths()).toEqual([]);
    const { valid, packs } = await runJson(validatePack, context, { files: { ...folder, ...more } });
    expect([valid, packs[0]?.problems.length]).not.toEqual([true, 0]);
  });

  it('in the project is told with file and line by the validation of all packs', async () => {
    await runJson(importPack, context, { files: folder });
    context.files.write(insideRoot('/project', '.sentrik/rules/ours/a.yaml'), 'rules:\n  - id: one\n    message: m\n');
    context.files.write(insideRoot('/project', '.sentrik/rules/loose.yaml'), 'rules: [');
    const { valid, packs } = await runJson(validatePack, context, {});
    expect(valid).toBe(false);
    expect(packs.flatMap(({ problems }) => problems.map(({ file, line }) => `${file}:${line}`))).toEqual(
      expect.arrayContaining(['.sentrik/rules/ours/a.yaml:2', '.sentrik/rules/loose.yaml:1']),
    );
  });

  it('may not take the id of a built-in one, nor that of rules in files of their own', async () => {
    await expect(runJson(importPack, context, { files: { ...folder, 'pack.yaml': 'id: secrets\nname: x\n' } })).rejects.toMatchObject({ code: 'conflict' });
    context.files.write(insideRoot('/project', '.sentrik/rules/mine.yaml'), `pack: {id: ours, name: x}\nrules: [${rule('x')}]`);
    context.files.write(insideRoot('/project', '.sentrik/rules/more.yaml'), `pack: {id: ours, name: x}\nrules: [${rule('y')}]`);
    await expect(runJson(importPack, context, { files: folder })).rejects.toMatchObject({ code: 'conflict' });
    await expect(runJson(deletePack, context, { id: 'ours' })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a new pack', () => {
  it('starts with a rule that passes its tests, and does not take the place of another', async () => {
    expect(await runJson(createPack, context, { id: 'fresh' })).toMatchObject({ id: 'fresh', place: '.sentrik/rules/fresh', rules: 1 });
    expect(await runJson(testRules, context, { rules: ['.sentrik/rules/fresh'] })).toMatchObject({ ok: true, passed: 2, untested: [], problems: [] });
    await expect(runJson(createPack, context, { id: 'fresh' })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a built-in pack', () => {
  it('is exported as it was written, with the models it uses, so that it loads as a pack of the project', async () => {
    const { packs } = await runJson(listPacks, context, {});
    for (const id of ['python', 'docker']) {
      const archive = await exported(id, 'zip');
      const { problems } = (await runJson(validatePack, context, { archive: Buffer.from(archive).toString('base64') })).packs[0] ?? { problems: [] };
      expect(problems.map(({ message }) => message)).toEqual([`A built-in pack has the id ${id}; choose another`]);
    }
    expect(packs.filter(({ source, place }) => source === 'builtin' && place !== undefined)).toEqual([]);
  });
});

describe('overrides', () => {
  const change = (overrides: unknown) => runJson(overridePack, context, { id: 'ours', overrides });

  it('of severity and state add up, and are taken back one rule at a time', async () => {
    await runJson(importPack, context, { files: folder });
    await change({ one: { severity: 'critical' } });
    await change({ one: { enabled: false }, two: { severity: 'info' } });
    expect((await change({ two: null })).overrides).toEqual({ one: { severity: 'critical', enabled: false } });
    const off = await openWorkspace(context);
    expect(off.packs.find(({ pack }) => pack.id === 'ours')).toMatchObject({ pack: { rules: [{ id: 'two', severity: 'low' }] }, switchedOff: [{ id: 'one' }] });
    await change({ one: { enabled: true } });
    expect((await openWorkspace(context)).scanner.rules.find(({ id }) => id === 'one')?.severity).toBe('critical');
  });

  it('of options change what a rule finds, and are refused where a rule has no such option', async () => {
    const long = '{id: long, name: Long, type: file_policy, severity: low, check: max_lines, params: {max: 1}}';
    const constant = '{id: run, message: m, severity: low, languages: [javascript], pattern: run("x")}';
    await runJson(importPack, context, { yaml: `pack: {id: ours, name: x}\nrules: [${long}, ${constant}]` });
    const found = async (path: string, text: string, id: string) =>
      (await openWorkspace(context)).scanner.check({ path, text }, { ruleIds: new Set([id]) }).findings.length;
    const code = 'const a = "x";\nrun(a);\n';
    expect([await found('a.txt', 'a\nb\nc\n', 'long'), await found('a.js', code, 'run')]).toEqual([1, 1]);
    await change({ long: { options: { max: 10 } }, run: { options: { constant_propagation: false } } });
    expect([await found('a.txt', 'a\nb\nc\n', 'long'), await found('a.js', code, 'run')]).toEqual([0, 0]);
    await expect(change({ long: { options: { least: 1 } } })).rejects.toThrow('it has max');
    await expect(change({ long: { options: { max: 'many' } } })).rejects.toThrow('options');
    await expect(change({ run: { options: { constant_propagation: 'maybe' } } })).rejects.toThrow('true or false');
    await expect(change({ none: { enabled: false } })).rejects.toThrow('no rule with this id');
  });
});
