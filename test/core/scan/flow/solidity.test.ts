import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

/** Statements of a function. */
const bodies: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()); // !!\nuint x = source();\nsink(x); // !!\nuint y = 1;\nsink(y);',
  'a variable overwritten': 'uint x = source();\nx = 1;\nsink(x);\nuint y;\ny = source();\nif (c) { y = 1; }\nsink(y); // !!',
  'sanitized values': 'uint x = clean(source());\nsink(x);\nuint y = source();\nif (c) y = clean(y);\nsink(y); // !!',
  'arithmetic and casts':
    'uint x = source();\nsink(x * 2 + 1); // !!\nsink(address(uint160(x))); // !!\nsink(payable(x)); // !!\nuint z = 1;\nz += x;\nsink(z); // !!',
  'truth values': 'sink(source() == 1);\nsink(!source());\nsink(source() > 2 && c);\nsink(list.length);',
  'calls of the language': 'bytes memory b = abi.encodePacked("a", source());\nsink(b); // !!\nsink(keccak256(b)); // !!\nsink(abi.encode("a"));',
  'several values at once':
    '(uint a, uint b) = source();\nsink(a); // !!\n(uint p, uint q) = (source(), 1);\nsink(p); // !!\nsink(q);\n(p, q) = (q, p);\nsink(p);\nsink(q); // !!',
  'fields of a struct': 's.a = source();\nsink(s.a); // !!\nsink(s.b);\nS memory m = S({a: source(), b: 1});\nsink(m); // !!',
  'mappings by key': 'm["a"] = source();\nsink(m["a"]); // !!\nsink(m["b"]);\nn[k] = source();\nsink(n[j]); // !!',
  arrays: 'uint[] memory v = new uint[](3);\nv.push(source());\nsink(v[0]); // !!',
  'the branches of if':
    'uint x = source();\nif (x == 1) { sink(x); } else if (c) sink(x); // !!\nelse { sink(1); }\nif (1 > 2) { sink(x); } else { sink(x); } // !!',
  'a choice': 'uint x = c ? source() : 1;\nsink(x); // !!\nsink(c ? 1 : 2);',
  loops:
    'uint x = 1;\nfor (uint i = 0; i < 3; i++) { sink(x); x = source(); } // !!\nuint y = 1;\nwhile (c) { sink(y); y = source(); } // !!\ndo { sink(y); } while (c); // !!',
  'an early end': 'uint x = source();\nif (c) { revert("no"); }\nsink(x); // !!\nrevert();\nsink(x);',
  'values given along with a call': 'to.call{value: sink(source())}(""); // !!\nto.call{value: sink(1)}("");',
  'a value that require compares with a constant': 'uint x = source();\nrequire(x == 1, "no");\nsink(x);\nuint y = source();\nrequire(y != 0);\nsink(y); // !!',
  'a validated value': 'uint x = source();\nrequire(validate(x));\nsink(x);',
  'a source by side effect and a propagator': 'uint b = 1;\nuint c = 1;\nfill(b);\nsink(b); // !!\ntransfer(b, c);\nsink(c); // !!',
  'a call of another contract that may fail': 'try this.get(source()) { sink(source()); } catch { sink(source()); } // !!',
};

/** Members of a contract. */
const contracts: Record<string, string> = {
  'functions of the contract':
    'function id(uint a) internal returns (uint) { return a; }\nfunction no(uint a) internal returns (uint) { return 1; }\nfunction f() public {\n sink(id(source())); // !!\n sink(no(source()));\n}',
  'a sink in another function': 'function run(uint a, uint b) internal {\n sink(b); // !!\n sink(a);\n}\nfunction f() public { run(1, source()); }',
  'arguments by name': 'function run(uint a, uint b) internal {\n sink(b); // !!\n sink(a);\n}\nfunction f() public { run({b: source(), a: 1}); }',
  'a result that is a variable':
    'function get() internal returns (uint r) { r = source(); }\nfunction none() internal returns (uint r) { r = 1; }\nfunction f() public {\n sink(get()); // !!\n sink(none());\n}',
  'a parameter that is a source': 'function f(address w, uint untrusted) public {\n sink(untrusted); // !!\n sink(w);\n}',
  'a sink in a modifier': 'modifier only(address a) {\n sink(a); // !!\n _;\n}\nfunction f(address untrusted) public only(untrusted) { g(); }',
  'a variable of the contract': 'uint kept;\nfunction f() public {\n kept = source();\n sink(kept); // !!\n sink(this.kept); // !!\n}',
  'an object made by another contract': 'function f() public { C c = new C(source());\n sink(c); // !!\n}',
  assembly: 'function f() public {\n uint x = source();\n assembly { x := add(x, 1) }\n sink(x); // !!\n}',
};

describe('taint in Solidity', () => {
  it.each(Object.entries(bodies))('%s', (_name, code) => {
    const { found, expected } = checkTaint(grammars.get('solidity'), `contract A { function f() public {\n${code}\n} }\n`);
    expect(found).toEqual(expected);
  });

  it.each(Object.entries(contracts))('%s', (_name, code) => {
    const { found, expected } = checkTaint(grammars.get('solidity'), `contract A is B {\n${code}\n}\n`);
    expect(found).toEqual(expected);
  });
});
