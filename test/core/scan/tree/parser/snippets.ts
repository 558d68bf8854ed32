import type { AssetGrammarName } from '../../../../../core/scan/tree/grammar.ts';

const script = `#!/usr/bin/env node
'use strict'
import d, { a as b, default as e } from './x.js'; import * as ns from "y"; export * from 'z'
export default class A extends (mixin(B)) { static #count = 0; static { init() } get x() { return this.#y ?? null } set x(v) { this.#y = v }
  async *gen([a, ...rest], { b = 1, ...others } = {}) { for await (const x of a) yield* x; yield }
  'quoted'() {} 12() {} [computed]() {} }
label: for (let i = 0, j = 10; i < j; i++, --j) { if (i % 2) continue label; else break }
const re = /ab+[/]c/gi, t = \`a\${b}\${\`nested \${c}\`} \\\` d\`, tag = html\`<p>\${x}</p>\`
let f = async x => await x, g = (a, b) => ({ a, b }), h = function* named() {}, n = 0x1fn + 1e3 - .5
a = b
++c
d = e ? f : g ? h : i, (j)
var o = { a, 'b': 1, [c]: 2, d() {}, get e() { return 1 }, async f() {}, ...rest, async, get, of }
x?.y?.[z]?.(w); new Foo; new a.b.C(1, ...args); delete x.y, void 0, typeof z in w instanceof v
try { throw new Error("x") } catch { } finally { }
switch (a) { case 1: case 2: b(); break; default: c() }
do x--; while (x > 0) while (1) ; with (o) p
a ||= b &&= c ??= d **= 2; a = b < c > d, e >>> 1, !(-f ** 2), async (x) => { await x }
if (a) /re/.test(b); a
/b/g
<!-- html comment
;[1,,2,].map(String)
// é 😀 \u2028 end`;

