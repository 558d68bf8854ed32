import { describe, expect, it } from 'vitest';
import { runJson } from '../../../core/kernel/operation.ts';
import { whyNot } from '../../../core/scan/why-not.ops.ts';
import { testContext } from '../../support/context.ts';

const search = `rules:
  - id: r
    languages: [javascript]
    severity: ERROR
    message: m
    paths: {exclude: [vendor/**]}
    patterns:
      - pattern: run($X, ...)
      - pattern-inside: |
          function $F(...) { ... }
      - pattern-not: run("safe", ...)
      - metavariable-regex: {metavariable: $X, regex: cmd.*}
`;

const taint = `rules:
  - id: r
    languages: [javascript]
    severity: ERROR
    message: m
    mode: taint
    pattern-sources: [{pattern: source()}]
    pattern-sinks: [{pattern: sink(...)}]
    pattern-sanitizers: [{pattern: clean(...)}, {pattern: wash(...)}]
`;

async function ask(rules: string, text: string, line: number, path = 'a.js') {
  const context = testContext({ files: { '.sentrik/rules/r.yaml': rules, [path]: text } });
  return await runJson(whyNot, context, { rule_id: 'r', path, line });
}

it('refuses a line that the file does not have', async () => {
  await expect(ask(search, 'run(cmd)\n', 9)).rejects.toMatchObject({ code: 'invalid_input', message: 'line: the file has 2 lines' });
});

describe('code in another language than the file', () => {
  const page = '<p>text</p>\n<script>\nfunction f() { run("safe", 1) }\nrun(cmd, 1)\n</script>\n';

  it('is asked about where it stands', async () => {
    expect(await ask(search, page, 3, 'a.html')).toMatchObject({
      outcome: 'clause',
      clauses: expect.arrayContaining([expect.objectContaining({ role: 'not', passed: false })]),
    });
    expect(await ask(search, page, 4, 'a.html')).toMatchObject({ outcome: 'clause', message: 'The code is not inside what pattern-inside asks for' });
  });

  it('is not looked for where the page has none', async () => {
    expect(await ask(search, page, 1, 'a.html')).toMatchObject({ outcome: 'language', message: 'The rule is for javascript, and the file is html' });
  });
});

describe('why a search rule has no finding', () => {
  const outcomes = async (text: string, path = 'a.js') => {
    const { outcome, message } = await ask(search, text, 1, path);
    return [outcome, message];
  };

  it('it may have one, or one that is accepted', async () => {
    expect(await outcomes('function f() { run(cmd1); }')).toEqual(['found', 'The rule has a finding here']);
    expect((await outcomes('function f() { run(cmd1); } // sentrik-suppress r -- checked'))[0]).toBe('suppressed');
  });

  it('language, path and words come before any clause', async () => {
    expect(await outcomes('run(x)', 'a.py')).toEqual(['language', 'The rule is for javascript, and the file is python']);
    expect(await outcomes('function f() { run(cmd1); }', 'vendor/a.js')).toEqual(['path', 'The rule excludes the path']);
    expect(await outcomes('function f() { walk(cmd1); }')).toEqual(['words', 'The file does not hold "run", which every match needs']);
  });

  it.each([
    ['x(); function g() { run(1) }', 'pattern', 'run($X, ...)'],
    ['run(cmd1);', 'inside', 'function $F(...) { ... }'],
    ['function f() { run("safe"); }', 'not', 'run("safe", ...)'],
    ['function f() { run(other); }', 'condition', '$X fits /cmd.*/'],
  ])('the clause that fails at the line is told for %s', async (text, role, clause) => {
    const first = role === 'pattern' ? text.replace('; ', ';\n') : text;
    const answer = await ask(search, first, 1);
    expect(answer.outcome).toBe('clause');
    expect(answer.clauses.find(({ passed }) => !passed)).toMatchObject({ role, clause });
  });

  it('the clause comes with what its metavariables stand for', async () => {
    const answer = await ask(search, 'function f() { run(other); }', 1);
    expect(answer.clauses.at(-1)).toMatchObject({ matches_before: 1, matches_after: 0, bindings: { $X: 'other', $F: 'f' } });
    expect(answer.clauses.slice(0, -1).every(({ passed }) => passed)).toBe(true);
  });

  it('a rule that is not there is refused', async () => {
    await expect(runJson(whyNot, testContext({ files: { 'a.js': 'x' } }), { rule_id: 'none', path: 'a.js', line: 1 })).rejects.toThrow('There is no rule');
  });
});

describe('why a data flow has no finding', () => {
  it('source or sink may be missing', async () => {
    expect(await ask(taint, 'const a = source();\nother(a);\nsink(1);', 2)).toMatchObject({ outcome: 'no-sink', sources: [1], sinks: [3] });
  });

  it('a sanitizer on the way is named', async () => {
    const text = 'function f() {\n  const a = source();\n  const b = clean(a);\n  wash(1);\n  sink(b);\n}';
    expect(await ask(taint, text, 5)).toMatchObject({ outcome: 'sanitizer', sanitizers: [3], sources: [2], sinks: [5] });
  });

  it('where the data went is told when it does not arrive', async () => {
    const text = 'function f() {\n  let a = source();\n  let b = a;\n  a = 1;\n  sink(a);\n}';
    const answer = await ask(taint, text, 5);
    expect(answer.outcome).toBe('not-reached');
    expect(answer.reached).toContain(3);
    expect(answer.reached).not.toContain(5);
  });
});
