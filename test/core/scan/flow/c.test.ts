import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const statements: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()); // !!\nchar *x = source();\nsink(x); // !!\nchar *y = "a";\nsink(y);',
  'assignment after the declaration': 'char *x, y;\nx = source();\nsink(x); // !!\nsink(y);',
  'a variable overwritten': 'char *x = source();\nx = "a";\nsink(x);\nchar *y = source();\nif (c) y = "a";\nsink(y); // !!',
  'sanitized values': 'char *x = clean(source());\nsink(x);\nchar *y = source();\nif (c) { y = clean(y); }\nsink(y); // !!',
  'copied buffers': 'char b[10];\nstrcpy(b, source());\nsink(b); // !!\nstrcpy(b, "a");\nsink(b);\nchar d[10] = "a";\nstrcat(d, source());\nsink(d); // !!',
  'printed buffers': 'char b[10];\nsnprintf(b, sizeof(b), "%s", source());\nsink(b); // !!\nsprintf(b, "%d", 1);\nsink(b);',
  'memory copies': 'char b[10];\nmemcpy(b, source(), 3);\nsink(b); // !!\nmemcpy(&e, source(), 3);\nsink(e); // !!',
  'a source by side effect': 'char b[10];\nfill(b);\nsink(b); // !!\nfill(&n);\nsink(n); // !!\nsink(m);',
  'a source in a condition': 'char b[10];\nif (fill(b) < 0) return;\nsink(b); // !!',
  pointers: 'char *x = source();\nsink(*x); // !!\nchar **p = &x;\nsink(*p); // !!\n*q = source();\nsink(q); // !!',
  elements: 'char *a[2] = {"x", source()};\nsink(a[0]);\nsink(a[1]); // !!\nb[i] = source();\nsink(b[j]); // !!',
  fields:
    'struct S s = { .a = source(), .b = "b" };\nsink(s.a); // !!\nsink(s.b);\nstruct S t;\nt.a = source();\nsink(t.a); // !!\nsink(t.b);\nu->a = source();\nsink(u->a); // !!',
  'casts and parentheses': 'sink((char *)source()); // !!\nsink((source())); // !!\nint n = (int)source();\nsink(n); // !!',
  arithmetic: 'int n = source();\nsink(n + 1); // !!\nsink(n * 2); // !!\nn += 1;\nsink(n); // !!',
  'comparisons, lengths and conversions': 'sink(source() == 1);\nsink(!source());\nsink(strlen(source()));\nsink(atoi(source()));\nsink(sizeof(x));',
  'a conditional expression': 'sink(c ? source() : "a"); // !!\nsink(source() ? "a" : "b");\nsink(0 ? source() : "a");',
  'dead branches': 'char *x = source();\nif (0) sink(x);\nif (1 > 2) { sink(x); } else { sink(x); } // !!',
  'while (0) and do': 'char *x = source();\nwhile (0) sink(x);\ndo { sink(x); } while (0); // !!',
  loops: 'char *a = "";\nwhile (c()) { sink(a); a = source(); } // !!\nfor (int i = 0; i < 3; i++) sink(i);',
  switches:
    'char *y = "a";\nswitch (k) { case 1: y = source(); break; case 2: y = "b"; break; default: y = "c"; }\nsink(y); // !!\nswitch (3) { case 1: sink(y); break; case 3: sink(y); } // !!',
  'a case that falls through': 'char *y = "a";\nswitch (k) { case 1: y = source();\ncase 2: sink(y); } // !!',
  goto: 'char *x = source();\nif (c) goto end;\nx = "a";\nend: sink(x); // !!',
  'goto over a sanitizer': 'char *x = source();\nx = clean(x);\nif (c) goto end;\nx = "a";\nend:\nsink(x);',
  'the comma operator': 'sink((a, source())); // !!\nsink((source(), a));',
  'a check': 'char *x = source();\nif (!validate(x)) return;\nsink(x);\nchar *y = source();\nif (validate(y)) f();\nsink(y); // !!',
  'a propagator': 'char *x = source();\ntransfer(x, y);\nsink(y); // !!',
  'blocks with variables of their own': 'char *x = source();\n{ char *x = "a"; sink(x); }\nsink(x); // !!',
  'preprocessor conditions': 'char *x = source();\n#ifdef A\nsink(x); // !!\n#else\nx = "a";\n#endif\n',
};

const files: Record<string, string> = {
  'a parameter that is a source': 'int main(int argc, char **untrusted) {\n sink(untrusted[1]); // !!\n sink(argc);\n}',
  'functions of the file':
    'char *id(char *s) { return s; }\nstatic char *safe(const char *s) { return "a"; }\nvoid f(void) { sink(id(source())); // !!\n sink(safe(source())); }',
  'a sink in another function': 'void run(int n, const char *cmd) {\n sink(cmd); // !!\n sink(n);\n}\nvoid f() { run(1, source()); }',
  'a function that fills its argument': 'void put(struct S *o, char *v) { o->k = v; }\nvoid f() { struct S s; put(&s, source()); sink(s.k); } // !!',
  'macros that do not parse': 'FOO(bar)\nvoid f(void) {\n char *x = source();\n DO_IT {\n  sink(x); // !!\n }\n}',
};

describe('taint in C', () => {
  for (const [name, code] of Object.entries(statements)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('c'), `void m(void) {\n${code}\n}\n`);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }

  for (const [name, code] of Object.entries(files)) {
    it(`follows ${name}`, () => {
      const { found, expected } = checkTaint(grammars.get('c'), code);
      expect(found).toEqual(expected);
    });
  }
});
