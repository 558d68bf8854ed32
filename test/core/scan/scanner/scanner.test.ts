import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../core/scan/model.ts';
import type { Scanner } from '../../../../core/scan/scanner.ts';
import { scannerOf } from '../../../support/scanning.ts';
import { cpuTimeOf } from '../../../support/cpu-time.ts';

const evalRule =
  '{id: js-eval, title: eval of a value, message: eval runs $CODE, severity: high, languages: [javascript], pattern: eval($CODE), metadata: {cwe: [CWE-95]}}';
const todoRule = "{id: todo, message: A task, severity: low, languages: [generic], pattern-regex: 'TODO'}";

function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ ruleId, span, snippet }) => `${span.startLine + 1}:${span.startColumn + 1} ${ruleId}: ${snippet}`);
}

function check(scanner: Scanner, text: string, path = 'a.js'): string[] {
  return brief(scanner.check({ path, text }).findings);
}

describe('a check', () => {
  test('gives a finding with everything a reader needs', async () => {
    const scanner = await scannerOf(evalRule);
    expect(scanner.check({ path: 'src/a.js', text: 'function run(x) {\n  return eval(x);\n}\n' })).toMatchInlineSnapshot(`
      {
        "findings": [
          {
            "confidence": "medium",
            "controls": {},
            "cwe": [
              "CWE-95",
            ],
            "fingerprint": "8f38df8664774125a3f0bfe37261c3d173e0a614",
            "message": "eval runs x",
            "obligation": false,
            "pack": "custom",
            "path": "src/a.js",
            "ruleId": "js-eval",
            "severity": "high",
            "snippet": "return eval(x);",
            "span": {
              "end": 34,
              "endColumn": 16,
              "endLine": 1,
              "start": 27,
              "startColumn": 9,
              "startLine": 1,
            },
            "tags": [],
            "title": "eval of a value",
          },
        ],
        "skips": [],
        "suppressed": [],
      }
    `);
  });

  test('reads TypeScript in a file of JavaScript as such, and JavaScript with other errors as JavaScript', async () => {
    const scanner = await scannerOf(`rules: [${evalRule}, {id: m, message: m, severity: low, languages: [js], pattern: '@$D $N(...): string { ... }'}]`);
    const typed = 'class A {\n  @log\n  sum(a: B): string {\n    return eval(a);\n  }\n}\n';
    expect(check(scanner, typed)).toEqual(['2:3 m: @log', '4:12 js-eval: return eval(a);']);
    expect(check(scanner, `${typed}let = = 1;\neval(b);\n`)).toContain('8:1 js-eval: eval(b);');
  });

  test('is sorted by place and tells each place once per rule', async () => {
    const scanner = await scannerOf(
      `rules: [${evalRule}, ${todoRule}, {id: all, message: m, severity: low, languages: [js], pattern-either: [{pattern: eval(...)}, {pattern: eval($X)}]}]`,
    );
    expect(check(scanner, '// TODO\neval(b); eval(a); // TODO')).toEqual([
      '1:4 todo: // TODO',
      '2:1 all: eval(b); eval(a); // TODO',
      '2:1 js-eval: eval(b); eval(a); // TODO',
      '2:10 all: eval(b); eval(a); // TODO',
      '2:10 js-eval: eval(b); eval(a); // TODO',
      '2:22 todo: eval(b); eval(a); // TODO',
    ]);
  });

  test('uses the rules of the language, and generic ones everywhere', async () => {
    const scanner = await scannerOf(`rules: [${evalRule}, ${todoRule}]`);
    const text = 'eval(x) # TODO';
    expect(check(scanner, text, 'a.ts')).toHaveLength(2);
    expect(check(scanner, text, 'a.py')).toEqual(['1:11 todo: eval(x) # TODO']);
    expect(check(scanner, text, 'notes')).toEqual(['1:11 todo: eval(x) # TODO']);
    expect(brief(scanner.check({ path: 'notes', text, languageId: 'javascriptreact' }).findings)).toHaveLength(2);
    expect(scanner.rulesFor('a.py').map((rule) => rule.id)).toEqual(['todo']);
  });

  test('heeds the globs of a rule and the rules that were asked for', async () => {
    const scanner = await scannerOf(
      `rules: [{id: a, message: m, severity: low, languages: [js], pattern: f(), paths: {include: [src/], exclude: ['*.test.js']}}, ${todoRule}]`,
    );
    expect(check(scanner, 'f() // TODO', 'src/x.js')).toHaveLength(2);
    expect(check(scanner, 'f() // TODO', 'src/x.test.js')).toHaveLength(1);
    expect(check(scanner, 'f() // TODO', 'lib/x.js')).toHaveLength(1);
    expect(scanner.check({ path: 'src/x.js', text: 'f() // TODO' }, { ruleIds: new Set(['a']) }).findings).toHaveLength(1);
  });

  test('finds in what parses when the rest does not', async () => {
    const scanner = await scannerOf(evalRule);
    const { findings, skips } = scanner.check({ path: 'a.js', text: `${'ok(1);\n'.repeat(20)}eval(x);\nfunction (((\n` });
    expect(findings).toHaveLength(1);
    expect(skips).toEqual([]);
    expect(scanner.check({ path: 'a.js', text: ')]}( eval(x) ((( @@@ ]]] ;;;; }}}} )))' }).skips.map((skip) => skip.reason)).toEqual(['parse-errors']);
  });

  test('a rule that cannot be compiled is told once and the others run', async () => {
    const scanner = await scannerOf(`rules: [{id: broken, message: m, severity: low, languages: [python], pattern: 'def ((('}, ${todoRule}]`);
    const first = scanner.check({ path: 'a.py', text: 'x = 1 # TODO (((' });
    expect(first.findings).toHaveLength(1);
    expect(first.skips).toMatchObject([{ path: 'a.py', reason: 'rule-error' }]);
    expect(scanner.check({ path: 'a.py', text: 'x = 1 # TODO (((' }).skips).toEqual([]);
    expect(scanner.problems).toMatchObject([{ ruleId: 'broken' }]);
  });
});

