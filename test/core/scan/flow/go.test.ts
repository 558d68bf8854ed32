import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const statements: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()) // !!\nx := source()\nsink(x) // !!\ny := "a"\nsink(y)',
  'declared variables':
    'var a, b string = source(), "b"\nsink(a) // !!\nsink(b)\nvar c = source()\nsink(c) // !!\nvar d string\nsink(d)\nconst e = "e"\nsink(e)',
  'a variable overwritten': 'x := source()\nx = "a"\nsink(x)\ny := source()\nif c { y = "a" }\nsink(y) // !!',
  'several results': 'x, err := source()\nsink(x) // !!\na, b := source(), "b"\nsink(a) // !!\nsink(b)',
  'swapped variables': 'a, b := source(), "b"\na, b = b, a\nsink(a)\nsink(b) // !!',
  'sanitized values': 'x := clean(source())\nsink(x)\ny := source()\nif c { y = clean(y) }\nsink(y) // !!',
  'concatenation and formatting': 'x := source()\nsink("a" + x) // !!\nsink(fmt.Sprintf("a %s", x)) // !!\nq := "a"\nq += x\nsink(q) // !!',
  'conversions and assertions': 'x := source()\nsink(string(x)) // !!\nsink([]byte(x)) // !!\nsink(x.(string)) // !!\nsink(x[1:2]) // !!',
  'numeric conversions': 'n, err := strconv.Atoi(source())\nsink(n)\nsink(len(source()))\nsink(source() == "a")\nsink(!source())',
  pointers: 'x := source()\np := &x\nsink(*p) // !!\n*q = source()\nsink(q) // !!',
  fields: 'sink(req.query.a) // !!\nvar o T\no.a = source()\nsink(o.a) // !!\nsink(o.b)',
  'struct literals': 'o := T{A: source(), B: "b"}\nsink(o.A) // !!\nsink(o.B)\np := &T{A: source()}\nsink(p.A) // !!\nsink(p.B)\nsink(T{source()}) // !!',
  maps: 'm := map[string]string{"a": source(), "b": "b"}\nsink(m["a"]) // !!\nsink(m["b"])\nk := make(map[string]string)\nk["a"] = source()\nsink(k["a"]) // !!\nsink(k["b"])',
  slices: 's := []string{"a", source()}\nsink(s[0])\nsink(s[1]) // !!\nt := append(s, "b")\nsink(t) // !!\nu := append([]string{}, "b")\nsink(u)\nexec(s...)',
  ranges: 'for _, v := range source() { sink(v) } // !!\nfor k, v := range m { sink(v) }\nfor i := 0; i < 3; i++ { sink(i) }',
  'loops with a condition': 'a := ""\nfor c() { sink(a); a = source() } // !!\nfor { b := source(); sink(b); break } // !!',
  'if with an initializer': 'if x, ok := m[source()]; ok { sink(x) }\nif x := source(); c { sink(x) } else { sink(x) } // !!'.replace(
    'if x, ok := m[source()]; ok { sink(x) }\n',
    '',
  ),
  'else-if chains': 'x := "a"\nif c { x = "b" } else if d { x = source() } else { x = "c" }\nsink(x) // !!',
  'dead branches': 'x := source()\nif false { sink(x) }\nif 1 > 2 { sink(x) } else { sink(x) } // !!',
  switches:
    'x := source()\nswitch "b" {\ncase "a": sink(x)\ncase "b", "c": sink(x) // !!\ndefault: sink(x)\n}\ny := "a"\nswitch {\ncase c: y = source()\ndefault: y = "b"\n}\nsink(y) // !!',
  'a case that falls through': 'y := "a"\nswitch k {\ncase 1:\n y = source()\n fallthrough\ncase 2:\n sink(y) // !!\ncase 3:\n sink(y)\n}',
  'type switches': 'switch t := source().(type) {\ncase string: sink(t) // !!\n}',
  'selects and channels': 'select {\ncase v := <-source():\n sink(v) // !!\ndefault:\n}\nsink(<-source()) // !!',
  closures: 'x := source()\nfunc() { sink(x) }() // !!\ngo func(a string, b int) {\n sink(a) // !!\n sink(b)\n}(x, 1)\ndefer sink(x) // !!',
  'a function in a variable': 'run := func(a string) {\n sink(a) // !!\n}\nrun(source())',
  'buffers and readers': 'var b bytes.Buffer\nb.WriteString("a")\nsink(b.String())\nb.WriteString(source())\nsink(b.String()) // !!',
  unmarshalling: 'var o T\njson.Unmarshal(source(), &o)\nsink(o.Name) // !!',
  'a check by side effect': 'x := source()\nif !validate(x) { return }\nsink(x)',
  'a check on one path only': 'x := source()\nif validate(x) { log() }\nsink(x) // !!',
  'a source by side effect and a propagator': 'fill(&b)\nsink(b) // !!\ntransfer(b, c)\nsink(c) // !!\nsink(d)',
  goto: 'x := "a"\nx = source()\ngoto L\nx = "b"\nL: sink(x) // !!',
  'shadowed variables': 'x := source()\nif c { x := "a"; sink(x) }\nsink(x) // !!',
};

const files: Record<string, string> = {
  'a parameter that is a source': 'func h(w http.ResponseWriter, untrusted *http.Request) {\n sink(untrusted.URL.Query().Get("a")) // !!\n sink(w)\n}',
  'functions of the file':
    'func id(s string) (string, error) { return s, nil }\nfunc safe(s string) string { return "a" }\nfunc f() { x, err := id(source()); sink(x) // !!\n sink(err)\n sink(safe(source())) }',
  'a sink in another function': 'func run(a, b string) {\n sink(b) // !!\n sink(a)\n}\nfunc f() { run("a", source()) }',
  methods: 'type S struct{}\nfunc (s *S) run(a string) {\n sink(a) // !!\n}\nfunc (s *S) start() { s.run(source()) }',
  'an object of a type of the file': 'type S struct{ a, b string }\nfunc f() {\n s := S{a: source()}\n s.b = "x"\n sink(s.b)\n sink(s.a) // !!\n}',
  'variadic parameters': 'func run(a string, more ...string) {\n sink(more) // !!\n sink(a)\n}\nfunc f() { run("a", "b", source()) }',
  'a function that writes into its argument': 'func put(o *T, v string) { o.k = v }\nfunc f() { o := &T{}; put(o, source()); sink(o.k) } // !!',
};

describe('taint in Go', () => {
  for (const [name, code] of Object.entries(statements)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('go'), `package p\nfunc m() {\n${code}\n}\n`);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }

  for (const [name, code] of Object.entries(files)) {
    it(`follows ${name}`, () => {
      const { found, expected } = checkTaint(grammars.get('go'), `package p\n${code}\n`);
      expect(found).toEqual(expected);
    });
  }
});
