import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { linkCase } from '../link/link-case.ts';
import { checkRule, type RuleCase } from './rule-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

/** `input()` gives INPUT, `wrap(x)` makes INPUT to WRAPPED as well, `other()` gives OTHER. */
const sources = `
pattern-sources:
  - { pattern: input(), label: INPUT }
  - { pattern: wrap(...), label: WRAPPED, requires: INPUT }
  - { pattern: other(), label: OTHER }`;
const wrapped = `${sources}\npattern-sinks: [{ pattern: sink(...), requires: WRAPPED }]`;
const both = `${sources}\npattern-sinks: [{ pattern: sink(...), requires: INPUT and OTHER }]`;
const without = `${sources}\npattern-sinks: [{ pattern: sink(...), requires: INPUT and not OTHER }]`;

const cases: Record<string, RuleCase> = {
  'a source that requires a label gives its own only where that is': {
    rule: wrapped,
    code: 'const a = input();\nsink(a);\nsink(wrap(a)); // !!\nsink(wrap(other()));\nsink(wrap("x"));',
  },
  'a sink without a condition wants a source without a label': {
    rule: `${sources}\n  - pattern: plain()\npattern-sinks: [{ pattern: sink(...) }]`,
    code: 'sink(input());\nsink(plain()); // !!',
  },
  'labels join where branches meet': {
    rule: both,
    code: 'let a = input();\nsink(a);\nif (c) a = a + other();\nsink(a); // !!',
  },
  'the object and the arguments of a call are looked at together': {
    rule: both,
    code: 'const a = input();\nconst b = other();\na.sink(b);\nsink(a, b); // !!\nsink(a);',
  },
  'a label that must not be there': { rule: without, code: 'const a = input();\nsink(a); // !!\nsink(a + other());\nsink(other());\nsink("x");' },
  'labels survive fields, elements, text and collections': {
    rule: wrapped,
    code: 'const o = { a: wrap(input()), b: input() };\nsink(o.a); // !!\nsink(o.b);\nconst list = [input(), wrap(input())];\nsink(list[0]);\nsink(list[1]); // !!\nconst m = new Map();\nm.set("k", o.a);\nsink(`x ${m.get("k")}`); // !!',
  },
  'a function that adds a label': {
    rule: wrapped,
    code: 'function deco(x) {\n  return wrap(x) + "!";\n}\nsink(deco(input())); // !!\nsink(deco(other()));\nsink(deco("x"));',
  },
  'a function that adds a label to one of two parameters': {
    rule: wrapped,
    code: 'function deco(x, y) {\n  return { a: wrap(x), b: y };\n}\nconst d = deco(input(), other());\nsink(d.a); // !!\nsink(d.b);\nsink(deco(other(), input()).a);',
  },
  'a condition that is decided two calls up': {
    rule: wrapped,
    code: 'function inner(x) {\n  return wrap(x);\n}\nfunction outer(x) {\n  return inner(x.name);\n}\nsink(outer({ name: input(), age: "x" })); // !!\nsink(outer({ name: "x", age: input() }));',
  },
  'a sink in a function that gets its labels from two callers': {
    rule: both,
    code: 'function run(a, b) {\n  sink(a, b); // !!\n}\nrun(input(), other());',
  },
  'a sink in a function whose callers never have both labels': {
    rule: both,
    code: 'function run(a, b) {\n  sink(a, b);\n}\nrun(input(), "x");\nrun("x", other());',
  },
  'a label that a caller brings and that must not be there': {
    rule: without,
    code: 'function run(a) {\n  sink(a);\n}\nrun(input() + other());\nfunction go(a) {\n  sink(a); // !!\n}\ngo(input());',
  },
  'a label in a loop': {
    rule: wrapped,
    code: 'function f(x) {\n  let a = x;\n  for (const y of ys) a = wrap(a) + y;\n  return a;\n}\nsink(f(input())); // !!\nsink(f(other()));',
  },
  'a label in a recursive function': {
    rule: wrapped,
    code: 'function f(x, n) {\n  if (n > 3) return x;\n  return f(wrap(x), n + 1);\n}\nsink(f(input(), 0)); // !!\nsink(f(other(), 0));',
  },
  'fields of an object that methods fill and use': {
    rule: wrapped,
    code: 'class A {\n  constructor(x) { this.x = wrap(x); this.y = x; }\n  run() {\n    sink(this.x); // !!\n    sink(this.y);\n  }\n}\nnew A(input()).run();',
  },
  'variables around closures': {
    rule: both,
    code: 'const a = input();\nitems.forEach((item) => {\n  const b = other();\n  sink(a + b); // !!\n  sink(a);\n});',
  },
  'a sanitizer takes all labels away': {
    rule: `${both}\npattern-sanitizers: [{ pattern: clean(...) }]`,
    code: 'sink(clean(input() + other()));\nsink(clean(input()) + other());',
  },
  'conditions on several metavariables': {
    rule: `${sources}\npattern-sinks:\n  - patterns: [{ pattern: "$OBJ.send($URL, $BODY)" }, { focus-metavariable: $BODY }]\n    requires: [{ $OBJ: OTHER }, { $URL: INPUT }]`,
    code: 'const o = other();\no.send(input(), "x"); // !!\no.send("x", input());\nclient.send(input(), "x");\no.send(o, "x");',
  },
  'conditions on several metavariables over a call': {
    rule: `${sources}\npattern-sinks:\n  - pattern: "send($URL, $BODY)"\n    requires: [{ $URL: INPUT }, { $BODY: not OTHER }]`,
    code: 'function post(u, b) {\n  send(u, b); // !!\n}\npost(input(), "x");\nfunction put(u, b) {\n  send(u, b);\n}\nput(input(), other());',
  },
  'a propagator that needs a label': {
    rule: `${both}\npattern-propagators: [{ pattern: $TO.take($FROM), from: $FROM, to: $TO, requires: INPUT }]`,
    code: 'const a = make();\na.take(input());\nsink(a, other()); // !!\nconst b = make();\nb.take(other());\nsink(b, input());',
  },
  'a propagator that changes labels': {
    rule: `${sources}\npattern-propagators: [{ pattern: $TO.take($FROM), from: $FROM, to: $TO, label: TAKEN }]\npattern-sinks:\n  - { pattern: sink(...), requires: TAKEN }\n  - { pattern: old(...), requires: INPUT }`,
    code: 'const a = make();\na.take(input());\nsink(a); // !!\nold(a);',
  },
  'a propagator that replaces some labels': {
    rule: `${sources}\npattern-propagators: [{ pattern: $TO.take($FROM), from: $FROM, to: $TO, label: TAKEN, replace-labels: [INPUT] }]\npattern-sinks:\n  - { pattern: sink(...), requires: TAKEN }\n  - { pattern: old(...), requires: OTHER }`,
    code: 'const a = make();\na.take(other());\nsink(a);\nold(a); // !!\nconst b = make();\nb.take(input());\nsink(b); // !!\nold(b);',
  },
  'a propagator that changes the labels of a parameter': {
    rule: `${sources}\npattern-propagators: [{ pattern: $TO.take($FROM), from: $FROM, to: $TO, label: TAKEN, requires: INPUT }]\npattern-sinks: [{ pattern: sink(...), requires: TAKEN }]`,
    code: 'function store(x) {\n  const a = make();\n  a.take(x);\n  return a;\n}\nsink(store(input())); // !!\nsink(store(other()));',
  },
  'a label by side effect that another one follows': {
    language: 'python',
    rule: `
pattern-sources:
  - patterns: [{ pattern: $F.close() }, { focus-metavariable: $F }]
    by-side-effect: only
    label: CLOSED
  - patterns: [{ pattern: $F.reset() }, { focus-metavariable: $F }]
    by-side-effect: true
    requires: CLOSED
    label: RESET
pattern-sinks:
  - patterns: [{ pattern: $F.write(...) }, { focus-metavariable: $F }]
    requires: CLOSED and not RESET`,
    code: 'def f(x):\n    x.write("a")\n    x.close()\n    x.write("b")  # !!\n    x.reset()\n    x.write("c")\n',
  },
};

