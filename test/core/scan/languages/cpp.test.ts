import { describe, expect, test } from 'vitest';
import { languageOf } from '../../../../core/scan/languages/index.ts';
import { found } from '../pattern/support.ts';

const method = (body: string) => `void m() { ${body} }`;

describe('patterns in C++', () => {
  test.each([
    ['strcpy($X, ...)', method('strcpy(a, b); x.strcpy(c);'), ['strcpy(a, b)']],
    ['$O.foo(...)', method('foo(a); x.foo(b);'), ['x.foo(b)']],
    ['std::system(...)', method('std::system(a); other::system(b);'), ['std::system(a)']],
    ['new $T(...)', method('auto a = new Foo(1);'), ['new Foo(1)']],
    ['$X = foo(...);', method('auto a = foo(1); std::string b = foo(2); c = foo(3);'), ['auto a = foo(1);', 'std::string b = foo(2);', 'c = foo(3);']],
    ['foo("...")', method('foo("a"); foo(x); foo(R"(b)");'), ['foo("a")', 'foo(R"(b)")']],
    ['class $C { ... };', 'class A : public B { int x; };', ['class A : public B { int x; }']],
    [
      '$T $F(..., std::string $X, ...) { ... }',
      'int a(int b, std::string c) { return 1; }\nint d(int e) { return 2; }',
      ['int a(int b, std::string c) { return 1; }'],
    ],
    ['if ($X) { ... }', method('if (a) { b(); } else { c(); }'), ['if (a) { b(); } else { c(); }']],
    ['try { ... } catch (...) { ... }', method('try { a(); } catch (...) { b(); }'), ['try { a(); } catch (...) { b(); }']],
    ['$A == $A', method('auto x = b == b; auto y = b == c;'), ['b == b']],
    ['delete $X;', method('delete a; free(b);'), ['delete a;']],
    ['for (auto $X : $Y) { ... }', method('for (auto a : b) { c(); }'), ['for (auto a : b) { c(); }']],
    ['$F = fopen(...);\n...\nfclose($F);', method('f = fopen(a); x(); fclose(f);'), ['f = fopen(a); x(); fclose(f);']],
  ] as const)('%s in %s', (pattern, code, expected) => {
    expect(found('cpp', pattern, code)).toEqual(expected);
  });

  test('files of C++ are told from those of C by their names', () => {
    expect(['a.cpp', 'a.cc', 'a.hpp', 'a.c', 'a.h'].map((path) => languageOf({ path })?.id)).toEqual(['cpp', 'cpp', 'cpp', 'c', 'c']);
  });
});
