import { beforeAll, describe, expect, it } from 'vitest';
import { type GrammarName, type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const cases: Record<string, readonly [GrammarName, string]> = {
  'the rest of a list leaves out its first elements': [
    'javascript',
    'const [a, ...rest] = [source(), "x"];\nsink(a); // !!\nsink(rest);\nconst [b, ...more] = ["x", "y", source()];\nsink(more); // !!\nsink(more[0]);\nsink(more[1]); // !!',
  ],
  'the rest of an object leaves out what was taken': [
    'javascript',
    'const o = { a: source(), b: "x", c: "y" };\nconst { a, ...rest } = o;\nsink(a); // !!\nsink(rest);\nconst { b, ...more } = o;\nsink(more.a); // !!\nsink(more.c);',
  ],
  'the rest of an unknown value is all of it': ['javascript', 'const { a, ...rest } = source();\nsink(rest); // !!\nsink(rest.b); // !!'],
  'the rest of a parameter': [
    'javascript',
    'function one([head, ...rest]) {\n  sink(rest);\n}\none([source(), "x"]);\nfunction two({ a, ...rest }) {\n  sink(rest.b); // !!\n  sink(rest);  // !!\n}\ntwo({ a: "x", b: source() });\nfunction three({ a, ...rest }) {\n  sink(rest);\n}\nthree({ a: source(), b: "x" });',
  ],
  'arguments that are left over are a list': [
    'python',
    'def f(*args):\n    sink(args[0])\n    sink(args[1])  # !!\n    for x in args:\n        sink(x)  # !!\n\nf("a", source(), "b")\n',
  ],
  'what follows arguments that are left over is given by name': [
    'python',
    'def f(x, *args, y):\n    sink(args)\n    sink(y)  # !!\n\nf("a", "b", "c", "d", y=source())\n',
  ],
  'getters of an unknown class see what setters put there': [
    'java',
    'class A { void f() {\n  Bean e = new Bean();\n  e.setX(source());\n  sink(e.getX()); // !!\n  sink(e.getY());\n  sink(e.x); // !!\n  e.setX("a");\n  Bean d = load();\n  d.name = source();\n  sink(d.getName()); // !!\n  sink(d.getAge());\n} }',
  ],
  'elements of a list are no properties of it': [
    'java',
    'class A { void f() {\n  List<String> l = new ArrayList<>();\n  l.add(source());\n  sink(l.getFirst()); // !!\n} }',
  ],
  'known sizes decide which way is taken': [
    'python',
    'def f(opts, x):\n    if len(opts["data"]) == 2:\n        sink(x)  # !!\n\ndef g(opts, x):\n    if len(opts["data"]) == 2:\n        sink(x)\n\nf({"data": [1, 2]}, source())\ng({"data": [1]}, source())\n',
  ],
  'sizes are not known after a call that may change them': [
    'python',
    'def grow(x):\n    x.append(2)\n\ndef f():\n    a = [1]\n    grow(a)\n    if len(a) == 2:\n        sink(source())  # !!\n',
  ],
  'known values decide which way a function takes two calls down': [
    'javascript',
    'function inner(flag, x) {\n  if (flag === 2) return x;\n  return "";\n}\nfunction outer(flag, x) {\n  return inner(flag, x);\n}\nsink(outer(9, source()));\nsink(outer(2, source())); // !!\nfunction field(o, x) {\n  if (o.on) sink(x);\n}\nconst off = { on: false };\nfield(off, source());',
  ],
  'a function that is tainted makes tainted results': ['javascript', 'const f = source();\nsink(f()); // !!\nconst g = make();\nsink(g());'],
};

describe('parts of values', () => {
  it.each(Object.entries(cases))('%s', (_name, [grammar, code]) => {
    const { found, expected } = checkTaint(grammars.get(grammar), code);
    expect(found).toEqual(expected);
  });
});
