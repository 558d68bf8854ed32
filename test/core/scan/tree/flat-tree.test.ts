import fs from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FlatTree } from '../../../../core/scan/tree/flat-tree.ts';
import { type AssetGrammarName, type Grammars, grammarNames, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';

const samples: Record<AssetGrammarName, string> = {
  javascript: 'class A extends B { #x = 1; get y() { return `é${this.#x}😀`; } } // note\nf(a, ...b)?.c;',
  typescript: 'export const f = <T,>(a: T, { b = 1, ...c }: { b?: number }): a is string => a as unknown as string;\nfunction broken( { ',
  tsx: 'const x = <A b={1} {...c}>text <B/> {d}</A>;',
  python: 'from a import b as c\n@d(1)\nasync def f(x, *y, z: int = 3, **k):\n  # é\n  return f"{x!r} 😀" if y else [i for i in z]\n',
  java: 'package a.b; import c.*; @A(x=1) record R(int a) { void f() throws E { try (var x = g()) { } catch (A | B e) { } } }',
  go: 'package m\nimport x "y"\nfunc (s *S) F(a, b int, c ...string) (int, error) { go func() {}(); return <-ch, nil }',
  c: '#include <a.h>\n#define X(y) y\nstatic int f(char *a[], struct s b) { for (;;) { *a = (char)b->c; } }',
  yaml: 'a: &x [1, "two", \'three\']\nb:\n  - c: *x\n    d: |\n      text\n',
  ruby: 'class A < B::C\n  def f(x, *y, z: 3)\n    @a ||= x&.b("é#{y}😀") { |k| k + 1 }\n  end\nend\nputs <<~E\n  hi #{x}\nE\n',
  rust: 'use a::{b, c as d};\n#[e] pub fn f<T>(x: &str, mut y: i32) -> Result<T, E> { let z = |q| q + 1; match x { Some(n) if n > 1 => { n } _ => println!("é😀") } }',
  bash: 'f() { echo "é😀 $x ${y:-z}" `ls` | grep a > b; }\nif [[ -f $x ]]; then a=$(b); fi\ncat <<E\nhi $x\nE\n',
  lua: 'local function f(a, ...) return t.a.b .. "é😀" end\nfor k, v in pairs(t) do o:m(k, { a = 1 }) end',
  solidity:
    'pragma solidity ^0.8.0; contract A is B { event E(uint a); function f(uint a) public returns (uint) { (bool ok, ) = b.call{value: a}("é"); if (ok) { return a; } } }',
  php: '<a>\n<?php namespace A;\n#[B] final class C extends D { const E = 1; function f(int $a = 2): ?G { return $this->a["b"] . "é{$x[1]}😀"; } } ?>\n</a>',
  json: '{"a": [1, true, null, "é😀"], "b": {}}',
  hcl: 'resource "a" "b" {\n  c = [1, "é${var.d}", local.e[0]]\n  f { g = { h = "😀" } }\n}\n',
  html: '<!doctype html><p class="é">a &amp; b<br><script>let x = "</p>";</script>',
  css: 'a > b.c:hover { color: #fff; --é: url("x"); } @media (max-width: 1px) { d { e: 1px solid } }',
  toml: 'a = "é"\n[b.c]\nd = [1, 2.5, true]\n[[e]]\nf = { g = 1979-05-27 }\n',
  c_sharp: 'namespace N; class A<T> : B { [X] int F(string a) { foreach (var x in y) { if (x is string s) return $"é{s}😀".Length; } } }',
  kotlin: 'package a\nclass A<T> : B() { fun f(a: Int, vararg b: String) { for (x in b) { println(x) } } }',
  cpp: '#include <a>\nnamespace n { template <class T> class A : public B { int f(T &x) const { return x->y::z; } }; }',
  scala: 'package a\nobject A extends B { def f[T](x: Int) = x match { case 1 => s"é$x😀"; case _ => "" } }',
  swift: 'import A\nclass B: C { func f(_ x: Int, y: [String]) -> Int { for z in y { print("é\\(z)😀") }; return 1 } }',
};

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

describe('the flat tree equals the tree that the cursor API walks', () => {
  for (const name of grammarNames) {
    it(`in ${name}`, () => {
      const wasm = brotliDecompressSync(fs.readFileSync(path.resolve(`assets/grammars/${name}.wasm.br`)));
      const parser = new Parser();
      parser.setLanguage(Language.loadSync(new WebAssembly.Module(new Uint8Array(wasm))));
      const native = parser.parse(samples[name]);
      if (native === null) throw new Error('no tree');
      const grammar = grammars.native(name);
      const flat = grammar.parse(samples[name]);
      if (flat === undefined) throw new Error('no flat tree');
      expect(describeFlat(flat, grammar.kinds)).toEqual(describeCursor(native.walk()));
      expect(flat.hasError).toBe(native.rootNode.hasError);
    });
  }
});

it('an edited tree equals a tree parsed anew', () => {
  const grammar = grammars.get('typescript');
  const before = 'const a = 1;\nfunction f() { return a; }\n';
  const after = 'const a = 1;\nfunction f() { return a + 2; }\n';
  const open = grammar.open(before);
  const at = { line: 1, column: 23 };
  const changed = open?.update([{ start: 36, oldEnd: 36, newEnd: 40, startPosition: at, oldEndPosition: at, newEndPosition: { line: 1, column: 27 } }], after);
  const fresh = grammar.parse(after);
  if (changed === undefined || fresh === undefined) throw new Error('no tree');
  expect(describeFlat(changed, grammar.kinds)).toEqual(describeFlat(fresh, grammar.kinds));
  open?.close();
});

function describeFlat(tree: FlatTree, kinds: readonly string[]): string[] {
  const rows: string[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    const kind = tree.kind[node] === 65535 ? 'ERROR' : kinds[tree.kind[node] ?? 0];
    rows.push(
      `${depthOf(tree, node)} ${kind} ${tree.start[node]}-${tree.end[node]} f${tree.field[node]} n${(tree.flags[node] ?? 0) & 1} skip${tree.skip[node]}`,
    );
  }
  return rows;
}

function depthOf(tree: FlatTree, node: number): number {
  let depth = 0;
  for (let up = tree.parent[node] ?? -1; up >= 0; up = tree.parent[up] ?? -1) depth += 1;
  return depth;
}

function describeCursor(cursor: TreeCursor): string[] {
  const rows: string[] = [];
  let count = 0;
  const visit = (depth: number): void => {
    const row = rows.length;
    rows.push('');
    count += 1;
    const head = `${depth} ${cursor.nodeType} ${cursor.startIndex}-${cursor.endIndex} f${cursor.currentFieldId} n${cursor.nodeIsNamed ? 1 : 0}`;
    if (cursor.gotoFirstChild()) {
      do visit(depth + 1);
      while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    rows[row] = `${head} skip${count}`;
  };
  visit(0);
  cursor.delete();
  return rows;
}
