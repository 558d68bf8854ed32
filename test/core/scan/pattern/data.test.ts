import { expect, test } from 'vitest';
import type { LanguageId } from '../../../../core/scan/model.ts';
import { found } from './support.ts';

/** Language, pattern, code, the texts it matches. */
const rows: readonly (readonly [LanguageId, string, string, readonly string[]])[] = [
  ['yaml', 'privileged: true', 'a:\n  privileged: true\n  name: x\nb:\n  privileged: false\n', ['privileged: true']],
  ['yaml', 'uses: $X', 'steps:\n  - uses: actions/checkout@v4\n  - run: ls\n', ['uses: actions/checkout@v4']],
  ['yaml', '$K: true', 'a: true\nb: false\n', ['a: true']],
  ['yaml', 'name: $N\nuses: $U', 'steps:\n  - uses: a\n    with: b\n    name: c\n  - uses: d\n', ['uses: a\n    with: b\n    name: c']],
  ['yaml', '- run: $X', 'steps:\n  - run: ls\n  - uses: a\n', ['run: ls']],
  ['yaml', 'on: pull_request_target', 'on: "pull_request_target"\n', ['on: "pull_request_target"']],
  ['yaml', 'securityContext:\n  ...\n  runAsUser: 0\n  ...', 'securityContext:\n  a: 1\n  runAsUser: 0\n', ['securityContext:\n  a: 1\n  runAsUser: 0']],
  ['yaml', 'capabilities:\n  add: [..., SYS_ADMIN, ...]', 'capabilities:\n  add:\n    - NET_RAW\n    - SYS_ADMIN\n', ['capabilities:\n  add:\n    - NET_RAW\n    - SYS_ADMIN']],
  ['yaml', 'key: ...', 'key:\n  a: 1\nother: 2\n', ['key:\n  a: 1']],
  ['yaml', 'run: "=~/curl/"', '- run: |\n    curl x | sh\n- run: ls\n', ['run: |\n    curl x | sh']],
  ['yaml', '{a: 1}', 'x: {b: 2, a: 1}\n', ['a: 1']],
  ['yaml', 'password: "$P"', 'password: secret\n', ['password: secret']],
  ['json', '"a": 1', '{"b": 2, "a": 1, "c": {"a": 2}}', ['"a": 1']],
  ['json', '{"a": $X, "b": $X}', '[{"a": 1, "b": 1, "c": 3}, {"a": 1, "b": 2}]', ['{"a": 1, "b": 1, "c": 3}']],
  ['json', '"$K": "*"', '{"Action": "*", "Resource": "x"}', ['"Action": "*"']],
  ['json', '[..., "x", ...]', '{"a": ["w", "x"], "b": ["y"]}', ['["w", "x"]']],
  ['json', '{"a": ..., ...}', '{"a": [1], "b": 2}', ['{"a": [1], "b": 2}']],
  ['json', '"a": "..."', '{"a": "x"}', ['"a": "x"']],
  ['dockerfile', 'USER root', 'FROM a\nUSER   root\n', ['USER   root']],
  ['dockerfile', 'FROM $IMAGE:latest', 'FROM node:latest\nFROM node:20\n', ['FROM node:latest']],
  ['generic', 'password = ... ;', 'x\npassword = a b ;\n', ['password = a b ;']],
  ['typescript', 'const $X: string = $Y', 'const a: string = "b"; const c = 1;', ['const a: string = "b";']],
  ['typescript', 'function ($REQ, $RES) {...}', 'app.get("/", (req: Request, res: Response): void => { x() })', ['(req: Request, res: Response): void => { x() }']],
  ['typescript', 'foo($X)', 'foo<T>(a as any); foo(b!)', ['foo<T>(a as any)', 'foo(b!)']],
  ['typescript', '@Get(...)\n$M(...) {...}', 'class A { @Get("x") m(@Query() q: string) { return q } n() {} }', ['@Get("x") m(@Query() q: string) { return q }']],
  ['typescript', 'class $C { ... }', 'export class A<T> implements B { private x = 1 }', ['class A<T> implements B { private x = 1 }']],
  ['typescript', '($X: Request).query', 'function f(r: Request, s: Other) { r.query; s.query }', ['r.query']],
  ['typescript', '<a href={$X} />', 'const a = 1', []],
  ['typescript', '$X = $Y', 'class A { private x: string = "a" }', ['private x: string = "a"']],
  ['tsx', '<a href={$X} />', 'const a = <a href={b}>c</a>', ['<a href={b}>']],
];

test.each(rows)('%s: %s in %s', (language, pattern, code, expected) => {
  expect(found(language, pattern, code)).toEqual(expected);
});
