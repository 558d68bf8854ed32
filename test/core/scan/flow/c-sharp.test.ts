import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const statements: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()); // !!\nvar x = source();\nsink(x); // !!\nstring y = "a";\nsink(y);',
  'a variable overwritten': 'var x = source();\nx = "a";\nsink(x);\nvar y = source();\nif (c) { y = "a"; }\nsink(y); // !!',
  'several declarators': 'string a = source(), b = "b", d;\nsink(a); // !!\nsink(b);\nd = a;\nsink(d); // !!',
  'sanitized values': 'var x = clean(source());\nsink(x);\nvar y = source();\nif (c) y = clean(y);\nsink(y); // !!',
  'concatenation, interpolation and formatting':
    'var x = source();\nsink("a" + x); // !!\nsink($"a {x} b"); // !!\nsink($"a {x:d}"); // !!\nsink(string.Format("{0}", x)); // !!\nvar q = "a";\nq += x;\nsink(q); // !!\nsink($"a {n}");\nsink($@"c:\\{x}"); // !!',
  'conversions and casts':
    'var x = source();\nsink((string)x); // !!\nsink(x as string); // !!\nsink(x!); // !!\nsink((x)); // !!\nsink(x.Trim().ToLower()); // !!\nsink(await x); // !!',
  'numeric conversions': 'sink(int.Parse(source()));\nsink(Convert.ToInt32(source()));\nsink(source().Length);\nsink(source() == "a");\nsink(!source());',
  'conditionals and null coalescing': 'var x = c ? source() : "a";\nsink(x); // !!\nvar y = source() ?? "a";\nsink(y); // !!\nvar z = c ? "a" : "b";\nsink(z);',
  'conditional access': 'var x = source();\nsink(x?.Name); // !!\nsink(x?.Trim()); // !!\nsink(o?.Name);',
  fields: 'sink(req.query.A); // !!\nvar o = new T();\no.A = source();\nsink(o.A); // !!\nsink(o.B);',
  'object initializers': 'var o = new T { A = source(), B = "b" };\nsink(o.A); // !!\nsink(o.B);',
  'dictionaries by constant key':
    'var d = new Dictionary<string, string>();\nd["a"] = source();\nd["b"] = "b";\nsink(d["a"]); // !!\nsink(d["b"]);\nvar e = new Dictionary<string, string> { ["a"] = source(), ["b"] = "b" };\nsink(e["a"]); // !!\nsink(e["b"]);',
  'lists and arrays':
    'var l = new List<string>();\nl.Add("a");\nsink(l[0]);\nl.Add(source());\nsink(l[1]); // !!\nvar s = new[] { "a", source() };\nsink(s[0]);\nsink(s[1]); // !!',
  'string builders': 'var b = new StringBuilder();\nb.Append("a");\nsink(b.ToString());\nb.Append("x").Append(source());\nsink(b.ToString()); // !!',
  'foreach loops': 'foreach (var v in source()) { sink(v); } // !!\nforeach (string v in m) sink(v);\nfor (int i = 0; i < 3; i++) { sink(i); }',
  'loops with a condition': 'var a = "";\nwhile (c()) { sink(a); a = source(); } // !!\ndo { sink(a); } while (c()); // !!',
  'dead branches': 'var x = source();\nif (false) { sink(x); }\nif (1 > 2) { sink(x); } else { sink(x); } // !!',
  'switch statements':
    'var x = source();\nswitch ("b") {\ncase "a": sink(x); break;\ncase "b":\ncase "c":\n sink(x); // !!\n break;\ndefault: sink(x); break;\n}',
  'type patterns': 'object o = source();\nif (o is string s) { sink(s); } // !!\nswitch (o) {\ncase string t:\n sink(t); // !!\n break;\n}',
  'switch expressions': 'var x = k switch { 1 => source(), _ => "a" };\nsink(x); // !!\nvar y = k switch { 1 => "b", _ => "a" };\nsink(y);',
  exceptions: 'var x = "a";\ntry { x = source(); run(); } catch (Exception e) { sink(x); } finally { sink(x); } // !!',
  'a catch without a variable': 'try { run(); } catch { sink(source()); } // !!',
  'using blocks': 'using (var r = Open(source())) { sink(r); } // !!\nusing var w = Open(source());\nsink(w); // !!',
  'lambdas and LINQ':
    'var x = source();\nAction f = () => sink(x); // !!\nlist.ForEach(v => sink(v));\nx.Split(",").ForEach(v => sink(v)); // !!\nsink(list.Select(v => x)); // !!\nvar q = from p in source() select p;\nsink(q); // !!',
  'delegates and local functions':
    'Func<string, string> id = a => a;\nsink(id(source())); // !!\nstring Wrap(string s) => "(" + s + ")";\nsink(Wrap(source())); // !!\nstring None(string s) { return "x"; }\nsink(None(source()));',
  tuples: 'var (a, b) = (source(), "b");\nsink(a); // !!\nsink(b);\n(a, b) = (b, a);\nsink(a);\nsink(b); // !!',
  'a check by side effect': 'var x = source();\nif (!validate(x)) return;\nsink(x);',
  'a check on one path only': 'var x = source();\nif (validate(x)) { log(); }\nsink(x); // !!',
  'a source by side effect and a propagator': 'fill(b);\nsink(b); // !!\ntransfer(b, c);\nsink(c); // !!\nsink(d);',
  'named arguments': 'run(b: source(), a: "a");\nvoid run(string a, string b) {\n sink(a);\n sink(b); // !!\n}',
  'code after an exception': 'var x = source();\nif (c) throw new E();\nsink(x); // !!\nreturn;\nsink(x);',
};

