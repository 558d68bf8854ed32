import type { LanguageId } from '../../../../core/scan/model.ts';

/** A file with one line that a lone pattern finds; `head` and `tail` stand around that line where it cannot stand alone. */
export interface LanguageSample {
  readonly path: string;
  readonly alias: string;
  readonly pattern: string;
  readonly line: string;
  readonly head?: string;
  readonly tail?: string;
  /** What makes most of a file invalid, where a few brackets do not. */
  readonly broken?: string;
}

const call = { pattern: 'bad(...)', line: 'bad(1);' };
const script = { head: '<script>\n', tail: '\n</script>' };

export const languageSamples: Readonly<Record<Exclude<LanguageId, 'generic'>, LanguageSample>> = {
  javascript: { ...call, path: 'a.mjs', alias: 'js' },
  typescript: { ...call, path: 'a.mts', alias: 'ts' },
  tsx: { ...call, path: 'a.tsx', alias: 'tsx' },
  python: { path: 'a.pyi', alias: 'py', pattern: 'bad(...)', line: 'bad(1)' },
  java: { ...call, path: 'A.java', alias: 'java', head: 'class A { void f() {\n', tail: '\n} }' },
  kotlin: { path: 'a.kts', alias: 'kt', pattern: 'bad(...)', line: 'bad(1)', head: 'fun f() {\n', tail: '\n}' },
  scala: { path: 'A.scala', alias: 'scala', pattern: 'bad(...)', line: 'bad(1)', head: 'object A { def f() = {\n', tail: '\n} }' },
  swift: { path: 'a.swift', alias: 'swift', pattern: 'bad(...)', line: 'bad(1)', head: 'func f() {\n', tail: '\n}' },
  go: { path: 'a.go', alias: 'golang', pattern: 'bad(...)', line: 'bad(1)', head: 'package a\nfunc f() {\n', tail: '\n}' },
  c: { ...call, path: 'a.h', alias: 'c', head: 'void f(void) {\n', tail: '\n}' },
  cpp: { ...call, path: 'a.hpp', alias: 'c++', head: 'void f() {\n', tail: '\n}' },
  csharp: { ...call, path: 'A.cs', alias: 'C#', head: 'class A { void F() {\n', tail: '\n} }' },
  php: { ...call, path: 'a.php', alias: 'php', head: '<?php\n' },
  ruby: { path: 'Rakefile', alias: 'rb', pattern: 'bad(...)', line: 'bad(1)' },
  rust: { ...call, path: 'a.rs', alias: 'rs', head: 'fn f() {\n', tail: '\n}' },
  bash: { path: 'a.bash', alias: 'sh', pattern: 'bad ...', line: 'bad 1' },
  lua: { path: 'a.lua', alias: 'lua', pattern: 'bad(...)', line: 'bad(1)' },
  solidity: { ...call, path: 'A.sol', alias: 'sol', head: 'contract A { function f() public {\n', tail: '\n} }' },
  yaml: { path: 'a.yml', alias: 'yml', pattern: 'bad: $X', line: 'bad: 1', broken: '{{{[[[ : : }' },
  json: { path: 'a.jsonc', alias: 'json', pattern: '"bad": $X', line: '"bad": 1', head: '{\n', tail: '\n}' },
  hcl: { path: 'a.tf', alias: 'terraform', pattern: 'bad = $X', line: 'bad = 1' },
  dockerfile: { path: 'Dockerfile.dev', alias: 'docker', pattern: 'USER $X', line: 'USER root', head: 'FROM a\n' },
  sql: { path: 'a.sql', alias: 'sql', pattern: 'bad(...)', line: 'SELECT bad(1);', broken: ')))}}}}))))}}}})))' },
  html: { path: 'a.htm', alias: 'html', pattern: '<bad ...>...</bad>', line: '<bad a="1">b</bad>', broken: '<<<<< </ > </x <' },
  vue: { ...call, ...script, path: 'A.vue', alias: 'js' },
  svelte: { ...call, ...script, path: 'A.svelte', alias: 'js' },
  erb: { path: 'a.html.erb', alias: 'ruby', pattern: 'bad(...)', line: 'bad(1)', head: '<p>\n<%\n', tail: '\n%></p>' },
  css: { path: 'a.css', alias: 'css', pattern: 'bad: $X', line: 'bad: 1;', head: 'a {\n', tail: '\n}' },
  toml: { path: 'a.toml', alias: 'toml', pattern: 'bad = 1', line: 'bad = 1' },
};

/** The sample's text with `lead` before its line and `trail` at its end. */
export function sampleText({ head = '', line, tail = '' }: LanguageSample, lead = '', trail = ''): string {
  return `${head}${lead}${line}${trail}${tail}\n`;
}
