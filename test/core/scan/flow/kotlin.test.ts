import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const statements: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()) // !!\nval x = source()\nsink(x) // !!\nval y: String = "a"\nsink(y)',
  'a variable overwritten': 'var x = source()\nx = "a"\nsink(x)\nvar y = source()\nif (c) { y = "a" }\nsink(y) // !!',
  'a variable declared without a value': 'val d: String\nd = source()\nsink(d) // !!',
  'sanitized values': 'val x = clean(source())\nsink(x)\nvar y = source()\nif (c) y = clean(y)\nsink(y) // !!',
  'concatenation and templates':
    'val x = source()\nsink("a" + x) // !!\nsink("a ${x} b") // !!\nsink("a $x b") // !!\nsink("$x") // !!\nsink("""a $x""") // !!\nvar q = "a"\nq += x\nsink(q) // !!\nsink("a $n")',
  'conversions and casts':
    'val x = source()\nsink(x as String) // !!\nsink(x!!) // !!\nsink((x)) // !!\nsink(x.trim().lowercase()) // !!\nsink(x.toString()) // !!',
  'numeric conversions':
    'sink(source().toInt())\nsink(source().toLongOrNull())\nsink(source().length)\nsink(source() == "a")\nsink(!source())\nsink(source().isEmpty())',
  'conditions as values':
    'val x = if (c) source() else "a"\nsink(x) // !!\nval y = if (c) { log(); source() } else { "a" }\nsink(y) // !!\nval z = if (c) "a" else "b"\nsink(z)',
  'elvis and safe calls': 'val y = o ?: source()\nsink(y) // !!\nval x = source()\nsink(x?.name) // !!\nsink(x?.trim()) // !!\nsink(o?.name)',
  fields: 'sink(req.query.a) // !!\nval o = T()\no.a = source()\nsink(o.a) // !!\nsink(o.b)',
  maps: 'val m = mutableMapOf<String, String>()\nm["a"] = source()\nm["b"] = "b"\nsink(m["a"]) // !!\nsink(m["b"])\nm.put("c", source())\nsink(m.get("c")) // !!',
  lists: 'val l = mutableListOf<String>()\nl.add("a")\nsink(l[0])\nl.add(source())\nsink(l[1]) // !!\nsink(listOf("a", source())) // !!',
  'string builders': 'val b = StringBuilder()\nb.append("a")\nsink(b.toString())\nb.append("x").append(source())\nsink(b.toString()) // !!',
  'for loops': 'for (v in source()) { sink(v) } // !!\nfor (v in m) sink(v)\nfor ((k, v) in source()) sink(v) // !!\nfor (i in 0..3) { sink(i) }',
  'loops with a condition': 'var a = ""\nwhile (c()) { sink(a); a = source() } // !!\ndo { sink(a) } while (c()) // !!',
  'loops that are left': 'var a = source()\nwhile (true) {\n a = "b"\n break\n}\nsink(a)',
  'dead branches': 'val x = source()\nif (false) { sink(x) }\nif (1 > 2) { sink(x) } else { sink(x) } // !!',
  'when with a subject': 'val x = source()\nwhen ("b") {\n "a" -> sink(x)\n "b", "c" -> sink(x) // !!\n else -> sink(x)\n}',
  'when as a value': 'val x = when (k) { 1 -> source(); else -> "a" }\nsink(x) // !!\nval y = when { a > 1 -> "b"; else -> "a" }\nsink(y)',
  exceptions: 'var x = "a"\ntry { x = source(); run() } catch (e: Exception) { sink(x) } finally { sink(x) } // !!',
  'try as a value':
    'val x = try { source() } catch (e: Exception) { "a" }\nsink(x) // !!\nval y = try { "b" } catch (e: Exception) { source() }\nsink(y) // !!\nval z = try { "b" } catch (e: Exception) { "c" }\nsink(z)',
  'lambdas over collections':
    'val x = source()\nx.split(",").forEach { sink(it) } // !!\nx.lines().map { v -> v.trim() }.forEach { v -> sink(v) } // !!\nlist.forEach { sink(it) }\nsink(list.map { x }) // !!\nsink(list.map { "a" })',
  'scope functions':
    'source().let { sink(it) } // !!\nsource()?.let { v -> sink(v) } // !!\nval y = source().let { it.trim() }\nsink(y) // !!\nval z = source().also { log(it) }\nsink(z) // !!',
  'lambdas after arguments': 'val x = source()\nwrap(x) { v -> sink(v) } // !!\nwrap("a") { v -> sink(v) }',
  'functions in variables':
    'val id = { a: String -> a }\nsink(id(source())) // !!\nval f = fun(a: String): String { return "x" }\nsink(f(source()))\nfun local(s: String) = "(" + s + ")"\nsink(local(source())) // !!',
  destructuring: 'val (a, b) = source()\nsink(a) // !!\nval (c, d) = pair\nsink(c)',
  'a check by side effect': 'val x = source()\nif (!validate(x)) return\nsink(x)',
  'a check on one path only': 'val x = source()\nif (validate(x)) { log() }\nsink(x) // !!',
  'a source by side effect and a propagator': 'fill(b)\nsink(b) // !!\ntransfer(b, c)\nsink(c) // !!\nsink(d)',
  'code after an exception': 'val x = source()\nif (c) throw E()\nsink(x) // !!\nreturn\nsink(x)',
};

const classes: Record<string, string> = {
  'a parameter that is a source': 'class A { fun f(@Param("x") untrusted: String, y: Int = 3) {\n sink(untrusted) // !!\n sink(y)\n} }',
  'methods of the class':
    'class A { fun f() { val b = go(source()); sink(b) // !!\n val s = safe(source()); sink(s) }\n fun go(p: String): String { return p.trim() }\n fun safe(p: String) = "a" }',
  'a sink in another method': 'class A { fun f() { this.go(1, source()) }\n fun go(n: Int, p: String) {\n sink(p) // !!\n sink(n)\n } }',
  'an object of another class': 'class A { fun f() { val s = B().wrap(source()); sink(s) // !!\n} }\nclass B { fun wrap(s: String): String { return "($s)" } }',
  'a method of an object and of a companion':
    'fun f() { sink(O.wrap(source())) // !!\n sink(C.none(source())) }\nobject O { fun wrap(s: String) = s }\nclass C { companion object { fun none(s: String) = "x" } }',
  'a field of the object': 'class A { private var q = ""\n fun f() {\n this.q = source()\n sink(q) // !!\n q = "a"\n sink(this.q)\n} }',
  'top-level functions':
    'fun main() { sink(wrap(source())) // !!\n sink(none(source())) }\nfun wrap(s: String) = s + "a"\nfun none(s: String): String { return "x" }',
  'named arguments': 'fun main() { run(b = source(), a = "a") }\nfun run(a: String, b: String) {\n sink(a)\n sink(b) // !!\n}',
  'an anonymous object': 'fun f() { val x = source()\n run(object : Runnable { override fun run() { sink(x) } }) } // !!',
  'a getter and an initializer': 'class A { val p: String get() { sink(source()); return "" } // !!\n init { sink(source()) } } // !!',
  'a function that gives back nothing': 'fun f() { sink(log(source())) }\nfun log(s: String) { s.trim() }',
};

describe('taint in Kotlin', () => {
  for (const [name, code] of Object.entries(statements)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('kotlin'), `class A { fun m() {\n${code}\n} }`);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }

  for (const [name, code] of Object.entries(classes)) {
    it(`follows ${name}`, () => {
      const { found, expected } = checkTaint(grammars.get('kotlin'), code);
      expect(found).toEqual(expected);
    });
  }
});
