import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const statements: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()); // !!\nauto x = source();\nsink(x); // !!\nstd::string y = "a";\nsink(y);',
  'a variable overwritten': 'auto x = source();\nx = "a";\nsink(x);\nauto y = source();\nif (c) { y = "a"; }\nsink(y); // !!',
  'sanitized values': 'auto x = clean(source());\nsink(x);',
  'concatenation and compound assignment': 'auto x = source();\nsink("a" + x); // !!\nstd::string q = "a";\nq += x;\nsink(q); // !!\nsink(R"(a)");',
  'casts and methods':
    'auto x = source();\nsink((char *)x); // !!\nsink(static_cast<const char *>(x)); // !!\nsink(x.c_str()); // !!\nsink(x->name); // !!\nsink(*x); // !!',
  'numeric conversions': 'auto x = source();\nsink(atoi(x));\nsink(std::stoi(x));\nsink(x.size());\nsink(x == "a");\nsink(!x);',
  'copies into buffers': 'char b[9];\nstrcpy(b, source());\nsink(b); // !!\nchar d[9];\nsnprintf(d, 9, "%s", source());\nsink(d); // !!',
  conditionals: 'auto x = c ? source() : "a";\nsink(x); // !!\nauto y = c ? "a" : "b";\nsink(y);',
  'references and pointers': 'std::string x = source();\nconst std::string &r = x;\nsink(r); // !!\nauto *p = &x;\nsink(*p); // !!',
  'fields of objects': 'T o;\no.a = source();\nsink(o.a); // !!\nsink(o.b);',
  vectors: 'std::vector<std::string> v;\nv.push_back("a");\nsink(v);\nv.push_back(source());\nsink(v[1]); // !!\nsink(v.at(1)); // !!',
  'maps by constant key': 'std::map<std::string, std::string> m;\nm["a"] = source();\nm["b"] = "b";\nsink(m["a"]); // !!\nsink(m["b"]);',
  'range loops': 'for (auto &v : source()) { sink(v); } // !!\nfor (const auto v : m) sink(v);\nfor (int i = 0; i < 3; i++) { sink(i); }',
  'loops with a condition': 'std::string a = "";\nwhile (c()) { sink(a); a = source(); } // !!',
  'dead branches': 'auto x = source();\nif (false) { sink(x); }\nif (1 > 2) { sink(x); } else { sink(x); } // !!',
  'an if with an initializer': 'if (auto x = source(); c) { sink(x); } // !!',
  switches: 'auto x = source();\nswitch (2) {\ncase 1: sink(x); break;\ncase 2: sink(x); break; // !!\ndefault: sink(x);\n}',
  exceptions: 'std::string x = "a";\ntry { x = source(); run(); } catch (const E &e) { sink(x); } // !!',
  'a catch of everything': 'try { run(); } catch (...) { sink(source()); } // !!',
  lambdas: 'auto x = source();\nauto f = [&](std::string a) { sink(a); return a; }; // !!\nf(x);\nsink(f(x)); // !!\nauto g = [=]() { sink(x); }; // !!\ng();',
  'new objects': 'auto *o = new std::string(source());\nsink(*o); // !!\nsink(new T("a"));',
  'a check by side effect': 'auto x = source();\nif (!validate(x)) return;\nsink(x);',
  'code after an exception': 'auto x = source();\nif (c) throw E("a");\nsink(x); // !!\nreturn;\nsink(x);',
};

const classes: Record<string, string> = {
  'methods of the class':
    'class A { void f() { auto b = go(source()); sink(b); // !!\n auto s = safe(source()); sink(s); }\n std::string go(std::string p) { return p; }\n static std::string safe(std::string p) { return "a"; } };',
  'a sink in another method': 'class A { void f() { this->go(1, source()); }\n void go(int n, const std::string &p) {\n sink(p); // !!\n sink(n);\n } };',
  'functions in namespaces and templates':
    'namespace n {\nstd::string wrap(std::string s) { return s + "a"; }\ntemplate <class T> T none(T s) { return "x"; }\nvoid f() {\n sink(wrap(source())); // !!\n sink(none(source()));\n}\n}',
  'a default argument': 'void go(std::string p = "a") { sink(p); } // !!\nvoid f() { go(); go(source()); }',
  'a field of the object': 'class A { std::string q; void f() {\n this->q = source();\n sink(q); // !!\n q = "a";\n sink(this->q);\n} };',
};

describe('taint in C++', () => {
  for (const [name, code] of Object.entries(statements)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('cpp'), `void m() {\n${code}\n}`);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }

  for (const [name, code] of Object.entries(classes)) {
    it(`follows ${name}`, () => {
      const { found, expected } = checkTaint(grammars.get('cpp'), code);
      expect(found).toEqual(expected);
    });
  }
});
