import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const cases: Record<string, string> = {
  'a source passed directly': 'sink(source()); // !!',
  'an assigned variable': 'const x = source();\nsink(x); // !!',
  'a variable that is not tainted': 'const x = source();\nconst y = 1;\nsink(y);',
  'a variable overwritten with a constant': 'let x = source();\nx = "a";\nsink(x);',
  'a variable overwritten on one way only': 'let x = source();\nif (c) x = "a";\nsink(x); // !!',
  'a sanitized value': 'const x = clean(source());\nsink(x);\nsink("a" + clean(x));',
  'a value sanitized on one way only': 'let x = source();\nif (c) { x = clean(x); }\nsink(x); // !!',
  'a value sanitized on both ways': 'let x = source();\nif (c) { x = clean(x); } else { x = clean(x); }\nsink(x);',
  'a member of a tainted object': 'sink(req.query.id); // !!',
  'destructuring of an object': 'const { id, page: { size }, ...more } = req.query;\nsink(id); // !!\nsink(size); // !!\nsink(more); // !!',
  'destructuring of an array': 'const [a, , b] = source();\nsink(b); // !!\nconst [c, d] = [source(), 1];\nsink(c); // !!\nsink(d);',
  'destructuring with a default': 'const { id = "x" } = req.query;\nsink(id); // !!\nconst { z = source() } = other;\nsink(z); // !!',
  'string concatenation': 'sink("a" + source() + "b"); // !!',
  'a compound assignment': 'let q = "a";\nq += source();\nsink(q); // !!',
  'a template string': 'const q = `select ${source()}`;\nsink(q); // !!\nsink(`x ${1}`);',
  'a call of an unknown function': 'sink(foo(1, source())); // !!\nsink(source().trim().slice(1)); // !!',
  'an awaited, cast or parenthesised value': 'async function f() { const x = await source(); sink((x)); } // !!',
  'numeric conversions': 'sink(parseInt(source(), 10));\nsink(Number(source()));\nsink(source().length);\nsink(+"1");',
  'comparisons and truth values':
    'sink(source() === "a");\nsink(!source());\nsink(typeof source());\nsink(source() instanceof X);\nsink("a" in source());\nsink(source() > 3);',
  'logical operators': 'sink(source() || "a"); // !!\nsink(a && source()); // !!\nsink(source() ?? "x"); // !!\nsink(source() && "a");',
  'a conditional expression': 'sink(c ? source() : "a"); // !!\nsink(source() ? "b" : "a");\nconst y = false ? source() : "a";\nsink(y);',
  'a dead branch': 'let x = source();\nif (false) { sink(x); }\nif (7 * 18 + 2 > 200) sink(x);\nif (1 + 1 === 2) sink(x); // !!',
  'code after a return': 'function f() { const x = source(); return; sink(x); }',
  'a switch on a literal':
    'const x = source();\nlet y;\nswitch ("ABC".charAt(1)) { case "A": y = x; break; case "B": y = "b"; break; default: y = x; }\nsink(y);',
  'a switch on a variable': 'let y = "a";\nswitch (k) { case 1: y = source(); break; case 2: y = "b"; }\nsink(y); // !!',
  'a case that falls through': 'let y = "a";\nswitch (k) { case 1: y = source();\ncase 2: sink(y); } // !!',
  'fields of an object': 'const o = {};\no.a = source();\no.b = "b";\nsink(o.a); // !!\nsink(o.b);\nsink(o); // !!',
  'an object literal': 'const o = { a: source(), b: "b", ["c"]: 1 };\nsink(o.b);\nsink(o["c"]);\nsink(o.a); // !!\nsink({ x: source() }); // !!',
  'two names of one object': 'const o = {};\nconst p = o;\np.x = source();\nsink(o.x); // !!',
  'a field overwritten': 'const o = { a: source() };\no.a = 1;\nsink(o.a);',
  'an unknown key': 'const o = {};\no[k] = source();\nsink(o[j]); // !!',
  'spread objects and arrays': 'const o = { ...{ a: source() }, b: 1 };\nsink(o.a); // !!\nsink(o.b);\nsink([...source()]); // !!\nsink(f(...source())); // !!',
  'array elements': 'const a = ["x", source()];\nsink(a[0]);\nsink(a[1]); // !!\nsink(a.join(" ")); // !!',
  'pushing into an array': 'const a = [];\na.push("x");\na.push(source());\nsink(a[0]);\nsink(a[1]); // !!',
  'a map': 'const m = new Map();\nm.set("a", source());\nm.set("b", "x");\nsink(m.get("b"));\nsink(m.get("a")); // !!',
  'for-of and for-in': 'for (const x of source()) { sink(x); } // !!\nfor (const k in source()) sink(k); // !!\nfor (const x of [1]) sink(x);',
  'a loop that carries taint around': 'let a = "", b = "";\nwhile (c()) {\n sink(b); // !!\n b = a;\n a = source();\n}',
  'break and continue': 'let x = "a";\nfor (;;) { if (c) break; x = source(); if (d) continue; x = "b"; }\nsink(x); // !!',
  'try, catch and finally': 'let x = "a";\ntry { x = source(); f(); x = "b"; } catch (e) { sink(x); } finally { g(x); }\nsink(x); // !!'.replace(
    'sink(x); }',
    'y(x); }',
  ),
  'a thrown value': 'try { throw source(); } catch (e) { sink(e); } // !!',
  'a callback': 'source().forEach((x) => sink(x)); // !!\n[1].forEach((x) => sink(x));',
  'a callback of an object that is no collection':
    'app.locals.a = { b: 1 };\napp.use((r) => { r.c = source(); });\napp.use((r, s) => sink(s));\napp.use((r) => sink(r.x));',
  'a promise': 'source().then((data) => data.a).then(function (x) { sink(x); }); // !!',
  'what a callback returns': 'sink(source().map((x) => x.id)); // !!\nsink(source().map((x) => "a"));\nsink([1].map(() => source())); // !!',
  'a captured variable': 'const x = source();\nrun(() => { sink(x); }); // !!\nfunction g() { sink(x); } // !!',
  'a variable a callback writes': 'let x = "a";\nrun(() => { x = source(); });\nsink(x); // !!',
  'a parameter that is a source': 'app.get("/", (untrusted, res) => {\n sink(untrusted.query.id); // !!\n sink(res);\n});',
  'a destructured parameter': 'function h({ a }, b = source()) {\n sink(a);\n sink(b); // !!\n}',
  'another function of the file':
    'function run(cmd) {\n sink(cmd); // !!\n}\nfunction id(x) { return x; }\nfunction safe(x) { return "a"; }\nrun("a");\nfunction g() { run(id(source())); sink(safe(source())); }',
  'a function that is only given constants': 'function run(cmd) {\n sink(cmd);\n}\nrun("a");',
  'an arrow function in a constant': 'const run = (a, b) => {\n sink(b); // !!\n sink(a);\n};\nfunction g() { run(1, source()); }',
  'a method of the same class': 'class A {\n go(x) {\n sink(x); // !!\n }\n start() { this.go(source()); }\n}',
  'an object made of a class of the file':
    'class A {\n constructor(x, y) { this.x = x; this.y = y; }\n get() { return this.x; }\n}\nfunction f() {\n const a = new A(source(), 1);\n sink(a.x); // !!\n sink(a.y);\n sink(a.get()); // !!\n}',
  'a function that writes into its argument': 'function put(o, v) { o.k = v; }\nfunction f() { const o = {}; put(o, source()); sink(o.k); } // !!',
  recursion: 'function f(n, x) { if (n) { return f(n - 1, x); } return x; }\nfunction g() { sink(f(3, source())); } // !!',
  'a closure assigned to a variable': 'function f() {\n const x = source();\n const run = () => sink(x); // !!\n run();\n}',
  'an immediately called function': '(function () { const x = source(); sink(x); })(); // !!\n(async () => { sink(source()); })(); // !!',
  'a sanitizer by side effect': 'const x = source();\nvalidate(x);\nsink(x);',
  'a check in a condition': 'const x = source();\nif (validate(x)) { sink(x); } else {\n sink(x); // !!\n}',
  'a check that returns early':
    'function f() {\n const x = source();\n if (!validate(x)) return;\n sink(x);\n}\nfunction g() {\n const x = source();\n if (!validate(x)) { log(x); }\n sink(x); // !!\n}',
  'a check joined with another': 'const x = source();\nif (a && validate(x)) sink(x);\nif (a || validate(x)) sink(x); // !!',
  'a source by side effect': 'const b = alloc();\nfill(b);\nsink(b); // !!\nsink(c);',
  'a propagator': 'const a = source();\nlet b;\ntransfer(a, b);\nsink(b); // !!\nsink(c);',
  'a tagged template and JSX-free new': 'sink(new Foo(source())); // !!\nsink(tag`a${source()}`); // !!',
  'optional chaining': 'sink(source()?.a?.[0]?.b()); // !!',
  'a shadowed variable': 'const x = source();\n{ const x = "a"; sink(x); }\nsink(x); // !!',
  'a regular expression test': 'sink(/a/.test(source()));',
};

describe('taint in JavaScript', () => {
  for (const [name, code] of Object.entries(cases)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('javascript'), code);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }

  it('follows casts, assertions and typed parameters of TypeScript', () => {
    const code =
      'const x = source() as string;\nsink(x!); // !!\nsink(<any>x); // !!\nfunction f(a: string, b?: T, c = source()): void {\n sink(c); // !!\n sink(a);\n}\nsink((x satisfies string)); // !!';
    for (const grammar of ['typescript'] as const) {
      const { found, expected } = checkTaint(grammars.get(grammar), code);
      expect(found).toEqual(expected);
    }
  });

  it('follows JSX attributes', () => {
    const { found, expected } = checkTaint(
      grammars.get('tsx'),
      'const x = source();\nconst y = sink(<a href={x}>{1}</a>); // !!\nconst z = sink(<a href="b">c</a>);',
    );
    expect(found).toEqual(expected);
  });
});