describe('limits', () => {
  test('too large, binary and minified texts', async () => {
    const scanner = await scannerOf(`rules: [${evalRule}, ${todoRule}]`, { maxFileSize: 1_000_000 });
    expect(scanner.check({ path: 'a.js', text: 'x'.repeat(1_000_001) }).skips).toMatchObject([{ reason: 'too-large' }]);
    expect(scanner.check({ path: 'a.js', text: 'a\0b' }).skips).toMatchObject([{ reason: 'binary' }]);
    expect(check(scanner, `${'a=1;'.repeat(50_000)}eval(x) // TODO`)).toHaveLength(2);
  });

  test('100,000 nested brackets do not overflow the stack', async () => {
    const scanner = await scannerOf(`rules: [${evalRule}, {id: any, message: m, severity: low, languages: [js], pattern: '<... foo($X) ...>'}, ${todoRule}]`);
    const { findings, skips } = scanner.check({ path: 'a.js', text: `eval(x); // TODO\nfoo(${'['.repeat(100_000)}${']'.repeat(100_000)})` });
    expect(findings.map((finding) => finding.ruleId)).toContain('todo');
    expect(skips.filter(({ reason }) => !['too-deep', 'budget', 'long-line'].includes(reason))).toEqual([]);
  });

  test("a user's regex that backtracks for ever costs its budget and a skip", async () => {
    const scanner = await scannerOf(`rules: [{id: bad, message: m, severity: low, languages: [generic], pattern-regex: '^(?=(a+)+$)b'}, ${todoRule}]`);
    const check = () => scanner.check({ path: 'a.txt', text: `TODO\n${'a'.repeat(60)}!` });
    expect(cpuTimeOf(check)).toBeLessThan(5000);
    const { findings, skips } = check();
    expect(findings.map((finding) => finding.ruleId)).toEqual(['todo']);
    expect(skips).toMatchObject([{ reason: 'budget' }]);
  });

  test("a user's metavariable regex is guarded too", async () => {
    const scanner = await scannerOf(
      `rules: [{id: bad, message: m, severity: low, languages: [js], patterns: [{pattern: f($X)}, {metavariable-regex: {metavariable: $X, regex: '^(a+)+$'}}]}, ${evalRule}]`,
    );
    const { findings, skips } = scanner.check({ path: 'a.js', text: `f(${'a'.repeat(60)}.b); eval(x)` });
    expect(findings.map((finding) => finding.ruleId)).toEqual(['js-eval']);
    expect(skips).toMatchObject([{ reason: 'budget' }]);
  });
});

