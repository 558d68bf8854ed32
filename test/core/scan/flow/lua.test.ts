import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const programs: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()) -- !!\nlocal x = source()\nsink(x) -- !!\ny = "a"\nsink(y)',
  'a variable overwritten': 'x = source()\nx = "a"\nsink(x)\ny = source()\nif c then y = "a" end\nsink(y) -- !!',
  'sanitized values': 'x = clean(source())\nsink(x)\ny = source()\nif c then y = clean(y) end\nsink(y) -- !!',
  concatenation: 'x = source()\nsink("a" .. x .. "b") -- !!\nsink("a" .. "b")\nq = "a"\nq = q .. x\nsink(q) -- !!',
  'several values at once': 'local a, b = source(), "b"\nsink(a) -- !!\nsink(b)\na, b = b, a\nsink(a)\nsink(b) -- !!',
  'numbers and truth values':
    'sink(tonumber(source()))\nsink(#source())\nsink(source() == "a")\nsink(not source())\nsink(source() + 1)\nsink(tostring(source())) -- !!',
  'functions and methods of strings': 'sink(string.format("%s", source())) -- !!\nsink(source():lower()) -- !!\nsink(source():len())',
  'fields of a table': 't.a = source()\nsink(t.a) -- !!\nsink(t.b)\nlocal m = { a = source(), b = 1 }\nsink(m.a) -- !!\nsink(m.b)\nsink(m["a"]) -- !!',
  'values added to a table': 'local t = {}\ntable.insert(t, source())\nsink(t) -- !!',
  loops:
    'for k, v in pairs(source()) do sink(v) end -- !!\nfor i = 1, 3 do sink(i) end\nlocal a = ""\nwhile c do sink(a) a = source() end -- !!\nrepeat b = source() sink(b) until c -- !!',
  'if chains': 'x = "a"\nif c then x = "b" elseif d then x = source() else x = "c" end\nsink(x) -- !!\nif c then y = "a" else y = "b" end\nsink(y)',
  'dead branches': 'x = source()\nif 1 > 2 then\n sink(x)\nelse\n sink(x) -- !!\nend',
  'values by default': 'x = y or source()\nsink(x) -- !!\nz = c and source() or "a"\nsink(z) -- !!',
  'an early end': 'x = source()\nif c then error("no") end\nsink(x) -- !!\ny = source()\nerror("no")\nsink(y)',
  'validated values': 'x = source()\nif not validate(x) then error("no") end\nsink(x)',
  'a source by side effect and a propagator': 'b = 1\nc = 1\nfill(b)\nsink(b) -- !!\ntransfer(b, c)\nsink(c) -- !!\nsink(d)',
  'functions of the file': 'local function id(s) return s end\nfunction safe(s) return "a" end\nsink(id(source())) -- !!\nsink(safe(source()))',
  'a sink in another function': 'function run(a, b)\n sink(b) -- !!\n sink(a)\nend\nrun("a", source())',
  'functions in variables': 'local f = function(a) sink(a) end -- !!\nf(source())',
  'variables of the function around': 'local x = "a"\nlocal f = function() x = source() end\nf()\nsink(x) -- !!',
  'a parameter that is a source': 'function h(w, untrusted)\n sink(untrusted.a) -- !!\n sink(w)\nend',
};

describe('taint in Lua', () => {
  it.each(Object.entries(programs))('%s', (_name, code) => {
    const { found, expected } = checkTaint(grammars.get('lua'), `${code}\n`);
    expect(found).toEqual(expected);
  });
});
