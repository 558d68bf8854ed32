import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const programs: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()) # !!\nx = source()\nsink(x) # !!\ny = "a"\nsink(y)',
  'calls without parentheses': 'x = source()\nsink x # !!\nsink "a", "b"\nsink source() # !!',
  'a variable overwritten': 'x = source()\nx = "a"\nsink(x)\ny = source()\ny = "a" if c\nsink(y) # !!',
  'sanitized values': 'x = clean(source())\nsink(x)\ny = source()\ny = clean(y) if c\nsink(y) # !!',
  'concatenation and formatting': 'x = source()\nsink("a" + x) # !!\nq = "a"\nq += x\nsink(q) # !!\nr = "a"\nr << x\nsink(r) # !!\nsink("a %s" % x) # !!',
  interpolation: 'x = source()\nsink("a #{x} b") # !!\nsink("a #{x.strip} b") # !!\nsink(\'a #{x}\')\nsink(`ls #{x}`) # !!\nsink("a" "b #{x}") # !!',
  heredocs: 'x = source()\na = <<~SQL\n  select #{x}\nSQL\nsink(a) # !!\nsink(<<-A, <<-B) # !!\n a\nA\n #{x}\nB\nb = <<~C\n  plain\nC\nsink(b)',
  'keys of a hash':
    'm = { a: source(), "b" => "b" }\nsink(m[:a]) # !!\nsink(m["b"])\nk = {}\nk[:a] = source()\nsink(k[:a]) # !!\nsink(k[:b])\nsink(k.fetch(:a)) # !!',
  'positions of an array': 's = ["a", source()]\nsink(s[0])\nsink(s[1]) # !!\nt = []\nt << source()\nsink(t) # !!\nu = []\nu.push(source())\nsink(u[0]) # !!',
  'several values at once': 'a, b = source(), "b"\nsink(a) # !!\nsink(b)\na, b = b, a\nsink(a)\nsink(b) # !!\nc, *d = ["c", source()]\nsink(c)\nsink(d) # !!',
  'numbers and truth values':
    'sink(source().to_i)\nsink(source().length)\nsink(source() == "a")\nsink(!source())\nsink(Integer(source()))\nsink(source().nil?)\nsink(source().to_s) # !!',
  'methods of strings': 'sink(source().strip.downcase) # !!\nsink(source().gsub("a", "b")) # !!\nsink([source()].join(",")) # !!\nsink(source()&.strip) # !!',
  'attributes of an object': 'o.a = source()\nsink(o.a) # !!\nsink(p.a)',
  blocks:
    'source().each { |v| sink(v) } # !!\nsource().each do |v|\n sink(v) # !!\nend\n[1, 2].each { |v| sink(v) }\nr = source().map { |v| clean(v) }\nsink(r)\nq = source().map { |v| v + "a" }\nsink(q) # !!',
  'variables that blocks write': 'x = "a"\n3.times do |i|\n x = source()\nend\nsink(x) # !!\nw = source()\nwith(1) { sink(w) } # !!',
  lambdas: 'f = ->(a) { sink(a) } # !!\nf.call(source())\ng = lambda { |a| sink(a) } # !!\ng.(source())\nh = proc { |a| a }\nsink(h.call(source())) # !!',
  'if chains': 'x = "a"\nif c\n x = "b"\nelsif d\n x = source()\nelse\n x = "c"\nend\nsink(x) # !!\nunless c\n y = source()\nend\nsink(y) # !!',
  'values of branches': 'x = if c then source() else "b" end\nsink(x) # !!\ny = if c then "a" else "b" end\nsink(y)\nz = c ? source() : "b"\nsink(z) # !!',
  'dead branches': 'x = source()\nif 1 > 2\n sink(x)\nelse\n sink(x) # !!\nend\nunless 1 > 2\n sink(x) # !!\nelse\n sink(x)\nend',
  cases:
    'x = source()\ncase "b"\nwhen "a" then sink(x)\nwhen "b", "c" then sink(x) # !!\nelse sink(x)\nend\ny = case k\nwhen 1 then source()\nelse "b"\nend\nsink(y) # !!',
  'pattern matching': 'case source()\nin { name: n }\n sink(n) # !!\nend',
  loops: 'for v in source() do sink(v) end # !!\na = ""\nwhile c\n sink(a) # !!\n a = source()\nend\nuntil c\n b = source()\n sink(b) # !!\nend',
  'values by default': 'x = y || source()\nsink(x) # !!\nz ||= source()\nsink(z) # !!\nw = c && source()\nsink(w) # !!',
  exceptions: 'begin\n x = source()\nrescue E => e\n x = "a"\nensure\n sink(x) # !!\nend\ny = begin\n source()\nrescue\n "a"\nend\nsink(y) # !!',
  'an early end': 'x = source()\nraise "no" if c\nsink(x) # !!\ny = source()\nraise "no"\nsink(y)',
  'validated values': 'x = source()\nraise "no" unless validate(x)\nsink(x)\ny = source()\nlog if validate(y)\nsink(y) # !!',
  'a source by side effect and a propagator': 'b = c = "a"\nfill(b)\nsink(b) # !!\ntransfer(b, c)\nsink(c) # !!\nsink(d)',
  'methods of the file and their last value':
    'def id(s)\n s\nend\ndef safe(s)\n "a"\nend\ndef either(s)\n if s\n  s\n else\n  "a"\n end\nend\nsink(id(source())) # !!\nsink(safe(source()))\nsink(either(source())) # !!',
  'returned values': 'def first(s)\n return "a" if s.nil?\n return s\nend\nsink(first(source())) # !!',
  'a call that looks like a variable': 'def given\n source()\nend\nx = given\nsink(x) # !!',
  'a sink in another method': 'def run(a, b = "c")\n sink(b) # !!\n sink(a)\nend\nrun("a", source())',
  'keyword parameters': 'def run(a:, b: "c")\n sink(b) # !!\n sink(a)\nend\nrun(b: source(), a: "a")',
  'a parameter that is a source': 'def h(w, untrusted)\n sink(untrusted[:a]) # !!\n sink(w)\nend',
  'fields of the object within a method': 'class C\n def show\n  @a = source()\n  @b = "b"\n  sink(@a) # !!\n  sink(@b)\n end\nend',
  'methods and fields of a class':
    'class S\n def initialize(a)\n  @q = a\n end\n def run\n  sink(@q) # !!\n end\nend\nS.new(source()).run\ns = S.new(source())\ns.run',
  'methods that call methods':
    'class S\n def run(a)\n  sink(a) # !!\n end\n def start\n  run(source())\n end\n def self.go(a)\n  sink(a) # !!\n end\nend\nS.go(source())',
  'helpers of a controller': 'class C\n def show\n  sink(name) # !!\n end\n private\n def name\n  source()\n end\nend',
  'what is looked up under a source': 'KNOWN = { a: 1 }\nsink(KNOWN.fetch(source(), :a))\nsink(KNOWN[source()])\nsink(LIST.fetch(0, source())) # !!',
  'variadic parameters': 'def run(a, *more)\n sink(more) # !!\n sink(a)\nend\nrun("a", "b", source())',
};

describe('taint in Ruby', () => {
  it.each(Object.entries(programs))('%s', (_name, code) => {
    const { found, expected } = checkTaint(grammars.get('ruby'), `${code}\n`);
    expect(found).toEqual(expected);
  });
});
