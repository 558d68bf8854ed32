import { expect, test } from 'vitest';
import { found } from './support.ts';

const method = (body: string) => `class A { void m() { ${body} } }`;

/** Pattern, code, the texts it matches. */
const rows: readonly (readonly [string, string, readonly string[]])[] = [
  ['foo($X)', method('foo(a); x.foo(b); foo();'), ['foo(a)']],
  ['$O.foo(...)', method('foo(a); x.foo(b);'), ['x.foo(b)']],
  ['$O.$M(...)', method('a.b().c();'), ['a.b().c()', 'a.b()']],
  ['new Random(...)', method('Random r = new Random(); new Foo();'), ['new Random()']],
  ['new $T(...)', method('new Foo(1); bar();'), ['new Foo(1)']],
  ['Cipher.getInstance("DES")', method('Cipher c = Cipher.getInstance("DES"); Cipher.getInstance("AES");'), ['Cipher.getInstance("DES")']],
  ['javax.crypto.Cipher.getInstance(...)', `import javax.crypto.Cipher; ${method('Cipher.getInstance(x);')}`, ['Cipher.getInstance(x)']],
  ['javax.crypto.Cipher.getInstance(...)', `import javax.crypto.*; ${method('Cipher.getInstance(x);')}`, ['Cipher.getInstance(x)']],
  ['javax.crypto.Cipher.getInstance(...)', `import other.Cipher; ${method('Cipher.getInstance(x);')}`, []],
  ['Runtime.getRuntime().exec(...)', method('Runtime.getRuntime().exec(cmd);'), ['Runtime.getRuntime().exec(cmd)']],
  ['a.B.c(...)', `import static a.B.c; ${method('c(1);')}`, ['c(1)']],
  ['$T $X = $Y;', method('String a = "b"; int c; d = 1;'), ['String a = "b";']],
  ['String $X = $Y;', method('String a = "b"; int c = 1;'), ['String a = "b";']],
  ['$X = $Y', method('String a = "b"; c = 1; d += 2;'), ['a = "b"', 'c = 1']],
  ['$X = foo(...);', method('String a = foo(1); b = foo(2);'), ['String a = foo(1);', 'b = foo(2);']],
  ['"..."', method('x("a" + b);'), ['"a"']],
  ['"..." + $X', method('x("a" + b);'), ['"a" + b']],
  ['foo("$S")', method('foo("abc");'), ['foo("abc")']],
  ['foo("=~/^a/")', method('foo("abc"); foo("xyz");'), ['foo("abc")']],
  ['MessageDigest.getInstance("MD5")', 'class A { private static final String ALG = "MD5"; void m() { MessageDigest.getInstance(ALG); } }', ['MessageDigest.getInstance(ALG)']],
  ['$R $M(...) { ... }', 'class A { public static void m(int a) throws E { b(); } }', ['public static void m(int a) throws E { b(); }']],
  ['public $R $M(...) { ... }', 'class A { public void m() { } private void n() { } }', ['public void m() { }']],
  ['$R $M(..., HttpServletRequest $X, ...) { ... }', 'class A { void m(int a, HttpServletRequest r) { } void n(int b) { } }', ['void m(int a, HttpServletRequest r) { }']],
  ['$R $M(@RequestParam $T $X, ...) { ... }', 'class A { void m(@RequestParam("q") String q) { } void n(String q) { } }', ['void m(@RequestParam("q") String q) { }']],
  ['@RequestMapping(...)\n$R $M(...) { ... }', 'class A { @Override @RequestMapping("/") void m() { } void n() { } }', ['@Override @RequestMapping("/") void m() { }']],
  ['class $C { ... }', 'public class A extends B implements D { int x; }', ['public class A extends B implements D { int x; }']],
  ['class $C extends $P { ... }', 'class A extends B { } class D { }', ['class A extends B { }']],
  ['class $C { ... $R $M(...) { ... foo(...); ... } ... }', 'class A { int x; void m() { foo(); } } class B { }', ['class A { int x; void m() { foo(); } }']],
  ['try { ... } catch ($E $X) { }', method('try { a(); } catch (E e) { } try { b(); } catch (E e) { c(); }'), ['try { a(); } catch (E e) { }']],
  ['catch (Exception $E) { ... }', method('try { a(); } catch (Exception e) { b(); }'), ['catch (Exception e) { b(); }']],
  ['if ($X) { ... }', method('if (a) { b(); } else { c(); }'), ['if (a) { b(); } else { c(); }']],
  ['if ($X) return;', method('if (a) { return; }'), []],
  ['if ($X)', method('if (a) { b(); }'), ['if (a) { b(); }']],
  ['for (...) { ... }', method('for (int i = 0; i < 3; i++) { a(); } for (String s : t) { b(); }'), ['for (int i = 0; i < 3; i++) { a(); }', 'for (String s : t) { b(); }']],
  ['return $X;', method('return a;'), ['return a;']],
  ['throw new $E(...);', method('throw new RuntimeException("a");'), ['throw new RuntimeException("a");']],
  ['$X == $Y', method('if (a == b) { }'), ['a == b']],
  ['$X == "..."', method('if (a == "b") { } if ("c" == d) { }'), ['a == "b"', '"c" == d']],
  ['($T) $X', method('Object a = (String) b;'), ['(String) b']],
  ['(Cipher $C).doFinal(...)', method('Cipher c = x(); c.doFinal(a); d.doFinal(a);'), ['c.doFinal(a)']],
  ['(HttpServletRequest $R).getParameter(...)', 'class A { void m(HttpServletRequest r) { r.getParameter("a"); s.getParameter("b"); } }', ['r.getParameter("a")']],
  ['(java.sql.Statement $S).execute(...)', 'import java.sql.Statement; class A { void m(Statement s) { s.execute(q); } }', ['s.execute(q)']],
  ['a();\n...\nb();', method('a(); x(); if (y) { b(); }'), ['a(); x(); if (y) { b();']],
  ['$X = new Foo();\n...\n$X.bar();', method('Foo f = new Foo(); f.baz(); f.bar();'), ['Foo f = new Foo(); f.baz(); f.bar();']],
  ['$X. ... .build()', method('A.b().c(d).build();'), ['A.b().c(d).build()']],
  ['import java.util.Random;', 'import java.util.Random; class A { }', ['import java.util.Random;']],
  ['foo(<... bar ...>)', method('foo(a(bar)); foo(b);'), ['foo(a(bar))']],
  ['($X) -> $Y', method('f((a) -> b); f(c -> d);'), ['(a) -> b', 'c -> d']],
  ['new Foo() { ... }', method('new Foo() { void m() { } }; new Foo();'), ['new Foo() { void m() { } }']],
  ['@CrossOrigin(..., origins = "*", ...)', '@CrossOrigin(value = 1, origins = "*") class A { }', ['@CrossOrigin(value = 1, origins = "*")']],
  ['$X.equals($Y)', 'class A { boolean m( { a.equals(b); } ', ['a.equals(b)']],
];

test.each(rows)('%s in %s', (pattern, code, expected) => {
  expect(found('java', pattern, code)).toEqual(expected);
});
