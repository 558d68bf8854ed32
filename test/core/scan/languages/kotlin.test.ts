import { describe, expect, test } from 'vitest';
import { bound, found } from '../pattern/support.ts';

const method = (body: string) => `class A {\n fun m() {\n${body}\n }\n}`;

describe('patterns in Kotlin', () => {
  test.each([
    ['foo($X)', method('foo(a)\nx.foo(b)\nfoo()'), ['foo(a)']],
    ['$O.foo(...)', method('foo(a)\nx.foo(b)\ny?.foo(c)'), ['x.foo(b)', 'y?.foo(c)']],
    ['!$X.ok()', method('if (!a.ok()) b()'), ['!a.ok()']],
    ['foo(..., b = $X, ...)', method('foo(1, b = 2)\nfoo(b = 3, a = 1)\nfoo(2)'), ['foo(1, b = 2)', 'foo(b = 3, a = 1)']],
    ['$X.map { ... }', method('a.map { it.b }\na.map(c)'), ['a.map { it.b }']],
    ['javax.crypto.Cipher.getInstance(...)', `import javax.crypto.Cipher\n${method('Cipher.getInstance(x)')}`, ['Cipher.getInstance(x)']],
    ['javax.crypto.Cipher.getInstance(...)', `import javax.crypto.*\n${method('Cipher.getInstance(x)')}`, ['Cipher.getInstance(x)']],
    ['javax.crypto.Cipher.getInstance(...)', `import javax.crypto.Cipher as C\n${method('C.getInstance(x)')}`, ['C.getInstance(x)']],
    ['javax.crypto.Cipher.getInstance(...)', `import other.Cipher\n${method('Cipher.getInstance(x)')}`, []],
    ['$X = foo(...)', method('val a = foo(1)\nvar b: String = foo(2)\nc = foo(3)'), ['val a = foo(1)', 'var b: String = foo(2)', 'c = foo(3)']],
    ['val $X: String = $Y', method('val a: String = b\nval c = d'), ['val a: String = b']],
    ['foo("...")', method('foo("a")\nfoo(x)\nfoo("""b""")'), ['foo("a")', 'foo("""b""")']],
    ['"...$X..."', method('foo("a")'), []],
    ['foo("a ${$X}")', method('foo("a $b")\nfoo("a ${c}")'), ['foo("a $b")', 'foo("a ${c}")']],
    ['foo("a")', 'class A {\n val k = "a"\n fun m() { foo(k)\n foo(l) }\n}', ['foo(k)']],
    ['foo("=~/^a/")', method('foo("abc")\nfoo("xyz")'), ['foo("abc")']],
    ['fun $F(..., $X: String, ...) { ... }', 'fun a(b: Int, c: String = "d"): Int { e() }\nfun f(g: Int) { }', ['fun a(b: Int, c: String = "d"): Int { e() }']],
    ['@Get\nfun $F(...) { ... }', 'class A {\n @Get @Other fun a() { b() }\n fun c() { }\n}', ['@Get @Other fun a() { b() }']],
    ['class $C : $B { ... }', 'open class A(val x: Int) : D(x), B { val y = 1 }\nclass E { }', ['open class A(val x: Int) : D(x), B { val y = 1 }']],
    ['if ($X) { ... }', method('if (a) { b() } else { c() }'), ['if (a) { b() } else { c() }']],
    ['try { ... } catch ($E: Exception) { ... }', method('try { a() } catch (e: Exception) { b() }'), ['try { a() } catch (e: Exception) { b() }']],
    ['$A == $A', method('val x = b == b\nval y = b == c'), ['b == b']],
    ['($C : Cipher).update(...)', method('val c: Cipher = f()\nval d = Cipher()\nc.update(a)\nd.update(a)\ne.update(a)'), ['c.update(a)', 'd.update(a)']],
    ['$A.foo()\n...\n$A.bar()', method('x.foo()\ny()\nx.bar()'), ['x.foo()\ny()\nx.bar()']],
    ['foo(true, null)', method('foo(true, null)\nfoo(false, null)'), ['foo(true, null)']],
  ] as const)('%s in %s', (pattern, code, expected) => {
    expect(found('kotlin', pattern, code)).toEqual(expected);
  });

  test('a metavariable is bound to the argument, not to its wrapper', () => {
    expect(bound('kotlin', 'foo($X, ...)', method('foo((a), 1)'), '$X')).toEqual(['a']);
  });

  test('a name in a string is bound like an expression in braces', () => {
    expect(bound('kotlin', 'foo("a ${$X}")', method('foo("a $b")'), '$X')).toEqual(['b']);
  });
});
