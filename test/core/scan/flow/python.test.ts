import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const cases: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source())  # !!\nx = source()\nsink(x)  # !!\ny = 1\nsink(y)',
  'a variable overwritten': 'x = source()\nx = "a"\nsink(x)',
  'a variable overwritten on one way': 'x = source()\nif c:\n    x = "a"\nelif d:\n    x = "b"\nsink(x)  # !!',
  'a variable overwritten on all ways': 'x = source()\nif c:\n    x = "a"\nelif d:\n    x = "b"\nelse:\n    x = "c"\nsink(x)',
  'sanitized values': 'x = clean(source())\nsink(x)\ny = source()\nif c:\n    y = clean(y)\nsink(y)  # !!',
  'f-strings, format and percent':
    'x = source()\nsink(f"a {x} b")  # !!\nsink("a %s" % x)  # !!\nsink("a {}".format(x))  # !!\nsink("a" "b")\nsink("a" + x)  # !!\nsink(f"a {1}")',
  'joined strings': 'parts = ["a"]\nparts.append(source())\nsink(" ".join(parts))  # !!\nsink(parts[0])\nsink(parts[1])  # !!',
  'compound assignment': 'q = "a"\nq += source()\nsink(q)  # !!',
  'attributes and items': 'sink(req.query.a)  # !!\nsink(req.query["a"].b)  # !!\nsink(req.other)',
  'dictionaries by key': 'd = {"a": source(), "b": 1}\nsink(d["a"])  # !!\nsink(d["b"])\nsink(d.get("b"))\nsink(d.get("a", "x"))  # !!\nsink(d)  # !!',
  'a dictionary item overwritten': 'd = {}\nd["a"] = source()\nd["a"] = 1\nsink(d["a"])\nd["b"] = source()\nsink(d["b"])  # !!',
  unpacking: 'a, b = source(), 1\nsink(a)  # !!\nsink(b)\nc, *d = source()\nsink(d)  # !!\n(e, [f, g]) = (1, [source(), 2])\nsink(f)  # !!\nsink(g)',
  'slices and subscripts': 'sink(source()[1:2])  # !!\nsink(source()[0])  # !!',
  'numeric conversions': 'sink(int(source()))\nsink(len(source()))\nsink(float(source()))\nsink(source().isdigit())',
  'comparisons and truth values':
    'sink(source() == "a")\nsink("a" in source())\nsink(not source())\nsink(source() is None)\nsink(1 < source() < 3)\nsink(isinstance(source(), str))',
  'boolean operators': 'sink(source() or "a")  # !!\nsink(a and source())  # !!\nsink(source() and "a")',
  'a conditional expression': 'sink(source() if c else "a")  # !!\nsink("a" if source() else "b")\nsink(source() if 1 > 2 else "a")',
  'a dead branch': 'x = source()\nif False:\n    sink(x)\nif 7 * 18 + 2 > 200:\n    sink(x)\nwhile True:\n    sink(x)  # !!\nsink(x)',
  'for loops':
    'for x in source():\n    sink(x)  # !!\nfor i, x in enumerate(source()):\n    sink(x)  # !!\nfor k, v in source().items():\n    sink(v)  # !!\nfor x in [1]:\n    sink(x)\nelse:\n    sink(source())  # !!',
  comprehensions:
    'sink([x.a for x in source() if x])  # !!\nsink({k: v for k, v in source()})  # !!\nsink(" ".join(x for x in source()))  # !!\nsink([1 for x in source()])\nsink([sink(y) for y in [1]])',
  'with statements': 'with open(source()) as f:\n    sink(f.read())  # !!\nwith open("a") as f:\n    sink(f.read())',
  'assignment expressions': 'if (x := source()) and c:\n    sink(x)  # !!',
  'try and except': 'x = "a"\ntry:\n    x = source()\n    f()\n    x = "b"\nexcept E as e:\n    sink(e)\nsink(x)  # !!',
  'match statements': 'x = source()\nmatch "a":\n    case "b":\n        sink(x)\n    case "a":\n        sink(x)  # !!\n    case _:\n        sink(x)',
  'names that a match statement binds':
    'match source():\n    case {"k": v}:\n        sink(v)  # !!\n    case Point(x=0) if c:\n        sink(1)\n    case other:\n        sink(other)  # !!',
  'functions of the file':
    'def run(cmd):\n    sink(cmd)  # !!\ndef ident(x):\n    return x\ndef safe(x):\n    return "a"\ndef g():\n    run(ident(source()))\n    sink(safe(source()))',
  'keyword arguments and defaults': 'def run(a, b=1, *rest, **more):\n    sink(b)  # !!\n    sink(a)\ndef g():\n    run(1, b=source())',
  'methods of a class':
    'class A:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n    def go(self, v):\n        sink(v)  # !!\n    def start(self):\n        self.go(source())\ndef f():\n    a = A(source(), 1)\n    sink(a.x)  # !!\n    sink(a.y)',
  'a static method': 'class A:\n    @staticmethod\n    def go(v):\n        sink(v)  # !!\n    def start(self):\n        A.go(source())',
  'a parameter that is a source': '@app.route("/")\ndef f(untrusted: str, other):\n    sink(untrusted)  # !!\n    sink(other)',
  'lambdas and map': 'f = lambda x: sink(x)  # !!\nf(source())\nsink(list(map(lambda x: x.a, source())))  # !!\nsink(map(lambda x: "a", source()))',
  'module-level variables in functions': 'x = source()\nlimit = 1\ndef f():\n    sink(x)  # !!\n    sink(limit)\ndef g():\n    x = "a"\n    sink(x)',
  'global variables': 'def f():\n    global x\n    x = source()\n    sink(x)  # !!',
  'nested functions': 'def f():\n    x = source()\n    def g():\n        sink(x)  # !!\n    g()',
  'a check by side effect': 'x = source()\nvalidate(x)\nsink(x)',
  'a check in a condition':
    'def f():\n    x = source()\n    if not validate(x):\n        return\n    sink(x)\ndef g():\n    x = source()\n    if validate(x):\n        pass\n    sink(x)  # !!',
  'a source by side effect and a propagator': 'b = alloc()\nfill(b)\nsink(b)  # !!\nc = alloc()\ntransfer(b, c)\nsink(c)  # !!\nsink(d)',
  'awaits, yields and splats':
    'async def f():\n    sink(await source())  # !!\n    sink(*source())  # !!\n    sink(**source())  # !!\n    sink(a=source())  # !!',
  'objects by another name': 'a = {}\nb = a\nb["x"] = source()\nsink(a["x"])  # !!',
  'half-typed code': 'x = source()\nif x ==\nsink(x)  # !!\ndef g(:\n    pass\n',
  'print statements of Python 2': 'x = source()\nprint "a"\nsink(x)  # !!',
  'code after return and raise': 'def f():\n    x = source()\n    raise E(x)\n    sink(x)',
};

describe('taint in Python', () => {
  for (const [name, code] of Object.entries(cases)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('python'), code);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }
});
