import { describe, expect, test } from 'vitest';
import { bound, found } from '../pattern/support.ts';

const method = (body: string) => `class A { void M() { ${body} } }`;

describe('patterns in C#', () => {
  test.each([
    ['Foo($X)', method('Foo(a); x.Foo(b); Foo();'), ['Foo(a)']],
    ['$O.Foo(...)', method('Foo(a); x.Foo(b);'), ['x.Foo(b)']],
    ['$O.Foo(...)', method('x?.Foo(b); x!.Foo(c);'), ['x?.Foo(b)', 'x!.Foo(c)']],
    ['Foo(..., b: $X, ...)', method('Foo(1, b: 2); Foo(b: 3, a: 1); Foo(2);'), ['Foo(1, b: 2)', 'Foo(b: 3, a: 1)']],
    ['new $T(...)', method('new Foo(1); Bar();'), ['new Foo(1)']],
    ['new SqlCommand(...)', method('var c = new SqlCommand(q) { Timeout = 3 };'), ['new SqlCommand(q) { Timeout = 3 }']],
    ['System.IO.File.Open(...)', `using System.IO; ${method('File.Open(x);')}`, ['File.Open(x)']],
    ['System.IO.File.Open(...)', `using F = System.IO.File; ${method('F.Open(x);')}`, ['F.Open(x)']],
    ['System.IO.File.Open(...)', `using Other; ${method('File.Open(x);')}`, []],
    ['$X = $Y;', method('string a = "b"; int c; d = 1;'), ['string a = "b";', 'd = 1;']],
    ['string $X = $Y;', method('string a = "b"; int c = 1;'), ['string a = "b";']],
    ['Foo("...")', method('Foo("a"); Foo(@"b"); Foo(x);'), ['Foo("a")', 'Foo(@"b")']],
    ['Foo("a")', 'class A { const string K = "a"; void M() { Foo(K); Foo(L); } }', ['Foo(K)']],
    ['$"...{$X}..."', method('Foo($"a {b} c"); Foo("d");'), ['$"a {b} c"']],
    ['Foo("=~/^a/")', method('Foo("abc"); Foo("xyz");'), ['Foo("abc")']],
    [
      '[HttpPost] public $T $M(...) { ... }',
      'class A { [Route("x")] [HttpPost] public int M(int a) { return 1; } public int N() { return 2; } }',
      ['[Route("x")] [HttpPost] public int M(int a) { return 1; }'],
    ],
    ['class $C : Controller { ... }', 'public class A : Controller, I { int x; } class B { }', ['public class A : Controller, I { int x; }']],
    ['if ($X) { $S; }', method('if (a) { B(); } if (c) { D(); E(); }'), ['if (a) { B(); }']],
    ['try { ... } catch (Exception $E) { ... }', method('try { A(); } catch (Exception e) { B(); }'), ['try { A(); } catch (Exception e) { B(); }']],
    ['catch { ... }', method('try { A(); } catch { B(); }'), ['catch { B(); }']],
    ['foreach (var $X in $Y) { ... }', method('foreach (var a in b) { C(); }'), ['foreach (var a in b) { C(); }']],
    ['using (var $X = $Y) { ... }', method('using (var a = B()) { C(); }'), ['using (var a = B()) { C(); }']],
    ['$A == $A', method('var x = b == b; var y = b == c;'), ['b == b']],
    [
      '(SqlCommand $C).CommandText',
      method('SqlCommand c = F(); var d = new SqlCommand(); G(c.CommandText, d.CommandText, e.CommandText);'),
      ['c.CommandText', 'd.CommandText'],
    ],
  ] as const)('%s in %s', (pattern, code, expected) => {
    expect(found('csharp', pattern, code)).toEqual(expected);
  });

  test('statements in sequence', () => {
    expect(found('csharp', '$A.Foo();\n...\n$A.Bar();', method('x.Foo(); y(); x.Bar();'))).toEqual(['x.Foo(); y(); x.Bar();']);
  });

  test('a metavariable is bound to the argument, not to its wrapper', () => {
    expect(bound('csharp', 'Foo($X, ...)', method('Foo((a), 1);'), '$X')).toEqual(['a']);
  });
});
