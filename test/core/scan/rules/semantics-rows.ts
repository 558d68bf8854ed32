/** A rule without its head, and code whose lines with `HIT` in a comment are the findings. */
export interface SemanticsRow {
  readonly name: string;
  readonly language: string;
  readonly path: string;
  readonly rule: string;
  readonly code: string;
}

const python = { language: 'python', path: 'app.py' } as const;
const javascript = { language: 'javascript', path: 'app.js' } as const;

export const semanticsRows: readonly SemanticsRow[] = [
  {
    ...python,
    name: 'the newer syntax: all, any, not and inside',
    rule: `
match:
  all:
    - send(...)
    - any: ['send(1, ...)', 'send(2, ...)']
    - not: send(1, 9)
    - inside: |
        def $F(...):
            ...`,
    code: 'def f():\n    send(1, 2) # HIT\n    send(1, 9)\n    send(2) # HIT\n    send(3)\nsend(1, 2)\n',
  },
  {
    ...python,
    name: 'the newer syntax: conditions under where',
    rule: `
match:
  pattern: f($X, $Y)
  where:
    - {metavariable: $X, regex: a.*}
    - {comparison: $Y > 3}
    - focus: $Y`,
    code: 'f(abc,\n  4) \nf(abc, 5) # HIT\nf(abc, 2)\nf(b, 9)\n'.replace('  4) ', '  4) # HIT'),
  },
  {
    ...python,
    name: 'a pattern that holds anywhere in the file, with the same binding',
    rule: `
match:
  all:
    - anywhere: allow($X)
    - use($X)`,
    code: 'use(a) # HIT\nuse(b)\nallow(a)\n',
  },
  {
    ...python,
    name: 'a match named with as',
    rule: `
match:
  all:
    - pattern: |
        def $F(...):
            ...
      as: $WHOLE
  where:
    - {metavariable: $WHOLE, pattern: bad()}`,
    code: 'def f(): # HIT\n    bad()\ndef g():\n    good()\n',
  },
  {
    ...python,
    name: 'groups of a metavariable-regex in later conditions',
    rule: `
patterns:
  - pattern: wait($T)
  - metavariable-regex: {metavariable: $T, regex: "['\\"](\\\\d+)s"}
  - metavariable-comparison: {metavariable: $1, comparison: int($1) > 10}`,
    code: 'wait("20s") # HIT\nwait("5s")\nwait(20)\n',
  },
  {
    ...python,
    name: 'what metavariable-pattern binds, for later conditions',
    rule: `
patterns:
  - pattern: run($CALL)
  - metavariable-pattern: {metavariable: $CALL, pattern: make($N)}
  - metavariable-regex: {metavariable: $N, regex: ^tmp}`,
    code: 'run(make(tmp_a)) # HIT\nrun(make(other))\nrun(tmp)\n',
  },
  {
    ...javascript,
    name: 'code of another language in a string',
    rule: `
patterns:
  - pattern: py("$CODE")
  - metavariable-pattern: {metavariable: $CODE, language: python, pattern: "eval(...)"}`,
    code: 'py("x = eval(y)") // HIT\npy("evaluate(y)")\n',
  },
  {
    ...python,
    name: 'random strings by metavariable-analysis',
    rule: `
patterns:
  - pattern: key = $V
  - metavariable-analysis: {analyzer: entropy, metavariable: $V}`,
    code: `key = 'q8Zr3vT0xLw9KdPb7'  # HIT\nkey = 'password'\nkey = 'aaaaaaaaaaaaaaaaaaaa'\nkey = 'configuration_example'\n`,
  },
  {
    ...python,
    name: 'regexes that backtrack by metavariable-analysis',
    rule: `
patterns:
  - pattern: re.compile($R)
  - metavariable-analysis: {analyzer: redos, metavariable: $R}`,
    code: `re.compile('(x+)+y')  # HIT\nre.compile('(x+)y')\nre.compile('(?:a|ab)*c') # HIT\nre.compile('[(x+)+]')\n`,
  },
  {
    language: 'java',
    path: 'A.java',
    name: 'declared types by metavariable-type',
    rule: `
patterns:
  - pattern: $A.equals($B)
  - metavariable-type: {metavariable: $A, types: [String, Token]}`,
    code: 'class A { void f(String s, Token t, Other o) {\n s.equals(o); // HIT\n o.equals(s);\n t.equals(s); // HIT\n} }\n',
  },
  {
    ...python,
    name: 'what two focused metavariables share',
    rule: `
patterns:
  - pattern: |
      def $F(..., $X, ...):
          ...
  - pattern: $Y = $Z
  - focus-metavariable: [$Y, $Z]`,
    code: 'def f(a):\n    b = c # HIT\n    print(a)\n',
  },
  {
    ...python,
    name: 'constants by the order of statements and the branches they stand in',
    rule: 'pattern: send("...")',
    code: `def f(c, d):
    x = d
    send(x)
    x = 'a'
    send(x) # HIT
    if c:
        x = 'b'
    else:
        x = 'c'
    send(x) # HIT
    if c:
        x = d
    send(x)
    for y in d:
        x = x + 'z'
    send(x)
`,
  },
  {
    ...javascript,
    name: 'a branch that throws leaves no value',
    rule: `pattern: 'send("ok")'`,
    code: `function f(c, d) {\n  let x = 'ok';\n  if (c) {\n    throw d;\n  } else {\n    log(x);\n  }\n  send(x); // HIT\n  if (c) { x = d; }\n  send(x);\n}\n`,
  },
  {
    ...python,
    name: 'constants of joined strings and arithmetic',
    rule: `pattern-either: [{pattern: 'send("=~/^ab1ab1$/")'}, {pattern: send(42)}]`,
    code: `x = 'a'\ny = x + 'b1'\nsend(y * 2) # HIT\nn = 6\nsend(n * 7) # HIT\nsend(n * 8)\n`,
  },
  {
    ...python,
    name: 'no constants when the rule switches them off',
    rule: `options: {constant_propagation: false}\npattern: send("...")`,
    code: `x = 'a'\nsend(x)\nsend('a') # HIT\n`,
  },
  {
    ...python,
    name: 'expressions that variables hold, when the rule asks for them',
    rule: 'options: {symbolic_propagation: true}\npattern: run(make(...).part)',
    code: 'def f(c):\n    a = make(1)\n    b = a.part\n    run(b) # HIT\n    if c:\n        b = other()\n    run(b)\n',
  },
  {
    ...python,
    name: 'only what is written, when the rule does not ask for it',
    rule: 'pattern: run(make(...))',
    code: 'a = make(1)\nrun(a)\nrun(make(2)) # HIT\n',
  },
  {
    ...javascript,
    name: 'alternatives with types mean TypeScript alone',
    rule: `pattern-either: [{pattern: 'function $F($X: Secret) {...}'}, {pattern: leak($X)}]`,
    code: 'leak(a); // HIT\nfunction f(x) { return x; }\n',
  },
  {
    language: 'java',
    path: 'A.java',
    name: 'methods of any type with parameters of any type',
    rule: `pattern: '$M(..., @From(...) $T $X, ...) { ... }'`,
    code: `class A {\n  @Get\n  public String f(int a, @From("q") String b) { return b; }\n  void g(String b) {}\n}\n`.replace('@Get\n', '@Get // HIT\n'),
  },
  {
    ...javascript,
    name: 'declarations apart from assignments, and exact records, when the rule asks for it',
    rule: `options: {vardef_assign: false, implicit_ellipsis: false}\npattern-either: [{pattern: 'x = 1'}, {pattern: 'send({a: 1})'}]`,
    code: 'let x = 1;\nx = 1; // HIT\nsend({ a: 1 }); // HIT\nsend({ a: 1, b: 2 });\n',
  },
  {
    ...python,
    name: 'a lone metavariable in expressions, not where names are introduced',
    rule: 'patterns: [{pattern: $X}, {metavariable-regex: {metavariable: $X, regex: ^secret$}}]',
    code: 'def secret(a):\n    pass\ndef f(secret):\n    return secret # HIT\n',
  },
  {
    language: 'yaml, json',
    path: 'a.json',
    name: 'alternatives that are patterns of only one of the languages',
    rule: `pattern-either: [{pattern: "mode: open"}, {pattern: '"mode": "open"'}]`,
    code: `{\n  "x": 1,\n  "mode": "open" // HIT\n}\n`,
  },
];
