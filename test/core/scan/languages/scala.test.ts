import { describe, expect, test } from 'vitest';
import { bound, found } from '../pattern/support.ts';

const method = (body: string) => `class A {\n def m() = {\n${body}\n }\n}`;

describe('patterns in Scala', () => {
  test.each([
    ['foo($X)', method('foo(a)\nx.foo(b)\nfoo()'), ['foo(a)']],
    ['$O.foo(...)', method('foo(a)\nx.foo(b)'), ['x.foo(b)']],
    ['foo(..., b = $X, ...)', method('foo(1, b = 2)\nfoo(b = 3, a = 1)\nfoo(2)'), ['foo(1, b = 2)', 'foo(b = 3, a = 1)']],
    ['new $T(...)', method('val a = new Foo(1)'), ['new Foo(1)']],
    ['javax.crypto.Cipher.getInstance(...)', `import javax.crypto.Cipher\n${method('Cipher.getInstance(x)')}`, ['Cipher.getInstance(x)']],
    ['javax.crypto.Cipher.getInstance(...)', `import javax.crypto._\n${method('Cipher.getInstance(x)')}`, ['Cipher.getInstance(x)']],
    ['javax.crypto.Cipher.getInstance(...)', `import javax.crypto.{Cipher => C}\n${method('C.getInstance(x)')}`, ['C.getInstance(x)']],
    ['javax.crypto.Cipher.getInstance(...)', `import other.Cipher\n${method('Cipher.getInstance(x)')}`, []],
    ['$X = foo(...)', method('val a = foo(1)\nvar b: String = foo(2)\nc = foo(3)'), ['val a = foo(1)', 'var b: String = foo(2)', 'c = foo(3)']],
    ['foo("...")', method('foo("a")\nfoo(x)'), ['foo("a")']],
    ['foo("a")', 'class A {\n val k = "a"\n def m() = { foo(k)\n foo(l) }\n}', ['foo(k)']],
    ['foo("=~/^a/")', method('foo("abc")\nfoo("xyz")'), ['foo("abc")']],
    [
      'def $F(..., $X: String, ...) = { ... }',
      'object O {\n def a(b: Int, c: String) = { e() }\n def f(g: Int) = { h() }\n}',
      ['def a(b: Int, c: String) = { e() }'],
    ],
    [
      'class $C extends $B { ... }',
      'class A(x: Int) extends B(x) with C { val y = 1 }\nclass E { val z = 1 }',
      ['class A(x: Int) extends B(x) with C { val y = 1 }'],
    ],
    ['if ($X) { ... }', method('if (a) { b() } else { c() }'), ['if (a) { b() } else { c() }']],
    ['$A == $A', method('val x = b == b\nval y = b == c'), ['b == b']],
    ['($C : Cipher).update(...)', method('val c: Cipher = f()\nc.update(a)\ne.update(a)'), ['c.update(a)']],
    ['$A.foo()\n...\n$A.bar()', method('x.foo()\ny()\nx.bar()'), ['x.foo()\ny()\nx.bar()']],
    [
      'def $F(..., $X: $T, ...) = Act {\n $R: Request[$U] => ...\n}',
      'object O {\n def a(b: Int) = Act { implicit r: Request[Any] =>\n e(b) }\n}',
      ['def a(b: Int) = Act { implicit r: Request[Any] =>\n e(b) }'],
    ],
    ['class $C(..., $X: Db, ...) { ... }', 'class A @Inject()(x: Db) { val y = 1 }', ['class A @Inject()(x: Db) { val y = 1 }']],
    ['def $F(..., $X: Ec, ...) = ...', 'object O {\n def a(b: Int)(implicit c: Ec) = e()\n}', ['def a(b: Int)(implicit c: Ec) = e()']],
    ['class $C { ... }', 'class A { self: B =>\n val y = 1 }', ['class A { self: B =>\n val y = 1 }']],
    ['import a.b', 'import a.b._\nimport a.{b => c, d}\nimport a.d\nimport x.y, a.b.C', ['import a.b._', 'import a.{b => c, d}', 'import x.y, a.b.C']],
    ['import a.$X', 'import a.b.C\nimport b.a\nimport c.d, a.e', ['import a.b.C', 'import c.d, a.e']],
    ['import $A.{ $X => $Y }', 'import p.{a => b, c => d}\nimport p.{a, b}', ['import p.{a => b, c => d}']],
    ['query"..."', method('val a = query"x $y"\nval b = query"z"\nval c = s"x $y"'), ['query"x $y"', 'query"z"']],
    ['sql"x"', method('val a = sql"x"\nval b = sql"x $y"\nval c = s"x"'), ['sql"x"']],
    ['foo("...")', method('foo(s"a $b")\nfoo(s"a")'), ['foo(s"a")']],
    ['foo("=~/^ab$/")', 'class A {\n val k = "b"\n def m() = { foo(s"a$k")\n foo(s"${k}a") }\n}', ['foo(s"a$k")']],
    ['$X.!', method('val a = c.!\nval b = d !\n'), ['c.!', 'd !']],
    [' @$X\nclass $C { ... }', '@A(1)\nclass B { val x = 1 }\n@C class D { val x = 1 }', ['@C class D { val x = 1 }']],
  ] as const)('%s in %s', (pattern, code, expected) => {
    expect(found('scala', pattern, code)).toEqual(expected);
  });

  test('a metavariable is bound to the argument, not to its wrapper', () => {
    expect(bound('scala', 'foo($X, ...)', method('foo((a), 1)'), '$X')).toEqual(['a']);
  });
});
