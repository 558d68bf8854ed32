import { beforeAll, describe, expect, it } from 'vitest';
import { loadRuleText } from '../../../../core/scan/rules/load.ts';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { linkCase } from '../link/link-case.ts';
import { checkRule, type RuleCase } from './rule-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const plain = 'pattern-sources: [{ pattern: source() }]\npattern-sinks: [{ pattern: sink(...) }]';
const withOption = (option: string) => `options: { ${option}: true }\n${plain}`;
const focused = (pattern: string, metavariable: string) => `patterns: [{ pattern: "${pattern}" }, { focus-metavariable: ${metavariable} }]`;

const cases: Record<string, RuleCase> = {
  'a source by side effect only is not tainted itself': {
    rule: `pattern-sources: [{ ${focused('open($X)', '$X')}, by-side-effect: only }]\npattern-sinks: [{ pattern: open(...) }, { pattern: sink(...) }]`,
    code: 'open(a);\nsink(a); // !!\nopen(a); // !!\nopen(b);',
  },
  'a source by side effect is tainted itself': {
    rule: `pattern-sources: [{ ${focused('open($X)', '$X')}, by-side-effect: true }]\npattern-sinks: [{ pattern: open(...) }]`,
    code: 'open(a); // !!',
  },
  'a source by side effect that is no variable taints nothing': {
    rule: `pattern-sources: [{ ${focused('free($X)', '$X')}, by-side-effect: only }]\npattern-sinks: [{ ${focused('free($X)', '$X')} }]`,
    code: 'free(get(a));\nfree(a);\nfree(a); // !!',
  },
  'a sanitizer by side effect only cleans what comes after it': {
    rule: `${plain}\npattern-sanitizers: [{ ${focused('sink($X)', '$X')}, by-side-effect: only }]`,
    code: 'const a = source();\nsink(a); // !!\nsink(a);',
  },
  'what is assigned to is tainted by side effect': {
    rule: `pattern-sources: [{ ${focused('$F = open(...)', '$F')}, by-side-effect: true }]\npattern-sinks: [{ pattern: sink(...) }]`,
    code: 'let f = make();\nsink(f);\nf = open("x");\nsink(f); // !!',
  },
  'a control source taints what is executed after it': {
    rule: 'pattern-sources: [{ pattern: start(), control: true }]\npattern-sinks: [{ pattern: send(...) }]',
    code: 'function f(c) {\n  send("a");\n  if (c) start();\n  send("b"); // !!\n}\nfunction g() {\n  send("c");\n}',
  },
  'control passes into functions and out of them': {
    rule: 'pattern-sources: [{ pattern: start(), control: true }]\npattern-sinks: [{ pattern: send(...) }]',
    code: 'function begin() {\n  start();\n}\nfunction post() {\n  send("b"); // !!\n}\nfunction never() {\n  send("c");\n}\nfunction f() {\n  begin();\n  post();\n}',
  },
  'control and data with labels': {
    rule: 'pattern-sources:\n  - { pattern: start(), control: true, label: STARTED }\n  - { pattern: source(), label: DATA }\npattern-sinks: [{ pattern: sink(...), requires: STARTED and DATA }]',
    code: 'function f() {\n  sink(source());\n  start();\n  sink("x");\n  sink(source()); // !!\n}',
  },
  'a sink at the exit': {
    language: 'python',
    rule: `pattern-sources: [{ pattern: open(...) }]
pattern-sanitizers: [{ ${focused('$F.close()', '$F')}, by-side-effect: only }]
pattern-sinks: [{ pattern-either: [{ pattern: return ... }, { pattern: $F(...) }], at-exit: true }]`,
    code: 'def bad():\n    f = open("x")\n    text = f.read()\n    print(text)  # !!\n\ndef good():\n    f = open("x")\n    text = f.read()\n    f.close()\n    text = ""\n    print(1)\n\ndef early(c):\n    f = open("x")\n    if c:\n        return 0  # !!\n    f.close()\n    return 1\n',
  },
  'a sink at the end of both branches': {
    rule: 'pattern-sources: [{ pattern: lock() }]\npattern-sinks: [{ pattern: done(...), at-exit: true }]',
    code: 'function f(c) {\n  done(0);\n  const l = lock();\n  if (c) {\n    done(1); // !!\n  } else {\n    done(2); // !!\n  }\n}',
  },
  'an exact source leaves out what is inside': {
    rule: 'pattern-sources: [{ pattern: source(...), exact: true }]\npattern-sinks: [{ pattern: sink(...) }]',
    code: 'source(sink(a));\nsink(source(a)); // !!',
  },
  'an exact sanitizer leaves what is inside': {
    rule: `${plain}\npattern-sanitizers: [{ pattern: clean(...), exact: true }]`,
    code: 'sink(clean(source()));\nclean(sink(source())); // !!',
  },
  'a sink that is not exact counts what is inside': {
    rule: 'pattern-sources: [{ pattern: source() }]\npattern-sinks: [{ pattern: sink(...), exact: false }]',
    code: 'sink(source() ? 1 : 2); // !!\nsink(a);',
  },
  'a sanitizer that does not conflict leaves sources and sinks alone': {
    rule: `${plain}\npattern-sanitizers: [{ pattern: $F(...), not-conflicting: true }]`,
    code: 'sink(source()); // !!\nsink(other(source()));',
  },
  'a propagator without side effect': {
    rule: `${plain}\npattern-propagators: [{ pattern: "join($A, $B)", from: $A, to: $B, by-side-effect: false }]`,
    code: 'const b = "x";\njoin(source(), b);\nsink(b);',
  },
  'safe functions': {
    rule: withOption('taint_assume_safe_functions'),
    code: 'sink(format(source()));\nsink(new Box(source()));\nsink("a" + source()); // !!\nfunction same(x) { return x; }\nsink(same(source())); // !!',
  },
  'safe numbers': {
    rule: `options: { taint_assume_safe_numbers: true }\npattern-sources: [{ patterns: [{ pattern: "$T $M(..., $X, ...) { ... }" }, { focus-metavariable: $X }] }]\npattern-sinks: [{ pattern: sink(...) }]`,
    language: 'java',
    code: 'class A {\n void f(int a, String b, boolean c) {\n  sink(a);\n  sink(b); // !!\n  sink(c); // !!\n  int d = b.get();\n  sink(d);\n }\n}',
  },
  'safe booleans': {
    rule: `options: { taint_assume_safe_booleans: true }\npattern-sources: [{ patterns: [{ pattern: "$T $M(..., $X, ...) { ... }" }, { focus-metavariable: $X }] }]\npattern-sinks: [{ pattern: sink(...) }]`,
    language: 'java',
    code: 'class A {\n void f(int a, String b, boolean c) {\n  sink(a); // !!\n  sink(c);\n  sink(b == "x");\n }\n}',
  },
  'safe comparisons': { rule: withOption('taint_assume_safe_comparisons'), code: 'sink(source() == "a");\nsink(source()); // !!' },
  'safe indexes': { rule: withOption('taint_assume_safe_indexes'), code: 'sink(list[source()]);\nconst a = source();\nsink(a[0]); // !!' },
  'only assignments': {
    rule: withOption('taint_only_propagate_through_assignments'),
    code: 'const a = source();\nconst b = a;\nsink(b); // !!\nsink(a + "x");\nsink(f(a));\nsink(a.b);\nsink(a());',
  },
  'unified metavariables': {
    rule: 'options: { taint_unify_mvars: true }\npattern-sources: [{ pattern: get($KEY) }]\npattern-sinks: [{ pattern: "sink($KEY, ...)" }]',
    code: 'const a = get(A);\nconst b = get(B);\nsink(A, a); // !!\nsink(A, b);\nsink(A, c ? a : b); // !!',
  },
  'unified metavariables in a function': {
    rule: 'options: { taint_unify_mvars: true }\npattern-sources: [{ pattern: get($KEY) }]\npattern-sinks: [{ pattern: "sink($KEY, ...)" }]',
    code: 'function run(x) {\n  sink(A, x); // !!\n  sink(C, x);\n}\nrun(get(B));\nrun(get(A));',
  },
  'unified metavariables and members': {
    rule: 'options: { taint_unify_mvars: true }\npattern-sources: [{ by-side-effect: true, patterns: [{ pattern: drop($P) }, { focus-metavariable: $P }] }]\npattern-sinks: [{ patterns: [{ pattern: sink($P) }, { focus-metavariable: $P }] }]',
    code: 'drop(a.b);\nsink(a.b); // !!\nsink(a);',
  },
  'results where the sources are': {
    rule: 'options: { taint_focus_on: source }\npattern-sources: [{ pattern: source(...) }]\npattern-sinks: [{ pattern: sink(...) }]',
    code: 'const a = source(1); // !!\nconst b = source(2); // !!\nconst c = source(3);\nsink(a + b);',
  },
  'functions of the file that are not looked into': {
    rule: `options: { taint_intrafile: false }\n${plain}`,
    code: 'function no(x) {\n  return 1;\n}\nfunction run(x) {\n  sink(x);\n}\nrun(source());\nsink(no(source())); // !!',
  },
};

describe('options of taint rules', () => {
  it.each(Object.entries(cases))('%s', (_name, each) => {
    const { found, expected } = checkRule(grammars, each);
    expect(found).toEqual(expected);
  });

  it('keep a rule within each file', async () => {
    const files = { 'app.js': "const { run } = require('./run');\nrun(source());", 'run.js': 'exports.run = (x) => {\n  sink(x);\n};' };
    expect((await linkCase({ rule: plain, files })).found).toEqual(['run.js:2']);
    expect((await linkCase({ rule: `options: { interfile: false }\n${plain}`, files })).found).toEqual([]);
  });

  it('say when the place of results is not known', () => {
    const head = 'rules:\n  - id: a\n    message: a\n    severity: ERROR\n    languages: [js]\n    mode: taint\n';
    const { problems } = loadRuleText(`${head}    options:\n      taint_focus_on: middle\n    ${plain.replace('\n', '\n    ')}\n`, 'a.yaml');
    expect(problems).toMatchObject([{ line: 8, message: 'source or sink was expected here' }]);
  });
});