describe('secrets', () => {
  const secret =
    "{id: key, message: The key $1 is here, severity: high, languages: [generic], secret: true, regex: {pattern: 'key=(\\w{16,})', group: 1, entropy: 3}}";

  test('are masked in the snippet and message of every finding of the file', async () => {
    const scanner = await scannerOf(`rules: [${secret}, ${todoRule}]`);
    const { findings } = scanner.check({ path: '.env', text: 'key=q7Xw2LmZ9pRt4VbN # TODO' });
    expect(findings.map(({ ruleId, message, snippet }) => ({ ruleId, message, snippet }))).toEqual([
      { ruleId: 'key', message: 'The key q7Xw************ is here', snippet: 'key=q7Xw************ # TODO' },
      { ruleId: 'todo', message: 'A task', snippet: 'key=q7Xw************ # TODO' },
    ]);
    expect(JSON.stringify(findings)).not.toContain('q7Xw2');
  });

  test('text of little entropy is no secret', async () => {
    expect(check(await scannerOf(secret), 'key=aaaaaaaaaaaaaaaaaaaa')).toEqual([]);
  });
});

describe('suppressions', () => {
  test('inline, with a reason, for the right rule and line', async () => {
    const scanner = await scannerOf(evalRule);
    const text = [
      'eval(a); // sentrik-ignore: js-eval checked by hand',
      '// sentrik-ignore: js-* generated below',
      '',
      'eval(b);',
      'eval(c); // sentrik-ignore: other wrong rule',
      'eval(d); // sentrik-ignore: js-eval',
    ].join('\n');
    const { findings, suppressed } = scanner.check({ path: 'a.js', text });
    expect(findings.map((finding) => finding.span.startLine)).toEqual([4, 5]);
    expect(suppressed.map(({ span, suppression }) => [span.startLine, suppression])).toEqual([
      [0, { by: 'inline', reason: 'checked by hand' }],
      [3, { by: 'inline', reason: 'generated below' }],
    ]);
  });

  test('for a whole file', async () => {
    const scanner = await scannerOf(evalRule);
    const { findings, suppressed } = scanner.check({ path: 'a.js', text: '// sentrik-ignore-file: * vendored\neval(a)\n\neval(b)' });
    expect([findings.length, suppressed.length]).toEqual([0, 2]);
  });

  test('from the configuration, by globs, until they expire', async () => {
    const entry = { rule_id: 'js-*', file_glob: 'test/**', reason: 'fixtures', approved_by: 'me', expires: '2026-11-21' };
    const scanner = await scannerOf(evalRule, { suppressions: [{ entry, by: 'file' }] });
    expect(scanner.check({ path: 'test/a.js', text: 'eval(x)' }).suppressed[0]?.suppression).toEqual({
      by: 'file',
      reason: 'fixtures',
      approvedBy: 'me',
      entry: 0,
      expires: '2026-11-21',
    });
    expect(scanner.check({ path: 'src/a.js', text: 'eval(x)' }).findings).toHaveLength(1);
    const later = await scannerOf(evalRule, { suppressions: [{ entry, by: 'file' }], today: '2026-11-22' });
    expect(later.check({ path: 'test/a.js', text: 'eval(x)' }).findings).toHaveLength(1);
  });

  test('do not change fingerprints', async () => {
    const scanner = await scannerOf(evalRule);
    const plain = scanner.check({ path: 'a.js', text: 'eval(a)\neval(a)' }).findings.map((finding) => finding.fingerprint);
    const { findings } = scanner.check({ path: 'a.js', text: '// sentrik-ignore: js-eval first one is fine\neval(a)\neval(a)' });
    expect(findings.map((finding) => finding.fingerprint)).toEqual(plain.slice(1));
  });
});

describe('fingerprints', () => {
  const fingerprints = async (text: string) => (await scannerOf(evalRule)).check({ path: 'a.js', text }).findings.map((finding) => finding.fingerprint);

  test('survive new lines above and another indentation', async () => {
    const before = await fingerprints('function f(x) {\n  eval(x);\n  eval(x);\n}');
    expect(new Set(before).size).toBe(2);
    const edited = '// new\n\n\nfunction f(x) {\n\t\t\teval(x); // why\n\n\teval(\n  x, // what\n);\n}';
    expect(await fingerprints(edited)).toEqual(before);
    expect(await fingerprints('const a = 1;\nfunction f(x) {\n      const r = eval(x);\n      eval(x);\n}')).toEqual(before);
  });

  test('differ between functions, so that removing one place does not rename another', async () => {
    const [, second] = await fingerprints('function f(x) {\n  eval(x);\n}\nfunction g(x) {\n  eval(x);\n}');
    expect(await fingerprints('function g(x) {\n  eval(x);\n}')).toEqual([second]);
  });
});