const classes: Record<string, string> = {
  'a parameter that is a source': 'class A { void F([FromQuery] string untrusted, int y) {\n sink(untrusted); // !!\n sink(y);\n} }',
  'methods of the class':
    'namespace N { class A { void F() { var b = Go(source()); sink(b); // !!\n var s = Safe(source()); sink(s); }\n string Go(string p) { return p.Trim(); }\n static string Safe(string p) => "a"; } }',
  'a sink in another method': 'class A { void F() { this.Go(1, source()); }\n void Go(int n, string p) {\n sink(p); // !!\n sink(n);\n } }',
  'an object of another class':
    'class A { void F() { var s = new B().Wrap(source()); sink(s); // !!\n} }\nclass B { public string Wrap(string s) { return "(" + s + ")"; } }',
  'a static method by class name':
    'class A { void F() { sink(B.Wrap(source())); // !!\n sink(B.None(source())); } }\nclass B { public static string Wrap(string s) => s; public static string None(string s) => "x"; }',
  'a field of the object': 'class A { private string q; void F() {\n this.q = source();\n sink(q); // !!\n q = "a";\n sink(this.q);\n} }',
  'a constructor': 'class A { A(string untrusted) { sink(untrusted); } } // !!',
  'an expression-bodied method': 'class A { void F(string untrusted) => sink(untrusted); } // !!',
  'a property with a getter': 'class A { string P { get { sink(source()); return ""; } } } // !!',
  'code in a file-scoped namespace': 'namespace N;\nclass A { void F() { sink(source()); } } // !!',
  'statements at the top of a file': 'var x = source();\nsink(x); // !!',
  'an optional parameter': 'class A { void F() { Go(); Go(source()); }\n void Go(string p = "a") { sink(p); } } // !!',
};

describe('taint in C#', () => {
  for (const [name, code] of Object.entries(statements)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('c_sharp'), `class A { void M() {\n${code}\n} }`);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }

  for (const [name, code] of Object.entries(classes)) {
    it(`follows ${name}`, () => {
      const { found, expected } = checkTaint(grammars.get('c_sharp'), code);
      expect(found).toEqual(expected);
    });
  }
});
