import { describe, expect, test } from 'vitest';
import { openWorkspace } from '../../../core/scan/workspace.ts';
import { testContext } from '../../support/context.ts';

const rule = (id: string, pattern = 'TODO') => `{id: ${id}, message: A task, severity: low, languages: [generic], pattern-regex: ${pattern}}`;

function project(files: Record<string, string> = {}) {
  return testContext({ files: { 'a.js': 'x', ...files } });
}

describe('packs', () => {
  test('without a configuration those that are on by default are on', async () => {
    const { packs, problems, scanner } = await openWorkspace(project());
    expect(problems).toEqual([]);
    expect(packs.filter(({ enabled, pack }) => enabled !== pack.byDefault)).toEqual([]);
    expect(packs.filter(({ enabled }) => !enabled).map(({ pack }) => pack.id)).toContain('documents');
    expect(packs.map(({ pack }) => pack.id)).toContain('secrets');
    expect(scanner.rules.length).toBeGreaterThan(80);
  });

  test('the configuration lists packs, and tells unknown ones', async () => {
    const { packs, problems } = await openWorkspace(project({ '.sentrik/config.yaml': 'standards_packs: [secrets, nothing]' }));
    expect(packs.filter(({ enabled }) => enabled).map(({ pack }) => pack.id)).toEqual(['secrets']);
    expect(problems).toEqual([{ file: 'configuration', field: 'standards_packs', message: 'There is no pack named "nothing"' }]);
  });

  test('overrides change the severity of a rule or switch it off', async () => {
    const overrides = 'pack_overrides: {secrets: {private-key: {severity: low}, aws-access-key-id: {enabled: false}, other: {enabled: false}}}';
    const { scanner, problems } = await openWorkspace(project({ '.sentrik/config.yaml': overrides }));
    expect(scanner.rules.find((candidate) => candidate.id === 'private-key')?.severity).toBe('low');
    expect(scanner.rules.some((candidate) => candidate.id === 'aws-access-key-id')).toBe(false);
    expect(problems).toMatchObject([{ field: 'pack_overrides.secrets', message: 'There is no rule "other" in this pack' }]);
  });

  test('only the frameworks that are asked for are shown', async () => {
    const { scanner } = await openWorkspace(project({ '.sentrik/config.yaml': 'frameworks: [OWASP Top 10 2021]' }));
    expect(new Set(scanner.rules.flatMap((each) => Object.keys(each.controls)))).toEqual(new Set(['owasp-top-10-2021']));
  });
});

