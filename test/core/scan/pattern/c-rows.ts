import type { MatchRow } from './row.ts';

const inFunc = (body: string) => `int q(int argc, char **argv) {\n${body}\n}\n`;

/** Pattern, code, the texts it matches. */
export const cRows: readonly MatchRow[] = [
  ['strcpy(...)', inFunc('strcpy(a, b); strncpy(a, b, 1);'), ['strcpy(a, b)']],
  ['strcpy($D, $S);', inFunc('strcpy(a, b);'), ['strcpy(a, b);']],
  ['gets($X)', inFunc('if (gets(a)) { } x = gets(b);'), ['gets(a)', 'gets(b)']],
  ['printf($X)', inFunc('printf(a); printf("x", b);'), ['printf(a)']],
  ['printf("...", ...)', inFunc('printf(a); printf("x" "y", b);'), ['printf("x" "y", b)']],
  ['$X = malloc(...)', inFunc('char *p = malloc(1); q = malloc(2); char *r = calloc(1, 2);'), ['*p = malloc(1)', 'q = malloc(2)']],
  ['char $B[$N];', inFunc('char buf[10]; int x[3];'), ['char buf[10];']],
  ['$T $X = $Y;', inFunc('int a = 1; b = 2;'), ['int a = 1;']],
  ['free($X);\n...\nfree($X);', inFunc('free(a); b(); free(a);'), ['free(a); b(); free(a);']],
  ['free($X);\n...\n$X->$F', inFunc('free(p); use(p->q);'), ['free(p); use(p->q);']],
  ['$T $F(...) { ... }', 'static int f(char *a) { return 1; }', ['static int f(char *a) { return 1; }']],
  ['$T $F(..., char *$X, ...) { ... }', 'int f(int a, char *b) { return 1; } int g(int a) { return 2; }', ['int f(int a, char *b) { return 1; }']],
  ['if ($X) { ... }', inFunc('if (a) { b(); } else { c(); }'), ['if (a) { b(); } else { c(); }']],
  ['if (!$X) return $Y;', inFunc('if (!p) return 1;'), ['if (!p) return 1;']],
  ['for (...) { ... }', inFunc('for (int i = 0; i < 3; i++) { a(); }'), ['for (int i = 0; i < 3; i++) { a(); }']],
  ['while (...) { ... }', inFunc('while (a) { b(); }'), ['while (a) { b(); }']],
  ['$X->$F', inFunc('a->b; c.d;'), ['a->b']],
  ['*$X = $Y', inFunc('*p = 1; q = 2;'), ['*p = 1']],
  ['$X == NULL', inFunc('if (p == NULL) { }'), ['p == NULL']],
  ['sizeof($X)', inFunc('n = sizeof(p);'), ['sizeof(p)']],
  ['memcpy($D, $S, sizeof($D))', inFunc('memcpy(a, b, sizeof(a)); memcpy(a, b, sizeof(b));'), ['memcpy(a, b, sizeof(a))']],
  ['return &$X;', inFunc('return &x;'), ['return &x;']],
  ['system("$CMD")', inFunc('system("ls");'), ['system("ls")']],
  ['system("=~/rm/")', inFunc('system("rm -rf"); system("ls");'), ['system("rm -rf")']],
  ['#include <$X>', '#include <stdio.h>\n', ['#include <stdio.h>']],
  ['strcpy(...)', `#define FOREACH(x) for (x; ; )\nBEGIN_DECLS\n${inFunc('FOREACH(i) { strcpy(a, b); } MACRO {{{ ')}\n`, ['strcpy(a, b)']],
  ['a();\n...\nb();', inFunc('a(); x(); if (y) b();'), ['a(); x(); if (y) b();']],
  ['foo(<... argv ...>)', inFunc('foo(bar(argv[1]));'), ['foo(bar(argv[1]))']],
  ['(char *) $X', inFunc('p = (char *) q;'), ['(char *) q']],
  ['chmod($F, 0777)', inFunc('int mode = 0777; chmod(a, mode);'), ['chmod(a, mode)']],
];
