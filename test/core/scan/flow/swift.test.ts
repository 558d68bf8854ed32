import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const statements: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()) // !!\nlet x = source()\nsink(x) // !!\nlet y: String = "a"\nsink(y)',
  'a variable overwritten': 'var x = source()\nx = "a"\nsink(x)\nvar y = source()\nif c { y = "a" }\nsink(y) // !!',
  'a variable declared without a value': 'let d: String\nd = source()\nsink(d) // !!',
  'several variables at once': 'let a = source(), b = "b"\nsink(a) // !!\nsink(b)',
  'sanitized values': 'let x = clean(source())\nsink(x)\nvar y = source()\nif c { y = clean(y) }\nsink(y) // !!',
  'concatenation and interpolation':
    'let x = source()\nsink("a" + x) // !!\nsink("a \\(x) b") // !!\nsink( // !!\n"""\n a \\(x)\n """)\nvar q = "a"\nq += x\nsink(q) // !!\nsink("a \\(n)")\nsink(#"a \\#(x)"#) // !!',
  'conversions and casts':
    'let x = source()\nsink(x as? String) // !!\nsink(x!) // !!\nsink((x)) // !!\nsink(x.trimmed().lowercased()) // !!\nsink(String(x)) // !!',
  'numeric conversions': 'sink(Int(source()))\nsink(source() as! Int)\nsink(source().count)\nsink(source() == "a")\nsink(!source())\nsink(source().isEmpty)',
  'conditions as values': 'let x = c ? source() : "a"\nsink(x) // !!\nlet y = if c { source() } else { "a" }\nsink(y) // !!\nlet z = c ? "a" : "b"\nsink(z)',
  'nil coalescing and optional chaining': 'let y = o ?? source()\nsink(y) // !!\nlet x = source()\nsink(x?.name) // !!\nsink(x?.trim()) // !!\nsink(o?.name)',
  'optional binding':
    'if let u = source() { sink(u) } // !!\nif let v = safe() { sink(v) }\nif let a = safe(), let b = source() { sink(a); sink(b) } // !!\nif case .some(let w) = source() { sink(w) } // !!',
  'a guard': 'guard let g = source() else { return }\nsink(g) // !!\nguard let h = safe() else { return }\nsink(h)\nguard validate(g) else { return }\nsink(g)',
  'a binding of the same name': 'let x = source()\nif let x { sink(x) } // !!\nguard let x else { return }\nsink(x) // !!',
  fields: 'sink(req.query.a) // !!\nlet o = T()\no.a = source()\nsink(o.a) // !!\nsink(o.b)',
  dictionaries: 'var m = ["a": source(), "b": "b"]\nsink(m["a"]) // !!\nsink(m["b"])\nm["b"] = source()\nsink(m["b"]) // !!\nm["a"] = "x"\nsink(m["a"])',
  arrays: 'var l = ["a"]\nsink(l[0])\nsink(l.first)\nl.append(source())\nsink(l[1]) // !!\nsink(["a", source()]) // !!\nlet k = [source()]\nsink(k.last) // !!',
  tuples: 'let (a, b) = (source(), "b")\nsink(a) // !!\nsink(b)\nlet t = (source(), n: "c")\nsink(t.0) // !!\nsink(t.n)',
  'for loops': 'for v in source() { sink(v) } // !!\nfor v in m { sink(v) }\nfor (k, v) in source() { sink(v) } // !!\nfor i in 0..<3 where i > 1 { sink(i) }',
  'loops with a condition':
    'var a = ""\nwhile c() { sink(a); a = source() } // !!\nrepeat { sink(a) } while c() // !!\nwhile let n = source() { sink(n) } // !!',
  'loops that are left': 'var a = source()\nwhile true {\n a = "b"\n break\n}\nsink(a)',
  'dead branches': 'let x = source()\nif false { sink(x) }\nif 1 > 2 { sink(x) } else { sink(x) } // !!',
  'a switch': 'let x = source()\nswitch "b" {\ncase "a": sink(x)\ncase "b", "c": sink(x) // !!\ndefault: sink(x)\n}',
  'a switch that falls through': 'let x = source()\nswitch "b" {\ncase "b": log()\n fallthrough\ncase "c": sink(x) // !!\ndefault: sink(x)\n}',
  'what a case binds': 'switch source() {\ncase .a(let v): sink(v) // !!\ncase let .b(v, label: w) where w > 1: sink(v) // !!\ndefault: sink("a")\n}',
  exceptions: 'var x = "a"\ndo { x = source(); try run() } catch let e as E { sink(x) } catch { sink(x) } // !!',
  'tries and awaits': 'let x = try? source()\nsink(x) // !!\nlet y = try await source()\nsink(y) // !!\nlet z = await safe()\nsink(z)',
  'a throw': 'let x = source()\nif c { throw E.a }\nsink(x) // !!\nthrow E.b\nsink(x)',
  'code that is not reached': 'let x = source()\nfatalError("a")\nsink(x)',
  'closures over collections':
    'let x = source()\nx.split(",").forEach { sink($0) } // !!\nx.lines.map { v in v.trim() }.forEach { v in sink(v) } // !!\nlist.forEach { sink($0) }\nsink(list.map { x }) // !!\nsink(list.map { "a" })',
  'closures after arguments': 'let x = source()\nwrap(x) { v in sink(v) } // !!\nwrap("a") { v in sink(v) }\nrun { sink(x) } // !!',
  'closures that write': 'var x = "a"\nrun { x = source() }\nsink(x) // !!',
  'closures in variables':
    'let id = { (a: String) -> String in return a }\nsink(id(source())) // !!\nlet f: (String) -> String = { _ in "x" }\nsink(f(source()))\nfunc local(s: String) -> String { return "(" + s + ")" }\nsink(local(s: source())) // !!',
  'a check on one path only': 'let x = source()\nif validate(x) { log() }\nsink(x) // !!',
  'conditions that must all hold': 'let x = source()\nif c, 1 > 2 { sink(x) }\nif c, d { sink(x) } // !!',
  'a source by side effect and a propagator': 'fill(b)\nsink(b) // !!\ntransfer(b, c)\nsink(c) // !!\nsink(d)',
};

