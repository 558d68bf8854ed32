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
export const snippets: Readonly<Record<string, readonly string[]>> = {
  javascript: [
    script,
    'const el = <A.B c="d" {...e} f={<g:h/>}>text &amp; {i /* j */}{...k}<></></A.B>;\n',
    '',
    '\ufefflet x = 1\n',
    '// only a comment',
    '\n\n',
  ],
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
  tsx: [
    'const a = <T,>(x: T) => <Foo<string> bar={x as any} {...y}>{x} text {/* c */}<b.c/>{`t${1}`}</Foo>;\nlet x = a < b && c > (d), g = !this.get<boolean>(1);\n',
  ],
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
  php: [
    '<html><?php namespace A\\B; use C\\{D, E as F}; #[Attr(1)] abstract class G extends H implements I { use T; const X = 1; private ?int $a = null; public function __construct(private readonly string|int $b, ...$c) { parent::f($this->a?->b, self::X); } } $x = <<<EOT\ntext {$a["b"]} $c->d\nEOT;\nfn($x) => match(true) { $x > 1, 2 => "a$b", default => throw new E }; foreach ($a as $k => &$v): echo $v; endforeach; if ($a <=> $b) { } elseif ($c ?? $d) ?> <b><?= $x ?></b>\n',
  ],
  c_sharp: [
    'using System; using static A.B; namespace N.M; [Attr(1)] public sealed record R<T>(int A, string? B = null) : Base(A), I where T : class, new() { public int P { get; init; } = 1; public static R operator +(R a, R b) => a with { A = 1 }; async Task F(ref int x, params int[] y) { await foreach (var (a, b) in z) { lock (this) { } } var q = from x in xs where x > 1 orderby x.Y descending select new { x }; var s = $"a{b:N2}" + @"c""d" + x switch { > 1 and < 5 => 1, { P: 2 } p => 2, _ => throw new E() }; if (o is not string { Length: > 0 } t) return; unsafe { int* p = &x; } } event Action E; delegate void D<in T>(T x); }\n',
  ],
  kotlin: [
    'package a.b\nimport c.*\n@A(1) sealed class C<out T : Any>(val x: Int = 1, private var y: String?) : D(), I by z { companion object { const val K = "a$b ${c.d}" } init { } override suspend fun <R> f(vararg x: Int, g: (Int) -> R): R? where R : Any = when (x) { is Int, in 1..2 -> null; else -> throw E() } }\nfun main() { val (a, b) = c ?: return; list.map { it + 1 }.filter { x -> x > 1 }; for (i in 0 until 10 step 2) a?.b!!.c; try { } catch (e: E) { } finally { } ; x as? Y; label@ while (true) break@label }\n',
  ],
  cpp: [
    '#include <a>\nnamespace a::b { template <typename T, int N = 1, class... U> requires C<T> class X final : public Y<T>, private virtual Z { public: explicit X(int a) noexcept : b{a}, c(1) {} virtual ~X() = default; auto operator<=>(const X&) const = delete; template<> friend void f(); constexpr static inline int k = 1; using V = T::type; }; }\nint main() { auto l = [&, x = 1]<class T>(T&& a) mutable -> int { return std::forward<T>(a); }; for (auto& [k, v] : m) { if (int x = f(); x > 1) co_return; } a < b > (c); std::vector<std::map<int, int>> v; x = static_cast<T*>(y); new (p) T[1]{}; try { throw 1; } catch (...) { } auto s = R"x(raw)x"; }\nenum class E : int { A }; extern "C" { void g(); } concept D = requires(T t) { { t.f() } -> E; };\n',
  ],
  scala: [
    'package a.b\nimport c.{D, E => F, _}\nsealed abstract class X[+T <: A, B](val x: Int, y: => String = "s") extends Y(x) with Z { self => lazy val k = s"a$b ${c}"; def f[A: Ord](a: A*)(implicit b: B): Int = a match { case X(1, _*) if b => 1; case y @ (_: Int | _: Long) => 2; case a :: Nil => 3 } }\nobject M extends App { for { x <- xs; if x > 1; y = x } yield x + y; val g: Int => Int = _ + 1; try f() catch { case e: E => () } finally {} }\n',
  ],
  swift: [
    'import A\n@available(iOS 13, *) public final class C<T: P>: D where T.E == Int { @State private var x: Int? = 1 { didSet { } }; let y = "a\\(b) c"; init?(_ a: Int..., b: inout [String: Int]) throws { guard let x = a.first, x > 1 else { return nil } } func f() async throws -> some View { try await g { $0 + 1 } } subscript(i: Int) -> Int { get { 1 } set { } } }\nenum E: String { case a = "x", b; indirect case c(Int) }\nswitch x { case .a where y: break; case let .c(v), 1...2: fallthrough; default: () }\nextension A: B { static func + (l: A, r: A) -> A { l } }\n#if DEBUG\nlet z = x as? Int ?? y!.w\n#endif\n',
  ],
  bash: [
    '#!/bin/bash\nset -e; x=1 y="a $b ${c:-d} $(e f)" z=\'q\'; arr=(1 2 "$@"); export A=b\nf() { local a=$1; return 0; }\nif [[ $a == b* && -f "$c" ]] || ! (( x > 1 )); then echo "hi" >&2 | grep -v x; elif test 1; then :; else for i in {1..3} $(ls); do case "$i" in a|b) continue;; *) break;; esac; done; fi\nwhile read -r l; do echo ${l//a/b} ${#arr[@]}; done < <(cat f) 2>&1 &\ncat <<EOF\ntext $x\nEOF\n',
  ],
  lua: [
    'local t = { 1, 2, k = "v" }\nlocal a, b = t[1], #t\nwhile a < b do a = a + 1 end\nrepeat b = b - 1 until b == 0\nreturn a .. b, not b\n',
    'foo(1, 2)\nbar "x"\no:m(1)\nx = f(g(h()))\ny = -x + 2 * 3\nz = a and b or c\n',
    'local a, b <const> = 1, "x" .. [[long]]\nfunction m.f:g(x, ...) local t = { 1, a = 2, ["b"] = 3; f = function() return ... end } if x ~= nil and not y then return #t elseif z then goto done else for i = 1, 10, 2 do break end end for k, v in pairs(t) do while true do end end repeat until x ::done:: end -- c\n--[[ long\ncomment ]] print "x" { y }\n',
  ],
  solidity: [
    '// SPDX\npragma solidity ^0.8.0; import {A as B} from "./a.sol"; abstract contract C is D(1), E { using L for uint256; mapping(address => uint) public m; event Ev(address indexed a); error Er(uint x); modifier only() { require(msg.sender == o, "no"); _; } constructor() payable {} function f(uint[] calldata a) external view virtual override only returns (uint r) { unchecked { r += a[0] ** 2; } assembly { let x := mload(0x40) } (bool ok, ) = t.call{value: 1}(""); emit Ev(t); if (!ok) revert Er(1); } receive() external payable {} }\n',
  ],
  ruby: [
    'require "a"\nmodule M; class A < B::C; attr_reader :x; CONST = %w[a b].freeze; def self.f(a, b = 1, *c, d:, e: 2, **g, &h) = a + b\n  def m?; @x ||= yield(1) { |x, (y, z)| x }; rescue E, F => e; retry; else; 1; ensure; 2; end\nprivate; end; end\nputs "a#{b} c", \'d\', :"e", /re#{x}/i, `ls`, <<~EOS, ?a\n  text #{x}\nEOS\ncase x when 1, Integer then a if b unless c; in {a: [1, *]} then d; else e end\n[1, 2].map(&:to_s).each do |i| next if i; end\na&.b; h = { a: 1, "b" => 2, c: }; x = y ? z : ->(q) { q }; while a do break end; def x.y=(v); end\n__END__\ndata\n',
  ],
  rust: [
    "#![allow(x)]\nuse a::{b::*, c as d}; mod e; #[derive(Debug)] pub struct S<'a, T: Tr + ?Sized = u8, const N: usize>(&'a mut T) where T: 'a; enum E { A = 1, B { x: u8 }, C(i32) }\nimpl<T> Tr for S<'_, T> { type O = Vec<Option<T>>; const K: u8 = b'a'; async unsafe fn f<F>(&mut self, g: F) -> Result<(), Box<dyn Er>> where F: FnOnce(u8) -> bool { let Some(x @ 1..=5) = y else { return Ok(()) }; match z { E::B { x, .. } if x > 1 => x?, _ | (1, _) => loop { break 'l 1 } }; for i in 0..10 { } |a, b| -> u8 { a as u8 }; r#\"raw\"#; println!(\"{}\", x); macro_rules! m { ($x:expr) => { $x * 2 }; } Ok(()) } }\n// c /* d */\nfn main() { let a = if x { 1 } else { 2 }; a.b::<u8>().await; &*p; x = y << 2; }\n",
  ],
  html: [
    '<!DOCTYPE html>\n<html lang="en"><head><title>a &amp; b</title><script>let x = "</p>" < 1;</script><style>a { b: c }</style><!-- c --></head><body class=x data-y=\'z\' disabled><p>one<p>two<br/><img src="a"><ul><li>a<li>b</ul><custom-el></custom-el></body></html>\n',
  ],
  css: [
    '@charset "utf-8"; @import url("a.css") screen; :root { --x: 1px; } a:hover > b.c#d[e="f"]::before, * + g ~ h { color: #fff; margin: -1px auto calc(100% - var(--x)); background: url(a.png) no-repeat !important } @media (min-width: 1px) and (max-width: 2px) { a { b: c } } @keyframes k { from { a: b } 50% { c: d } } /* c */ @supports not (d: e) { f { g: h } }\n',
  ],
  toml: ['# c\na = 1\n"b c".d = [1, 2.5e3, true, 1979-05-27T07:32:00Z, """x\ny""", \'lit\']\n[t.u]\nv = { w = "x", y.z = 0xff }\n[[arr]]\nk = \'\'\'r\'\'\'\n'],
  hcl: [
    '# c\nresource "a" "b" {\n  c = "d ${var.e} %{ if x }y%{ endif }"\n  f = [for x in y : upper(x) if x != ""]\n  g = { a = 1, "b" : 2 }\n  dynamic "h" { for_each = z[*].id\n    content { i = a ? b : c } }\n  j = <<-EOT\n    text ${k}\n  EOT\n  l = m.n[0].o * -1 >= 2 && !p\n}\nx = 1\n',
  ],
  yaml: [
    '%YAML 1.2\n---\na: &x [1, "two", \'three\', {b: c}]\nd:\n  - e: *x\n    f: |\n      text\n       more\n    g: >-\n      folded\n  - ? complex\n    : value\n  - !!str tagged\n"q": # c\n  plain text\n  continues\n...\n---\nsecond\n',
  ],
};
