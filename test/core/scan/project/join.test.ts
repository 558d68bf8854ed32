import { describe, expect, test } from 'vitest';
import { insideRoot } from '../../../../core/kernel/path.ts';
import { type ScanRequest, scanProject } from '../../../../core/scan/project.ts';
import { openWorkspace } from '../../../../core/scan/workspace.ts';
import { type TestContext, testContext } from '../../../support/context.ts';

const inline = `
rules:
  - id: shown-input
    mode: join
    severity: high
    message: $NAME of a request is shown by $PAGE
    join:
      rules:
        - id: input
          languages: [python]
          pattern: $NAME = request.args.get(...)
        - id: page
          languages: [python]
          pattern: show("$PAGE", $KEY=$VALUE)
        - id: hole
          languages: [generic]
          paths: { include: ['*.tpl'] }
          pattern: '{{ $KEY }}'
      on:
        - input.$NAME == page.$VALUE
        - page.$KEY == hole.$KEY
        - page.$PAGE < hole.path
`;

const files = {
  'app.py': 'name = request.args.get("n")\nother = 1\nshow("hello.tpl", who=name)\nshow("other.tpl", what=other)\n',
  'pages/hello.tpl': '<p>\n{{ who }}\n{{ what }}\n',
  'pages/other.tpl': '{{ who }}\n{{ what }}\n',
};

async function scan(context: TestContext, request: ScanRequest = {}, rules: readonly string[] = ['rules.yaml']) {
  return await scanProject(context, await openWorkspace(context, { noPacks: true, rules }), request);
}

function places({ findings }: Awaited<ReturnType<typeof scan>>): string[] {
  return findings.map(({ path, span, ruleId, message }) => `${path}:${span.startLine + 1} ${ruleId}: ${message}`);
}

const callGraph = (on: string) => `
rules:
  - id: reach
    mode: join
    severity: low
    message: $A reaches $B, which calls $SINK
    join:
      rules:
        - id: calls
          languages: [python]
          patterns: [{ pattern-inside: "def $A(...): ..." }, { pattern: $B() }]
        - id: sinks
          languages: [python]
          patterns: [{ pattern-inside: "def $F(...): ..." }, { pattern: $SINK(1) }]
        - id: starts
          languages: [python]
          patterns: [{ pattern-inside: "def $F(...): ..." }, { pattern: begin(1) }]
      on: [${on}]
`;