describe('rules of the project', () => {
  test('come from .sentrik/rules at any depth, as their pack or as the pack custom', async () => {
    const { packs, problems } = await openWorkspace(
      project({
        '.sentrik/rules/one.yaml': rule('mine'),
        '.sentrik/rules/deep/pack.yaml': `name: Our Pack\nrules: [${rule('ours')}]`,
        '.sentrik/rules/notes.txt': 'no rules',
      }),
    );
    const custom = packs.filter(({ pack }) => pack.source === 'custom');
    expect(problems).toEqual([]);
    expect(custom.map(({ pack, enabled }) => [pack.id, enabled, pack.rules.map((each) => `${each.pack}/${each.id}`)])).toEqual([
      ['our-pack', true, ['our-pack/ours']],
      ['custom', true, ['custom/mine']],
    ]);
  });

  test('may use shared models of the project', async () => {
    const { scanner, problems } = await openWorkspace(
      project({
        '.sentrik/rules/models.yaml': 'models: {entry: {javascript: [{pattern: entry()}], python: [{pattern: "entry_point()"}]}}',
        '.sentrik/rules/t.yaml':
          'id: t\nmode: taint\nmessage: m\nseverity: high\nlanguages: [javascript, python]\npattern-sources: [{use: entry}]\npattern-sinks: [{pattern: exec(...)}]',
      }),
    );
    expect(problems).toEqual([]);
    expect(scanner.check({ path: 'a.js', text: 'exec(entry()); exec(entry_point())' }, { ruleIds: new Set(['t']) }).findings).toHaveLength(1);
    expect(scanner.check({ path: 'a.py', text: 'exec(entry())\nexec(entry_point())' }, { ruleIds: new Set(['t']) }).findings).toHaveLength(1);
  });

  test('broken files are told with their line, and the others count', async () => {
    const { scanner, problems } = await openWorkspace(
      project({
        '.sentrik/config.yaml': 'rules: [extra.yaml, missing.yaml, ../outside.yaml]',
        'extra.yaml': rule('extra'),
        '.sentrik/rules/bad.yaml': `rules:\n  - ${rule('good')}\n  - ${rule('bad', '"("')}`,
        '.sentrik/rules/theirs.yaml': `pack: {id: secrets, name: Not ours}\nrules: [${rule('stolen')}]`,
        '.sentrik/rules/twice.yaml': rule('private-key'),
      }),
    );
    expect(scanner.rules.filter((each) => !each.trusted).map((each) => each.id)).toEqual(['good', 'extra']);
    expect(problems.map(({ file, line, ruleId, message }) => `${file}:${line ?? ''} ${ruleId ?? ''} ${message}`)).toMatchInlineSnapshot(`
      [
        "missing.yaml:  The rule file missing.yaml does not exist",
        "../outside.yaml:  The path is outside the project root",
        ".sentrik/rules/bad.yaml:3 bad The regex is not valid: /(/: Unterminated group",
        ".sentrik/rules/theirs.yaml:  A built-in pack has the id secrets; choose another",
        "custom: private-key A rule of the pack secrets has the same id; the first one is used",
      ]
    `);
  });

  test('of the request run alone when it wants no packs', async () => {
    const context = project({ 'mine.yaml': rule('mine'), '.sentrik/rules/other.yaml': rule('other') });
    const { scanner } = await openWorkspace(context, { noPacks: true, rules: ['mine.yaml'] });
    expect(scanner.rules.map((each) => each.id)).toEqual(['mine']);
    const chosen = await openWorkspace(context, { packs: ['docker'], rules: ['mine.yaml'] });
    expect(new Set(chosen.scanner.rules.map((each) => each.pack))).toEqual(new Set(['docker', 'custom']));
  });

  test('and packs that the request names must be there', async () => {
    await expect(openWorkspace(project(), { rules: ['missing.yaml'] })).rejects.toThrow('The rule file missing.yaml does not exist');
    await expect(openWorkspace(project(), { packs: ['nothing'] })).rejects.toThrow('There is no pack named nothing');
    await expect(openWorkspace(project(), { rules: ['../../etc/passwd'] })).rejects.toThrow('outside the project');
  });
});

describe('an open workspace', () => {
  test('is shared until a file behind it changes', async () => {
    const context = project({ '.sentrik/rules/one.yaml': rule('one') });
    const first = await openWorkspace(context);
    expect(await openWorkspace(context)).toBe(first);
    context.files.write((await import('../../../core/kernel/path.ts')).insideRoot('/project', '.sentrik/rules/two.yaml'), rule('two'));
    const second = await openWorkspace(context);
    expect(second.scanner.rules.length).toBe(first.scanner.rules.length + 1);
    expect(second.scanner.stamp).not.toBe(first.scanner.stamp);
  });

  test('knows the suppressions of both files, and tells wrong entries', async () => {
    const { suppressions, problems } = await openWorkspace(
      project({
        '.sentrik/config.yaml': 'suppressions: [{rule_id: a, reason: because}]',
        '.sentrik/suppressions.yaml': 'suppressions:\n  - {rule_id: b, file: "*.js", reason: because, expires: 2030-01-31}\n  - {rule_id: c}\n  - nonsense',
      }),
    );
    expect(suppressions).toEqual([
      { by: 'config', entry: { rule_id: 'a', reason: 'because' } },
      { by: 'file', line: 2, entry: { rule_id: 'b', file_glob: '*.js', reason: 'because', expires: '2030-01-31' } },
    ]);
    expect(problems.map(({ file, line, field }) => `${file}:${line} ${field}`)).toEqual([
      '.sentrik/suppressions.yaml:3 reason',
      '.sentrik/suppressions.yaml:4 ',
    ]);
  });

  test.each(['{', 'suppressions: 5', '[1, 2]', 'a: &a [*a]'])('a suppressions file that says %j is a problem and nothing more', async (text) => {
    const { suppressions, problems } = await openWorkspace(project({ '.sentrik/suppressions.yaml': text }));
    expect(suppressions).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  });
});
