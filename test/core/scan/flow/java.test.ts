import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

/** Statements of a method. */
const statements: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()); // !!\nString x = source();\nsink(x); // !!\nString y = "a";\nsink(y);',
  'a variable overwritten': 'String x = source();\nx = "a";\nsink(x);\nString y = source();\nif (c) y = "a";\nsink(y); // !!',
  'sanitized values': 'String x = clean(source());\nsink(x);\nString y = source();\nif (c) { y = util.clean(y); }\nsink(y); // !!',
  'concatenation, formatting and builders':
    'String x = source();\nsink("a" + x + "b"); // !!\nsink(String.format("%s", x)); // !!\nStringBuilder b = new StringBuilder("a");\nb.append("b").append(x);\nsink(b.toString()); // !!\nStringBuilder d = new StringBuilder();\nd.append("b");\nsink(d.toString());',
  'a builder that was passed in': 'StringBuilder b = given();\nb.append("b").append(source());\nsink(b.toString()); // !!',
  'casts, parentheses and chains': 'sink((String) source()); // !!\nsink((source())); // !!\nsink(source().trim().toString()); // !!',
  'numeric conversions':
    'sink(Integer.parseInt(source()));\nsink(source().length());\nsink(Long.valueOf(source()));\nsink(source().equals("a"));\nsink(source() == null);\nsink(source() instanceof String);',
  'maps by key':
    'Map<String, Object> m = new HashMap<>();\nm.put("a", source());\nm.put("b", "x");\nsink((String) m.get("b"));\nsink((String) m.get("a")); // !!\nsink(m.get(k)); // !!',
  'lists by index':
    'List<String> l = new ArrayList<>();\nl.add("a");\nl.add(source());\nl.add("b");\nsink(l.get(1)); // !!\nl.remove(0);\nsink(l.get(1));\nsink(l.get(0)); // !!',
  arrays: 'String[] a = new String[] {"x", source()};\nsink(a[0]);\nsink(a[1]); // !!\na[1] = "y";\nsink(a[1]);\nString[] b = {source()};\nsink(b); // !!',
  'an arithmetic condition':
    'int num = 86;\nString x = source();\nString bar = (7 * 42) - num > 200 ? "constant" : x;\nsink(bar);\nString baz = (7 * 18) + num > 200 ? "constant" : x;\nsink(baz);\nString qux = (500 / 42) + num > 200 ? "constant" : x;\nsink(qux); // !!',
  'a switch on a character of a constant':
    "String guess = \"ABC\";\nchar target = guess.charAt(1);\nString bar;\nswitch (target) {\n case 'A': bar = source(); break;\n case 'B': bar = \"bob\"; break;\n case 'C': case 'D': bar = source(); break;\n default: bar = \"bob's uncle\"; break;\n}\nsink(bar);",
  'a switch on a variable': 'String bar;\nswitch (k) { case 1: bar = source(); break; default: bar = "a"; }\nsink(bar); // !!',
  'a switch expression':
    'String bar = switch (k) { case "a", "b" -> "x"; case "c" -> { yield source(); } default -> "y"; };\nsink(bar); // !!\nString baz = switch (k) { case "a" -> "x"; default -> source(); };\nsink(baz); // !!\nString qux = switch (source()) { case "a" -> "x"; default -> "y"; };\nsink(qux);',
  'dead branches': 'String x = source();\nif (false) sink(x);\nif (1 > 2) { sink(x); } else { sink(x); } // !!',
  loops: 'for (String s : source()) { sink(s); } // !!\nfor (int i = 0; i < 3; i++) { sink(i); }\nString a = "";\nwhile (c()) { sink(a); a = source(); } // !!',
  'labelled breaks': 'String x = "a";\nouter:\nfor (;;) { for (;;) { x = source(); if (c) break outer; x = "b"; } }\nsink(x); // !!',
  'try, catch, finally and resources':
    'String x = "a";\ntry (Reader r = new Reader(source()); r2) { sink(r.read()); // !!\n x = source(); } catch (A | B e) { x = "b"; }\nsink(x); // !!',
  'a thrown value': 'try { throw new E(source()); } catch (E e) { sink(e.getMessage()); } // !!',
  lambdas: 'source().forEach(v -> sink(v)); // !!\nsource().stream().map(v -> v.trim()).forEach(v -> { sink(v); }); // !!\nlist.forEach(v -> sink(v));',
  'objects made with a tainted argument': 'sink(new File(source())); // !!\nFile f = new File("a");\nsink(f);',
  'a check by side effect':
    'String x = source();\nvalidate(x);\nsink(x);\nString y = source();\nif (!validate(y)) { throw new E(); }\nsink(y);\nString z = source();\nif (validate(z)) { a(); }\nsink(z); // !!',
  'a source by side effect': 'byte[] b = new byte[3];\nin.fill(b);\nsink(b); // !!',
  'compound assignment and increments': 'String q = "a";\nq += source();\nsink(q); // !!\nint n = 1;\nn++;\nsink(n);',
  'fields of objects': 'a.b = source();\nsink(a.b); // !!\nsink(a.c);',
  'blocks with variables of their own': 'if (c) { String x = source(); } else { String x = "a"; sink(x); }',
  'text blocks and null': 'sink("""\n a\n """);\nString x = null;\nsink(x);\nx = source();\nsink(x); // !!',
};

const classes: Record<string, string> = {
  'a parameter that is a source': 'class A { void f(@RequestParam("x") final String untrusted, int y) {\n sink(untrusted); // !!\n sink(y);\n} }',
  'methods of the class':
    'class A { void f() { String bar = go(source()); sink(bar); // !!\n String b = safe(source()); sink(b); }\n String go(String p) { return p.trim(); }\n static String safe(String p) { return "a"; } }',
  'a sink in another method': 'class A { void f() { this.go(1, source()); }\n void go(int n, String p) {\n sink(p); // !!\n sink(n);\n } }',
  'an inner class':
    'class A { void f() { String bar = new Inner().go(source()); sink(bar); // !!\n}\n private class Inner { public String go(String p) { String bar = p; return bar; } } }',
  'a static method by class name':
    'class A { void f() { sink(B.wrap(source())); // !!\n sink(B.none(source())); } }\nclass B { static String wrap(String s) { return "(" + s + ")"; } static String none(String s) { return "x"; } }',
  'overloaded methods':
    'class A { void f() { sink(go(source())); sink(go(source(), 1)); // !!\n }\n String go(String a) { return "x"; } String go(String a, int b) { return a; } }',
  'a constant field': 'class A { private static final String K = "a"; void f() { String x = K.equals("b") ? source() : "c"; sink(x); } }',
  'a field of the object': 'class A { private String q; void f() {\n this.q = source();\n sink(q); // !!\n q = "a";\n sink(this.q);\n} }',
  'an anonymous class': 'class A { void f() { final String x = source(); run(new Runnable() { public void run() { sink(x); // !!\n } }); } }',
  'a constructor': 'class A { A(String untrusted) { sink(untrusted); } } // !!',
  varargs: 'class A { void f() { go("a", source()); }\n void go(String a, String... more) {\n sink(more); // !!\n sink(a);\n } }',
};

describe('taint in Java', () => {
  for (const [name, code] of Object.entries(statements)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('java'), `class A { void m() {\n${code}\n} }`);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }

  for (const [name, code] of Object.entries(classes)) {
    it(`follows ${name}`, () => {
      const { found, expected } = checkTaint(grammars.get('java'), code);
      expect(found).toEqual(expected);
    });
  }
});