const declarations: Record<string, string> = {
  'a parameter that is a source': 'class A { func f(_ untrusted: String, y: Int = 3) {\n sink(untrusted) // !!\n sink(y)\n} }',
  'methods of the class':
    'class A { func f() { let b = go(source()); sink(b) // !!\n let s = safe(source()); sink(s) }\n func go(_ p: String) -> String { return p.trim() }\n func safe(_ p: String) -> String { "a" } }',
  'a sink in another method': 'struct A { func f() { self.go(1, p: source()) }\n func go(_ n: Int, p: String) {\n sink(p) // !!\n sink(n)\n } }',
  'an object of another class':
    'class A { func f() { let s = B().wrap(source()); sink(s) // !!\n} }\nclass B { func wrap(_ s: String) -> String { return "(\\(s))" } }',
  'a static method and one of an extension':
    'func f() { sink(O.wrap(source())) // !!\n sink(O.none(source())) }\nenum O { static func wrap(_ s: String) -> String { s } }\nextension O { static func none(_ s: String) -> String { "x" } }',
  'a field of the object': 'class A { private var q = ""\n func f() {\n self.q = source()\n sink(q) // !!\n q = "a"\n sink(self.q)\n} }',
  'a field set by an initializer':
    'class A { let p: String\n let n: Int\n init(p: String) { self.p = p; self.n = 1 } }\nfunc f() { let a = A(p: source())\n sink(a.p) // !!\n sink(a.n)\n}',
  'functions of the file':
    'func f() { sink(wrap(source())) // !!\n sink(none(source())) }\nfunc wrap(_ s: String) -> String { return s + "a" }\nfunc none(_ s: String) -> String { return "x" }',
  'arguments by label': 'func f() { run(a: "a", b: source()) }\nfunc run(a: String, b: String) {\n sink(a)\n sink(b) // !!\n}',
  'computed properties and observers':
    'class A { var p: String { sink(source()); return "" } // !!\n var q: String { get { return source() } set { sink(newValue) } }\n var r = "" { didSet { sink(source()) } } } // !!',
  'statements of a script': 'let x = source()\nsink(x) // !!',
};

describe('taint in Swift', () => {
  for (const [name, code] of Object.entries(statements)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('swift'), `class A { func m() {\n${code}\n} }`);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }

  for (const [name, code] of Object.entries(declarations)) {
    it(`follows ${name}`, () => {
      const { found, expected } = checkTaint(grammars.get('swift'), code);
      expect(found).toEqual(expected);
    });
  }
});