describe('labels', () => {
  it.each(Object.entries(cases))('%s', (_name, each) => {
    const { found, expected } = checkRule(grammars, each);
    expect(found).toEqual(expected);
  });

  it('show the way from the source of the first label', () => {
    const code = 'function deco(x) {\n  return wrap(x);\n}\nconst a = input();\nsink(deco(a));';
    const [match] = checkRule(grammars, { rule: wrapped, code }).detection.matches;
    expect(match?.trace?.map(({ kind, start, end }) => `${kind} ${code.slice(start, end)}`)).toEqual([
      'source input()',
      'step a',
      'step deco(a)',
      'step x',
      'sink sink(deco(a))',
    ]);
  });
});

const linked: Record<string, { rule: string; files: Record<string, string> }> = {
  'a label added in another file': {
    rule: wrapped,
    files: {
      'app.js': "const { deco, keep } = require('./deco');\nsink(deco(input())); // !!\nsink(deco(other()));\nsink(keep(input()));",
      'deco.js': 'exports.deco = (x) => wrap(x);\nexports.keep = (x) => x;',
    },
  },
  'a sink in another file that needs labels of both arguments': {
    rule: both,
    files: {
      'app.js': "const { run } = require('./run');\nrun(input(), other());",
      'run.js': 'exports.run = (a, b) => {\n  sink(a, b); // !!\n  sink(a);\n};',
    },
  },
  'a label that keeps a flow from being reported': {
    rule: without,
    files: {
      'app.py': 'from lib import run, go\nrun(input() + other())\ngo(input())',
      'lib.py': 'def run(a):\n    sink(a)\n\ndef go(a):\n    sink(a) # !!\n',
    },
  },
};

describe('labels over files', () => {
  it.each(Object.entries(linked))('%s', async (_name, { rule, files }) => {
    const { found, expected } = await linkCase({ rule, files });
    expect(found).toEqual(expected);
  });
});