/** Own text for each proven grammar that goes through as many of its rules as fit on a page. */
export const snippets: Partial<Record<AssetGrammarName, readonly string[]>> = {
  javascript: [script, 'const el = <A.B c="d" {...e} f={<g:h/>}>text &amp; {i /* j */}{...k}<></></A.B>;\n', '', '\ufefflet x = 1\n', '// only a comment', '\n\n'],
  typescript: [
    script.replace('<!-- html comment\n', ''),
    `declare module "m" { export = x; export as namespace Y; import z = require("z"); namespace N.M { const enum E { A = 1, B, "C" } } }
abstract class C<in out T extends object = {}, const K = keyof T> extends D<T>.E implements I, J<K> {
  constructor(private readonly a?: string, public b = 1) { super() } declare x: number; readonly [key: string]: unknown; abstract m<U>(this: C<T>, u: U): asserts u is U;
  static override async *#p?(): AsyncGenerator<[a: string, b?: number, ...rest: T[]]> { } accessor y = 1; @dec() prop!: Map<string, Set<number>> }
type F<T> = T extends (infer U extends string)[] ? { readonly [P in keyof T as \`get\${Capitalize<P>}\`]-?: T[P] } : new (...a: any[]) => typeof import("x");
interface O { (a: number): void; new (b: string): O; method?(): void; get z(): 1; set z(v) }
const v = <T,>(a: T, b?: unique symbol): a is NonNullable<T> => a as const satisfies T; let u = f<string>(x)<number>, w = a < b, c > d, y = x!.z!;
function over(a: 1): 2; function over(a: any) { return a } export type { A, B as C } from './t'; import type D, { type E } from "e";
enum Color { Red = 1 << 2, Green = "g".length } for (const k in o as any) ; let g = !this.get<boolean>(1), q = a < (b >> 1), t: [x?: 1] | -1 | \`a\${string}b\` = null!
@A @B({ x: 1 }) export class Z { @C() m(@D() p: string) { } } function assertIsString(val: any): asserts val is string {} let fn: typeof x.y<string>; type G = A[B]["c"][];
`,
  ],
  tsx: ['const a = <T,>(x: T) => <Foo<string> bar={x as any} {...y}>{x} text {/* c */}<b.c/>{`t${1}`}</Foo>;\nlet x = a < b && c > (d), g = !this.get<boolean>(1);\n'],
  python: [
    `#!/usr/bin/python
"""doc""" ; import a.b as c, d; from ..e import (f as g, h,); from . import *
@dec(1, *a, **k)
class A(B, metaclass=M, *x):
    x: int = 1; y: "str"
    async def f(self, a, /, b: int = 2, *args: str, c, d=4, **kw) -> None:
\t    async with a as b, c() as (d, e): await x
\t    async for i, *j in k: pass
\t    else: yield
        # comment with less indent
    def g(): return lambda x, *y, z=1, **k: (x, *y)
if a and not b or c in d not in e is not f: pass
elif (n := 10) > 5 != 6 <= 7: x = y = z
else:
    try: raise X from y
    except (A, B) as e: ...
    except* C: pass
    else: del a[1:2, ::3], b.c
    finally: assert x, "m"
while True:

    break
for x in 1, *y: continue
print >>f, "x"; exec "y" in z
s = f'{x!r:>{w}} {{}} {y=}' rb"\\x00" '''a
b''' u"\\N{DASH}" 1_0.5e-3j + 0xFFl @ b // c ** -d if e else ~f
l = [a for a in b if c for d in e]; g = (x async for x in y); d = {**a, 'b': 1, **{c: d for c in e}}; s2 = {1, *t}
f(k, *m.pos, **n)
global q, w
match x:
    case [1, "a", *rest] | {"k": v, **r} if v: pass
    case A(b=1, c=None) as z: pass
    case -1 | 2+3j | a.b: pass
    case _: pass
type T[K: int, *V, **P] = list[K]
def gen[T](x: T) -> T: return x
x = a if b else\\
  c
if 1:
  if 2:
    y`,
    'def f():\n\tif x:\n\t\tpass\n# é 😀\n',
    '',
    'x = (1,\n# c\n2)\n\n\n',
  ],
  java: [
    `@A(x = {1, 2}, y = @B) package a.b; import static c.D.*; import e.F;
module m.n { requires transitive x; exports y to z; provides P with Q; }
public sealed abstract class C<T extends A & B, U> extends D<? super T> implements I, J permits K, L { static { x(); } { y(); } int a[] = {1, 2}, b = 0x1F_L;
  @Override public <V> C(final int... a) throws E, F { this(1); super.<V>m(); } native int f() []; abstract void g(C<T> this);
  record R<T>(@N int a, String... b) implements S { R { assert a > 0 : "m"; } } enum E { A(1) { void f() {} }, B, ; int x; } @interface An { int v() default 1; }
  void m() { lbl: for (int i = 0, j = 1; i < j; i++, --j) { continue lbl; } for (var x : xs) break; do ; while (true); var y = (A & B) z; int[][] q = new int[1][]; a = b ? c : d -> e;
    switch (o) { case A a when a.x > 1 -> { yield 1; } case R(int p, var q2), null -> throw new X(); default -> f(); } int r = switch (x) { case 1: case 2: yield 3; default: yield 4; };
    try (var s = new S(); t) { } catch (A | B e) { } finally { } synchronized (this) { } if (o instanceof final String s2 && s2.length() > 1) ; else return;
    Runnable f = () -> {}, g = C::new, h = a.b.C[]::new; int i = (int) -1 + ~2 >>> 3; String tb = """
      text "block" \\
      """; a < b > c; List<String>[] l; x = a.<T>b().new Inner() { int z; }; (a) -> b; f((x) + 1, (T) y); char c = '\\u0041'; } }
interface I { default void f() { } private static int g() { return 1; } }
`,
  ],
  go: [
    `// Package m
package m
import ( . "a"; _ "b"; c "d/e" )
const ( A = iota; B; C, D = 1 << iota, "x" ) ; var x, y int = 1, 2
type T[K comparable, V ~int | ~string] struct { a, b K \`json:"a"\`; *Embedded; pkg.Other; M map[K][]V; f func(int, ...string) (a, b error) }
type I interface { M(int) string; ~int | string; error } ; type Al = T[int, string]
func (t *T[K, V]) F(a, b int, c ...string) (n int, err error) { defer func() { recover() }(); go f(); L: for i, v := range x { if v, ok := m[i]; ok { continue L } else if a { goto L } else { break } }
  switch x := y.(type) { case int, *T: fallthrough; default: return } ; switch { case a > b && !c: } ; select { case v := <-ch: case ch <- 1: default: }
  for ; i < 10; i++ { } ; for range 10 { } ; for { } ; a, b = b, a; x &^= y | 1<<2; p := &T[int]{a: 1, b: []int{1, 2: 3}}; q := [...]string{"a"}; s := x[1:2:3]; var ch chan<- int = make(<-chan int)
  z := 'a' + '\\n' + 0x1p-2 + 1i + \`raw
string\`; if (T{}) == t { }; f(a.(string), b...) ; return *p, nil }
func G[T any](x T) T { return x }
func main() { if x == (struct{}{}) {} ; _ = func(a int) int { return a }(1) ; a[i]++ ; var f Foo[Bar, Baz] ; g[int](1) }
`,
  ],
  c: [
    `#include <a.h>
#include "b.h"
#define F(x, ...) do { g(x, ##__VA_ARGS__); } while (0)
#if defined(A) && B > 1
#  define C 1 /* c */ \\
     + 2
#elif 0
#else
#endif
typedef struct s { int a : 3, *b; union { float f; struct { char c[2]; }; } u; } S, *SP; enum e { A = 1, B, }; extern "C" { }
static inline const unsigned long long *const f(int (*cb)(void *, ...), char *argv[static 2], struct s b) __attribute__((noreturn));
int main(void) { for (int i = 0, j; i < 10; i++, j--) { if (a) continue; else goto end; } a * b; (a)(b); (S){ .a = 1, [2] = 3 }; x = sizeof(int) + sizeof y; T * t = (T *) p; foo(bar * baz);
  switch (c) { case 'a' ... 'z': case L'\\0': break; default: ; } do { *p++ = (char) b->c.d[1]; } while (!x && ~y || z); end: return a ? b : c, d; unsigned x = 0xFFu << 2 | 1.5e3f; const char *s = "a" "b\\n" u8"c"; }
int (*fp[3])(int) = { 0 }; int k(a, b) int a; char b; { return a; } _Static_assert(1, "m"); int arr[] = {1, 2,}; char *p = &(*q), c2 = *(r + 1); void h(int, ...);
#ifdef X
int y;
#endif
#pragma once
`,
  ],
  json: ['{"a": [1, -2.5e+3, true, false, null, "é😀\\n\\u0041", {}, []], "b": {"c": ""}}', '[]', ' 1 ', '// c\n{"a": 1}'],
};