describe('a join rule', () => {
  test('finds what belongs together in several files, at the place of the last rule', async () => {
    const result = await scan(testContext({ files: { ...files, 'rules.yaml': inline } }));
    expect(result.problems).toEqual([]);
    expect(places(result)).toEqual(['pages/hello.tpl:2 shown-input: name of a request is shown by hello.tpl']);
    expect(result.rulesEvaluated).toEqual(['shown-input']);
  });

  test('joins texts that are scanned instead of the disk, and is not called evaluated where only some files were looked at', async () => {
    const context = testContext({ files: { ...files, 'rules.yaml': inline } });
    expect(places(await scan(context, { files: { ...files, 'pages/hello.tpl': 'a\nb\nc\n{{ who }}' } }))).toHaveLength(1);
    const partial = await scan(context, { paths: ['app.py'] });
    expect(partial.rulesEvaluated).toEqual([]);
    expect(partial.findings).toEqual([]);
  });

  test('takes its rules from files of the project, with new names for them and their metavariables', async () => {
    const rules = `
rules:
  - id: shown
    mode: join
    severity: high
    message: m $...HOLE $WHO
    join:
      refs:
        - { rule: parts/page.yaml, as: p }
        - { rule: lint/parts/hole.yaml, renames: [{ from: $...HOLE, to: $WHO }] }
      on: [p.$KEY == hole.$WHO]
`;
    const project = {
      ...files,
      'lint/rules.yaml': rules,
      'lint/parts/page.yaml': `rules: [{ id: page, message: m, severity: low, languages: [python], pattern: 'show("$PAGE", $KEY=name)' }]`,
      'lint/parts/hole.yaml': `rules: [{ id: hole, message: m, severity: low, languages: [generic], paths: { include: ['*.tpl'] }, pattern: '{{ $...HOLE }}' }, { id: second }]`,
    };
    const context = testContext({ files: project });
    const result = await scan(context, {}, ['lint/rules.yaml']);
    expect(result.problems).toEqual([]);
    expect(places(result)).toEqual(['pages/hello.tpl:2 shown: m $...HOLE who', 'pages/other.tpl:1 shown: m $...HOLE who']);
  });

  test('follows --> over any number of steps', async () => {
    const code = 'def a():\n  begin(1)\n  b()\ndef b():\n  c()\ndef c():\n  run(1)\ndef d():\n  run(1)\n';
    const on = '"calls.$A --> calls.$B", "starts.$F == calls.$A", "calls.$B == sinks.$F"';
    const result = await scan(testContext({ files: { 'x.py': code, 'rules.yaml': callGraph(on) } }));
    expect(places(result)).toEqual(['x.py:7 reach: a reaches c, which calls run']);
    const direct = await scan(testContext({ files: { 'x.py': code, 'rules.yaml': callGraph('"starts.$F == calls.$A", "calls.$B == sinks.$F"') } }));
    expect(places(direct)).toEqual([]);
  });

  test('keeps rows that differ, and a recursion that leads back ends', async () => {
    const code = 'def a():\n  begin(1)\n  b()\ndef b():\n  a()\n  run(1)\n';
    const on = '"calls.$A --> calls.$B", "starts.$F == calls.$A", "calls.$B == sinks.$F", "starts.$F != sinks.$F"';
    const result = await scan(testContext({ files: { 'x.py': code, 'rules.yaml': callGraph(on) } }));
    expect(places(result)).toEqual(['x.py:6 reach: a reaches b, which calls run']);
  });

  test('can be accepted by a comment at its place', async () => {
    const python = inline.replace('- page.$KEY == hole.$KEY\n        - page.$PAGE < hole.path', '');
    const code = files['app.py'].replace('show("hello.tpl", who=name)', 'show("hello.tpl", who=name) # sentrik-suppress shown-input -- a constant');
    const result = await scan(testContext({ files: { 'app.py': code, 'rules.yaml': python } }));
    expect(result.findings).toEqual([]);
    expect(result.suppressed.map(({ ruleId, suppression }) => [ruleId, suppression?.reason])).toEqual([['shown-input', 'a constant']]);
  });

  test('shows nothing of secrets, and still joins equal ones', async () => {
    const rules = `
rules:
  - id: shared-key
    mode: join
    severity: high
    secret: true
    message: "the key $KEY is used twice"
    join:
      rules:
        - { id: one, languages: [python], pattern: 'one("$KEY")' }
        - { id: two, languages: [python], pattern: 'two("$KEY")' }
      on: [one.$KEY == two.$KEY]
`;
    const project = { 'a.py': 'one("hunter2hunter2")\n', 'b.py': 'two("hunter2hunter2")\ntwo("differentdifferent")\n', 'rules.yaml': rules };
    const result = await scan(testContext({ files: project }));
    expect(result.findings.map(({ path, span }) => `${path}:${span.startLine + 1}`)).toEqual(['b.py:1']);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  test('is refused with file and line where it cannot be understood, and other rules run', async () => {
    const broken = `
rules:
  - { id: x, message: m, severity: low, languages: [python], pattern: show(...) }
  - id: j
    mode: join
    severity: low
    message: m
    join:
      refs: [{ rule: r/registry.rule }]
      on: [a.$X == b.$X]
  - id: k
    mode: join
    severity: low
    message: m
    join:
      rules: [{ id: a, languages: [python], pattern: f($X) }]
      on: [a.$X -> b.$X, a.$X == c.$X]
`;
    const result = await scan(testContext({ files: { ...files, 'rules.yaml': broken } }));
    expect(result.problems.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`)).toEqual([
      '9 j: The rule file "r/registry.rule" is not in the project, or holds no rule',
      '17 k: A condition is written rule.$X ==|!=|<|>|~|--> rule.$Y, or with path in place of a metavariable',
      '17 k: The join has no rule named "c"',
    ]);
    expect(places(result)).toEqual(['app.py:3 x: m', 'app.py:4 x: m']);
  });

  test('changes with the files it refers to', async () => {
    const rules = 'rules: [{ id: j, mode: join, severity: low, message: m, join: { refs: [{ rule: part.yaml, as: p }], on: [p.$X == p.$X] } }]';
    const part = (name: string) => `rules: [{ id: p, message: m, severity: low, languages: [python], pattern: '${name}($X, ...)' }]`;
    const context = testContext({ files: { ...files, 'rules.yaml': rules, 'part.yaml': part('nothing') } });
    expect(places(await scan(context))).toEqual([]);
    context.files.write(insideRoot('/project', 'part.yaml'), part('show'));
    expect(places(await scan(context))).toEqual(['app.py:3 j: m', 'app.py:4 j: m']);
  });

  test('is nothing a check of one text looks at, and why-not says so', async () => {
    const { scanner } = await openWorkspace(testContext({ files: { ...files, 'rules.yaml': inline } }), { noPacks: true, rules: ['rules.yaml'] });
    const source = { path: 'app.py', text: files['app.py'] };
    expect(scanner.check(source).findings).toEqual([]);
    expect(scanner.explain(source, 'shown-input', 0)).toMatchObject({ outcome: 'join' });
    expect(scanner.explain(source, 'shown-input/page', 2)).toMatchObject({ outcome: 'found' });
    expect(scanner.rules.map(({ id }) => id)).toEqual(['shown-input']);
    expect(scanner.lint()).toEqual([]);
  });

  test('tells which of its parts cannot be used', async () => {
    const rules =
      'rules: [{ id: j, mode: join, severity: low, message: m, join: { rules: [{ id: p, languages: [python], pattern: "f(((" }], on: [p.$X == p.$X] } }]';
    const result = await scan(testContext({ files: { ...files, 'rules.yaml': rules } }));
    expect(result.problems.map(({ file, ruleId }) => [file, ruleId])).toEqual([['rules.yaml', 'j']]);
    expect(result.rulesEvaluated).toEqual([]);
  });
});
