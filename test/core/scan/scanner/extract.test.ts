import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../../core/scan/fix.ts';
import type { FileResult } from '../../../../core/scan/model.ts';
import { loadRuleText } from '../../../../core/scan/rules/load.ts';
import { scannerOf } from '../../../support/scanning.ts';

const destination = `
  - { id: no-eval, message: eval of $X, severity: ERROR, languages: [python], pattern: eval($X), fix: literal_eval($X) }
  - id: flow
    message: tainted
    severity: ERROR
    languages: [python]
    mode: taint
    pattern-sources: [{pattern: input(...)}]
    pattern-sinks: [{pattern: run(...)}]
  - { id: todo, message: todo, severity: INFO, languages: [python], pattern-regex: TODO }
  - { id: anywhere, message: anywhere, severity: INFO, languages: [generic], pattern-regex: TODO }
  - { id: curl-eval, message: evaluated, severity: ERROR, languages: [bash], pattern: eval ... }
`;

const notebookRule = `
  - { id: cells, mode: extract, languages: [json], extract: $SOURCE, dest-language: python, transform: concat_json_string_array, reduce: concat,
      patterns: [{pattern-inside: '{"cell_type": "code", ...}'}, {pattern: '"source": $SOURCE'}] }
`;

const notebook = JSON.stringify(
  {
    cells: [
      { cell_type: 'markdown', source: ['eval(1)'] },
      { cell_type: 'code', source: ['import os\n', 'x = input("name")\n', '# TODO'] },
      { cell_type: 'code', source: ['run(x)\n', 'eval("1\\"")\n', 'eval(2) # sentrik-ignore no-eval: known'] },
    ],
  },
  undefined,
  1,
);

function found(text: string, { findings }: Pick<FileResult, 'findings'>): readonly string[] {
  return findings.map(({ ruleId, span }) => `${ruleId}@${span.startLine + 1} ${text.slice(span.start, span.end)}`);
}

