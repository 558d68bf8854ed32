import type { MatchRow } from './row.ts';

export const yamlRows: readonly MatchRow[] = [
  ['name: $N\nuses: $U\n...', 'steps:\n  - uses: a\n    with: b\n    name: c\n  - uses: d\n', ['uses: a\n    with: b\n    name: c']],
  ['when: never\nchanges: $C', '- changes: a\n  when: never\n- if: b\n  changes: a\n  when: never\n', ['changes: a\n  when: never']],
  ['image: ...\n...', '- name: a\n  image: b\n- name: c\n', ['name: a\n  image: b']],
  ['- ...\n  a: 1', '- b: 2\n  a: 1\n', ['b: 2\n  a: 1']],
  ['- $N: $V\n  ...', '- b: 2\n  a: 1\n', ['b: 2\n  a: 1']],
  ['v:\n  - ...\n  - ...\n    source: /s\n    ...\n  - ...', 'v:\n  - t: bind\n    source: /s\n  - x\n', ['v:\n  - t: bind\n    source: /s\n  - x']],
  ['...\nlang:\n  ...\n  - b\n  ...', 'x: 1\nlang: [a, b, c]\n', ['x: 1\nlang: [a, b, c]']],
  ['on:\n  push: ""\n  ...', 'on:\n  push:\n  pull: a\n', ['on:\n  push:\n  pull: a']],
  ['a: <... b ...>', 'a:\n  - c: [x, b]\n', ['a:\n  - c: [x, b]']],
  ['!Ref $X', '- !Ref a\n- !Sub b\n- c\n', ['!Ref a']],
  ['!$T $X', '- !Ref a\n- c\n', ['!Ref a']],
  ['k: v', 'k: &a v\n', ['k: &a v']],
  ['a: [x]', 'l: &l [x]\na: *l\n', ['a: *l']],
  ['b: 1\na: 2', 'base: &b\n  a: 2\nmine:\n  <<: *b\n  b: 1\n', []],
  ['b: 1\na: 2\n...', 'base: &b\n  a: 2\nmine:\n  <<: *b\n  b: 1\n', ['<<: *b\n  b: 1']],
  ['b: 1\na: 2\n...', 'base: &b\n  a: 2\nmine:\n  <<: *b\n  b: 1\n  a: 3\n', []],
  ['a: "=~/^x$/"', 'a: |\n  w\n  x\nb: 1\n', []],
  ['a: "=~/^w.x$/"', 'a: >-\n  w\n  x\nb: |-\n  w x\n', ['a: >-\n  w\n  x']],
  ['a: "=~/[\\\\n]/"', 'a: "x\\ny"\n', ['a: "x\\ny"']],
];
