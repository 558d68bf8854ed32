import type { LanguageId } from '../../../../core/scan/model.ts';
import type { MatchRow } from './row.ts';

const inFn = (body: string, imports = '') => `${imports}\nfn q() {\n${body}\n}\n`;
const inContract = (body: string) => `contract Q {\nfunction q() public {\n${body}\n}\n}\n`;

/** Language, pattern, code, the texts it matches. */
export const scriptRows: readonly (readonly [LanguageId, ...MatchRow])[] = [
  ['rust', 'foo($X, $X)', inFn('foo(a, a); foo(a, b);'), ['foo(a, a)']],
  ['rust', '$X.unwrap()', inFn('a.unwrap(); b().unwrap(); c.expect("d");'), ['a.unwrap()', 'b().unwrap()']],
  ['rust', 'std::fs::read($X)', inFn('fs::read(a); read(b);', 'use std::fs;'), ['fs::read(a)']],
  ['rust', 'Command::new("sh"). ... .output()', inFn('Command::new("sh").arg(a).output();'), ['Command::new("sh").arg(a).output()']],
  ['rust', 'println!(...)', inFn('println!("a {}", b);'), ['println!("a {}", b)']],
  ['rust', 'unsafe { ... }', inFn('unsafe { foo() }'), ['unsafe { foo() }']],
  ['rust', 'let $X = foo();', inFn('let a = foo(); let mut b: i32 = foo(); let c = bar();'), ['let a = foo();', 'let mut b: i32 = foo();']],
  ['rust', 'foo("...")', inFn('const A: &str = "x"; foo("a"); foo(A); foo(b);'), ['foo("a")', 'foo(A)']],
  ['rust', 'fn $F($X, ...) { ... }', 'pub fn a(b: i32, c: &str) -> i32 { d() }\nfn e() {}\n', ['pub fn a(b: i32, c: &str) -> i32 { d() }']],
  ['rust', 'struct $S { ... }', 'pub struct A { b: i32 }\n', ['pub struct A { b: i32 }']],
  ['rust', 'if $X { ... }', inFn('if a { b() }'), ['if a { b() }']],
  ['rust', '$X = foo();\n...\nbar($X);', inFn('let a = foo(); c(); bar(a);'), ['let a = foo(); c(); bar(a);']],
  ['rust', '$X == $X', inFn('let a = b == b; let c = b == d;'), ['b == b']],
  ['rust', 'S { ..., a: $X, ... }', inFn('let x = S { b: 1, a: 2 };'), ['S { b: 1, a: 2 }']],
  ['bash', 'eval ...', 'eval "$x"\necho a\neval b c\n', ['eval "$x"', 'eval b c']],
  ['bash', 'curl ... | sh', 'curl -s $url | sh\ncurl a\n', ['curl -s $url | sh']],
  ['bash', 'rm -rf $X', 'rm -rf "$a"\nrm b\n', ['rm -rf "$a"']],
  ['bash', '$X=$Y', 'a=1\nexport b=2\n', ['a=1', 'b=2']],
  ['bash', 'for $X in ...; do\n  ...\ndone', 'for i in 1 2; do\n  a\ndone\n', ['for i in 1 2; do\n  a\ndone']],
  ['bash', 'if ...; then\n  ...\nfi', 'if [ -f a ]; then\n  b\nfi\n', ['if [ -f a ]; then\n  b\nfi']],
  ['bash', 'function $F() {\n  ...\n}', 'f() {\n  a\n}\nfunction g() {\n  b\n}\n', ['f() {\n  a\n}', 'function g() {\n  b\n}']],
  ['bash', 'foo ... 5', 'foo a b 5\nfoo 5\nfoo 6\n', ['foo a b 5', 'foo 5']],
  ['bash', '$(...)', 'a=$(ls)\n', ['$(ls)']],
  ['lua', 'foo(...)', 'foo(1)\nfoo "a"\na.foo(2)\n', ['foo(1)', 'foo "a"']],
  ['lua', 'os.execute($X)', 'os.execute(a)\nio.open(b)\n', ['os.execute(a)']],
  ['lua', '$X = $Y', 'local a = 1\nb = 2\n', ['a = 1', 'b = 2']],
  ['lua', '$X == $X', 'return a == a\n', ['a == a']],
  ['lua', '"..."', 'foo(\'a\', "b")\n', ["'a'", '"b"']],
  ['lua', 'if $X then\n  ...\nend', 'if a then\n  b()\nend\n', ['if a then\n  b()\nend']],
  ['lua', '$V = get()\n...\neval($V)', 'local a = get()\nb()\neval(a)\n', ['local a = get()\nb()\neval(a)']],
  ['lua', '$O:$M(...)', 'a:b(1)\nc.d(1)\n', ['a:b(1)']],
  ['solidity', '$X.call{value: $V}("")', inContract('(bool ok, ) = a.call{value: b}("");'), ['a.call{value: b}("")']],
  ['solidity', 'selfdestruct(...)', inContract('selfdestruct(a);'), ['selfdestruct(a)']],
  ['solidity', 'tx.origin', inContract('require(tx.origin == a);'), ['tx.origin']],
  ['solidity', 'require($X == $Y, ...)', inContract('require(a == b, "c");'), ['require(a == b, "c")']],
  ['solidity', 'contract $C { ... }', 'contract A is B { uint a; }\n', ['contract A is B { uint a; }']],
  ['solidity', 'function $F(...) { ... }', 'contract A { function f(uint a) public { b(); } }\n', ['function f(uint a) public { b(); }']],
  ['solidity', '$X += $Y;', inContract('a += b; c = d;'), ['a += b;']],
  ['solidity', 'if ($X) { ... }', inContract('if (a) { b(); }'), ['if (a) { b(); }']],
  ['solidity', 'for (...) { ... }', inContract('for (uint i = 0; i < 3; i++) { a(); }'), ['for (uint i = 0; i < 3; i++) { a(); }']],
];