describe('extract rules', () => {
  test('run the rules of another language on what a metavariable stands for, at the places of the file', async () => {
    const scanner = await scannerOf(`rules:
  - { id: system, mode: extract, languages: [python], pattern: os.system("$CMD"), extract: $CMD, dest-language: bash }
  - { id: run, mode: extract, languages: [dockerfile], pattern: RUN $...CMD, extract: $...CMD, dest-language: bash }${destination}`);
    const python = 'import os\n\nos.system("ls && eval $(curl x)")\nos.system("ls")\n';
    expect(found(python, scanner.check({ path: 'a.py', text: python }))).toEqual(['curl-eval@3 eval $(curl x)']);
    const docker = 'FROM fedora\nRUN dnf install -y curl\nRUN eval `curl -s "http://insecure"`\n';
    expect(found(docker, scanner.check({ path: 'Dockerfile', text: docker }))).toEqual(['curl-eval@3 eval `curl -s "http://insecure"`']);
  });

  test('a text with other rules alone has no finding', async () => {
    const scanner = await scannerOf(`rules:
  - { id: system, mode: extract, languages: [python], pattern: os.system("$CMD"), extract: $CMD, dest-language: bash }`);
    expect(scanner.check({ path: 'a.py', text: 'os.system("eval x")\n' })).toEqual({ findings: [], suppressed: [], skips: [] });
  });

  test('concat joins the texts of a file, so that data flows from one to the next; separate does not', async () => {
    const joined = await scannerOf(`rules:${notebookRule}${destination}`);
    const result = joined.check({ path: 'a.ipynb', text: notebook });
    expect(found(notebook, result)).toEqual(['anywhere@14 TODO', 'todo@14 TODO', 'flow@20 run(x)', String.raw`no-eval@21 eval(\"1\\\"\")`]);
    expect(result.suppressed.map(({ ruleId, suppression }) => `${ruleId} ${suppression?.reason}`)).toEqual(['no-eval known']);
    const flow = result.findings.find(({ ruleId }) => ruleId === 'flow');
    expect(flow?.trace?.map(({ span }) => notebook.slice(span.start, span.end))).toContain(String.raw`input(\"name\")`);
    const apart = await scannerOf(`rules:${notebookRule.replace('concat,\n', 'separate,\n')}${destination}`);
    expect(found(notebook, apart.check({ path: 'a.ipynb', text: notebook })).filter((each) => each.startsWith('flow'))).toEqual([]);
  });

  test('messages show the code without the escapes of the file, and fixes are written with them', async () => {
    const scanner = await scannerOf(`rules:${notebookRule}${destination}`);
    const finding = scanner.check({ path: 'a.ipynb', text: notebook }).findings.find(({ ruleId }) => ruleId === 'no-eval');
    expect(finding?.message).toBe(String.raw`eval of "1\""`);
    if (finding === undefined) throw new Error('no finding');
    const fix = scanner.verifyFix({ path: 'a.ipynb', text: notebook }, finding);
    expect(fix.verified).toBe(true);
    const fixed: unknown = JSON.parse(applyEdits(notebook, fix.edits));
    expect(JSON.stringify(fixed)).toContain(JSON.stringify('literal_eval("1\\"")\n'));
  });

  test('a fix that would end the string around it, or goes over what was joined, is no fix', async () => {
    const quoted = await scannerOf(`rules:
  - { id: code, mode: extract, languages: [javascript], pattern: 'python("$CODE")', extract: $CODE, dest-language: python }
  - { id: plain, message: m, severity: ERROR, languages: [python], pattern: bad($X), fix: good($X) }
  - { id: words, message: m, severity: ERROR, languages: [python], pattern: worse($X), fix: good("$X") }`);
    const text = 'python("bad(x); worse(y)")\n';
    const { findings } = quoted.check({ path: 'a.js', text });
    expect(findings.map(({ ruleId, fix }) => [ruleId, fix === undefined ? undefined : applyEdits(text, fix.edits)])).toEqual([
      ['plain', 'python("good(x); worse(y)")\n'],
      ['words', undefined],
    ]);
    const lines = await scannerOf(`rules:
  - { id: cells, mode: extract, languages: [json], extract: $S, dest-language: python, transform: concat_json_string_array, pattern: '"source": $S' }
  - { id: call, message: m, severity: ERROR, languages: [python], pattern: 'bad($X, $Y)', fix: good(0) }`);
    const array = '{"source": ["bad(1,\\n", "  2)"]}';
    expect(lines.check({ path: 'a.json', text: array }).findings.map(({ fix, span }) => [fix, array.slice(span.start, span.end)])).toEqual([
      [undefined, 'bad(1,\\n", "  2)'],
    ]);
  });

  test('unquote_string takes quotes and escapes off, also where the words of a rule are written with escapes', async () => {
    const scanner = await scannerOf(`rules:
  - { id: sh, mode: extract, languages: [javascript], pattern: sh($C), extract: $C, dest-language: bash, transform: unquote_string }${destination}`);
    const text = `${String.raw`sh("ls\nev\u0061l \"$x\"")`}\n`;
    expect(found(text, scanner.check({ path: 'a.js', text }))).toEqual([String.raw`curl-eval@1 ev\u0061l \"$x\"`]);
  });

  test('dest-rules choose among the rules, and generic rules are not applied twice', async () => {
    const yaml = (choice: string) => `rules:
  - { id: code, mode: extract, languages: [javascript], pattern: 'python("$CODE")', extract: $CODE, dest-language: python, dest-rules: ${choice} }${destination}`;
    const text = 'python("eval(1) # TODO")\n';
    const all = await scannerOf(yaml('{}'));
    expect(found(text, all.check({ path: 'a.js', text }))).toEqual(['no-eval@1 eval(1)', 'anywhere@1 TODO', 'todo@1 TODO']);
    const some = await scannerOf(yaml('{include: [no-eval]}'));
    expect(found(text, some.check({ path: 'a.js', text }))).toEqual(['no-eval@1 eval(1)', 'anywhere@1 TODO']);
    const others = await scannerOf(yaml('{exclude: [no-eval]}'));
    expect(found(text, others.check({ path: 'a.js', text }))).toEqual(['anywhere@1 TODO', 'todo@1 TODO']);
  });

  test('regexes take texts out of any file', async () => {
    const scanner = await scannerOf(`rules:
  - { id: fence, mode: extract, languages: [generic], pattern-regex: '(?s)\`\`\`python\\n(?P<CODE>.*?)\`\`\`', extract: $CODE, dest-language: python }${destination}`);
    const text = '# Page\n\n```python\nx = 1\neval(x)\n```\n';
    expect(found(text, scanner.check({ path: 'page.md', text }))).toEqual(['no-eval@5 eval(x)']);
  });

  test('what cannot be read is told', async () => {
    const scanner = await scannerOf(`rules:
  - { id: cells, mode: extract, languages: [json], extract: $S, dest-language: python, transform: concat_json_string_array, pattern: '"source": $S' }${destination}`);
    const { skips } = scanner.check({ path: 'a.json', text: '{"source": [1]}' });
    expect(skips).toEqual([{ path: 'a.json', reason: 'parse-errors', message: 'Something that the rule cells extracts from a.json is no array of strings' }]);
    const broken = scanner.check({ path: 'a.json', text: '{"source": ["eval(1", "((( ]"]}' });
    expect(broken.skips.map(({ message }) => message)).toEqual(['Some of what the rule cells extracts from a.json is not valid python; the rest was checked']);
  });

  test('the editor sees the same as a check of the whole, also while it moves findings along', async () => {
    const scanner = await scannerOf(`rules:${notebookRule}${destination}`);
    const session = scanner.open({ path: 'a.ipynb', text: notebook });
    expect(session.result).toEqual(scanner.check({ path: 'a.ipynb', text: notebook }));
    const at = notebook.indexOf('import os');
    session.update([{ start: at, end: at, text: 'import re; ' }], 'quick');
    expect(session.result.findings.map(({ ruleId }) => ruleId)).toContain('flow');
    session.settle();
    expect(session.result).toEqual(scanner.check({ path: 'a.ipynb', text: session.text }));
    session.close();
  });

  test('results are kept apart when a rule for the other language changes', async () => {
    const one = await scannerOf(`rules:${notebookRule}${destination}`);
    const other = await scannerOf(`rules:${notebookRule}${destination.replace('pattern: eval($X)', 'pattern: exec($X)')}`);
    expect(one.steps.stampFor('json')).not.toBe(other.steps.stampFor('json'));
    expect(one.steps.stampFor('go')).toBe(other.steps.stampFor('go'));
  });

  test.each([
    ['extract: $X, dest-language: cobol', 'The language "cobol" is not supported yet'],
    ['extract: $X', 'A rule with mode extract needs dest-language'],
    ['dest-language: bash', 'A rule with mode extract needs extract: the metavariable with the text'],
    ['extract: $Y, dest-language: bash', 'No pattern of the rule binds $Y'],
    ['extract: $X, dest-language: bash, reduce: some', 'reduce must be concat or separate'],
    ['extract: $X, dest-language: bash, transform: rot13', 'The transform must be one of no_transform, unquote_string, concat_json_string_array'],
  ])('%s is refused', (fields, message) => {
    const { rules, problems } = loadRuleText(`rules:\n  - { id: e, mode: extract, languages: [python], pattern: f($X), ${fields} }`, 'r.yaml');
    expect(rules).toEqual([]);
    expect(problems.map((problem) => [problem.line, problem.message])).toEqual([[2, message]]);
  });

  test('the newer syntax keeps the fields under extract', async () => {
    const scanner = await scannerOf(`rules:
  - id: page
    languages: [python]
    match: os.system("$CMD")
    extract: { metavariable: $CMD, dest-language: bash, reduce: concat }${destination}`);
    expect(scanner.check({ path: 'a.py', text: 'os.system("eval x")\n' }).findings.map(({ ruleId }) => ruleId)).toEqual(['curl-eval']);
  });
});
