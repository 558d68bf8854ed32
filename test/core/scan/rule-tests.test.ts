import { describe, expect, it } from 'vitest';
import { runJson } from '../../../core/kernel/operation.ts';
import { testRules } from '../../../core/scan/rule-tests.ops.ts';
import { testContext } from '../../support/context.ts';

const rule = (id: string, rest: string) => `  - id: ${id}\n    languages: [javascript]\n    severity: ERROR\n    message: m\n${rest}`;
const noEval = `rules:\n${rule('no-eval', '    pattern: eval($X)\n    fix: safe($X)\n    paths: {include: [src/**]}\n')}`;

async function test(
  files: Readonly<Record<string, string>>,
  input: Parameters<typeof runJson<typeof testRules.input, typeof testRules.output>>[2] = { rules: ['r'] },
) {
  return await runJson(testRules, testContext({ files }), input);
}

describe('testing rules', () => {
  it('passes where findings and annotations agree, whatever paths the rule is meant for', async () => {
    const answer = await test({ 'r/a.yaml': noEval, 'r/a.js': '// ruleid: no-eval\neval(1)\n// ok: no-eval\nother(1)\n' });
    expect(answer).toMatchObject({ ok: true, passed: 1, failed: 0, rules: 1, untested: [], problems: [] });
    expect(answer.files[0]?.cases[0]).toMatchObject({ rule_id: 'no-eval', subject: 'r/a.js', expected_lines: [2], found_lines: [2] });
  });

  it('tells what is missing and what is found unasked, with the code around it', async () => {
    const answer = await test({ 'r/a.yaml': noEval, 'r/a.js': '// ruleid: no-eval\nfine()\n// ok: no-eval\neval(2)\n' });
    expect(answer).toMatchObject({ ok: false, passed: 0, failed: 1 });
    const [failed] = answer.files[0]?.cases ?? [];
    expect(failed?.differences.map(({ kind, line }) => [kind, line])).toEqual([
      ['missing', 2],
      ['unexpected', 4],
    ]);
    expect(failed?.differences[1]?.frame).toEqual({ first_line: 2, lines: ['fine()', '// ok: no-eval', 'eval(2)'] });
  });

  it('counts known differences apart', async () => {
    const answer = await test({ 'r/a.yaml': noEval, 'r/a.js': '// todoruleid: no-eval\nevil(1)\n// todook: no-eval\neval(1)\n' });
    expect(answer).toMatchObject({ ok: true, passed: 1, failed: 0, todo: 2 });
  });

  it('compares the text after all fixes with the fixed form', async () => {
    const files = { 'r/a.yaml': noEval, 'r/a.js': '// ruleid: no-eval\neval(1)\n', 'r/a.fixed.js': '// ruleid: no-eval\nsafe(1)\n' };
    expect(await test(files)).toMatchObject({ ok: true, passed: 2 });
    const wrong = await test({ ...files, 'r/a.fixed.js': '// ruleid: no-eval\nsafer(1)\n' });
    expect(wrong.files[0]?.cases.at(-1)).toMatchObject({ kind: 'fix', passed: false, fix: { line: 2, expected: ['// ruleid: no-eval', 'safer(1)'] } });
  });

  it('runs the examples in rules', async () => {
    const examples = '    pattern: eval($X)\n    fix: safe($X)\n    examples:\n      - {bad: eval(1), good: other(1), fixed: safe(1)}\n      - {bad: fine()}\n';
    const answer = await test({ 'r/a.yaml': `rules:\n${rule('no-eval', examples)}` });
    expect(answer.files[0]?.cases.map(({ kind, subject, passed }) => [kind, subject, passed])).toEqual([
      ['example', 'example 1, bad', true],
      ['example', 'example 1, good', true],
      ['fix', 'example 1', true],
      ['example', 'example 2, bad', false],
    ]);
  });

  it('compares the lines of an example where it names them', async () => {
    const examples = '    pattern: eval($X)\n    examples:\n      - {bad: "fine()\\neval(1)", lines: [2]}\n      - {bad: "fine()\\neval(1)", lines: [1, 2]}\n';
    const answer = await test({ 'r/a.yaml': `rules:\n${rule('no-eval', examples)}` });
    expect(answer.files[0]?.cases.map(({ passed, differences }) => [passed, differences.length])).toEqual([
      [true, 0],
      [false, 1],
    ]);
    const wrong = await test({ 'r/a.yaml': `rules:\n${rule('no-eval', '    pattern: eval($X)\n    examples:\n      - {bad: eval(1), lines: [0]}\n')}` });
    expect(JSON.stringify(wrong)).toContain('Line numbers from 1');
  });

  it('finds targets in a folder of their own and reads them in the language of the rule', async () => {
    const files = { 'r/sub/a.yaml': noEval, 't/sub/a.txt': '// ruleid: no-eval\neval(1)\n' };
    expect(await test(files, { rules: ['r'], targets: 't' })).toMatchObject({ ok: true, passed: 1 });
    expect(await test(files, { rules: ['r'] })).toMatchObject({ ok: true, passed: 0, untested: ['no-eval'] });
  });

  it('gives a target to the rule file with the longest name', async () => {
    const other = `rules:\n${rule('no-exec', '    pattern: exec($X)\n')}`;
    const answer = await test({
      'r/a.yaml': noEval,
      'r/a.b.yaml': other,
      'r/a.b.js': '// ruleid: no-exec\nexec(1)\n',
      'r/a.c.js': '// ruleid: no-eval\neval(1)',
    });
    expect(answer.files.flatMap(({ cases }) => cases.map(({ rule_id: id, subject }) => [id, subject]))).toEqual([
      ['no-exec', 'r/a.b.js'],
      ['no-eval', 'r/a.c.js'],
    ]);
  });

  it('refuses a target that is named in place of its rule', async () => {
    const files = { 'r/a.yaml': noEval, 'r/a.js': '// ruleid: no-eval\neval(1)\n' };
    await expect(test(files, { rules: ['r/a.js'] })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('r/a.js is no rule file'),
    });
  });

  it('refuses a rule that cannot be used with file, line and reason, and runs the others', async () => {
    const broken = `${noEval}${rule('broken', '    pattern: foo(\n')}${rule('unread', '    pattern-never: x\n')}`;
    const answer = await test({ 'r/a.yaml': broken, 'r/a.js': '// ruleid: no-eval\neval(1)\n' });
    expect(answer).toMatchObject({ ok: false, passed: 1, failed: 0 });
    expect(answer.problems.filter(({ rule_id: id }) => id === 'broken')).toEqual([
      { file: 'r/a.yaml', line: 13, rule_id: 'broken', message: 'pattern `foo(`: does not parse as javascript, whole or as a fragment' },
    ]);
    expect(answer.problems.some(({ rule_id: id, line }) => id === 'unread' && line === 14)).toBe(true);
    expect(await test({ 'r/a.yaml': broken }, { rules: ['r'], lint: true })).toMatchObject({ ok: false, passed: 0, untested: [] });
  });

  it('takes the rules of the project when none are named', async () => {
    const answer = await test({ '.sentrik/rules/a.yaml': noEval, '.sentrik/rules/a.js': '// ruleid: no-eval\neval(1)\n' }, {});
    expect(answer).toMatchObject({ ok: true, passed: 1 });
  });
});
