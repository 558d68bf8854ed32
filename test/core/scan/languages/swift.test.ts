import { describe, expect, test } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { bound, found } from '../pattern/support.ts';

/** Pattern, code, the texts it matches. */
const rows: readonly (readonly [string, string, readonly string[]])[] = [
  ['$X = foo()', 'let a = foo()\nb = foo()\nvar c = 1, d = foo()', ['a = foo()', 'b = foo()', 'd = foo()']],
  ['if let $X = f() { ... }', 'if let a = f() { g(a) }\nif b { }', ['if let a = f() { g(a) }']],
  ['if ... { ... }', 'if a, let b = c { d() }', ['if a, let b = c { d() }']],
  ['guard let $X = $Y else { ... }', 'guard let a = b() else { return }\nguard c else { return }', ['guard let a = b() else { return }']],
  ['$F($A, key: $B)', 'f(1, key: 2)\nf(1, other: 2)\nf(1)', ['f(1, key: 2)']],
  ['foo(...)', 'foo(1) { a in b(a) }\ntry await foo()', ['foo(1) { a in b(a) }', 'foo()']],
  ['class $C { ... }', 'class A { var x = 1 }\nstruct B { func f() {} }', ['class A { var x = 1 }', 'struct B { func f() {} }']],
  [
    'func $F(...) { ... }',
    'class A { private static func g(_ a: Int = 1, b: String...) throws -> Int { return a } }',
    ['private static func g(_ a: Int = 1, b: String...) throws -> Int { return a }'],
  ],
  ['x["$K"]', 'x["a"]\nx[1]\ny["b"]', ['x["a"]']],
  ['$A.b.c(...)', 'a.b.c(1)\na?.b.c()\na.c()', ['a.b.c(1)', 'a?.b.c()']],
  ['"..."', 'a("x")\nb("""\n y\n """)\nc("\\(d)")', ['"x"', '"""\n y\n """']],
  ['!$X.isEmpty', 'if !a.b.isEmpty { }', ['!a.b.isEmpty']],
  ['.post(...)', 'f(.post("a"))\npost("b")', ['.post("a")']],
  ['$X == nil', 'a == nil\nnil == b\nc == 1', ['a == nil', 'nil == b']],
  ['for $X in $Y { ... }', 'for a in b where a > 1 { c(a) }', ['for a in b where a > 1 { c(a) }']],
  ['do { ... } catch { ... }', 'do { try a() } catch { b() }', ['do { try a() } catch { b() }']],
  ['expect(...)', '#expect(a == b)\n#if DEBUG\nexpect(c)\n#endif', ['expect(a == b)', 'expect(c)']],
];

describe('Swift patterns', () => {
  test.each(rows)('%s', (pattern, code, texts) => expect(found('swift', pattern, code)).toEqual(texts));

  test('typed metavariables know parameters and variables', () => {
    expect(bound('swift', 'f(($X : String))', 'func g(a: String, b: Int) { let c: String = d()\n f(a); f(b); f(c) }', '$X')).toEqual(['a', 'c']);
  });

  test('names of modules may be written or left out', () => {
    expect(found('swift', 'CryptoKit.Insecure.MD5.hash(...)', 'import CryptoKit\nInsecure.MD5.hash(data: a)')).toEqual(['Insecure.MD5.hash(data: a)']);
  });
});

describe('the tree of a Swift text', () => {
  const newer = 'struct A: ~Copyable { nonisolated(unsafe) var a = 1; func f(_ g: sending B) { #expect(a == 1) } }';

  test.each(['parse', 'open'] as const)('has no errors for syntax newer than the grammar, and keeps the text (%s)', async (how) => {
    const grammars: Grammars = await openGrammars(builtAssets);
    const grammar = grammars.get('swift');
    const tree = how === 'parse' ? grammar.parse(newer) : grammar.open(newer)?.current;
    expect({ text: tree?.text, hasError: tree?.hasError }).toEqual({ text: newer, hasError: false });
    expect(grammars.native('swift').parse(newer)?.hasError).toBe(true);
  });
});
