import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

const statements: Record<string, string> = {
  'a source passed directly and by variable': 'sink(source()) // !!\nval x = source()\nsink(x) // !!\nval y: String = "a"\nsink(y)',
  'a variable overwritten': 'var x = source()\nx = "a"\nsink(x)',
  'sanitized values': 'val x = clean(source())\nsink(x)',
  'concatenation and interpolation': 'val x = source()\nsink("a" + x) // !!\nsink(s"a $x") // !!\nsink(s"a ${x.trim} b") // !!\nsink(s"a $n")',
  'numeric conversions': 'sink(source().toInt)\nsink(source().length)\nsink(source() == "a")',
  'conditions as values': 'val x = if (c) source() else "a"\nsink(x) // !!\nval z = if (c) "a" else "b"\nsink(z)',
  'matches as values': 'val x = k match { case 1 => source(); case _ => "a" }\nsink(x) // !!',
  'loops with a condition': 'var a = ""\nwhile (c()) { sink(a); a = source() } // !!',
  'try as a value': 'val x = try { source() } catch { case e: Exception => "a" }\nsink(x) // !!',
  'lambdas over collections': 'val x = source()\nx.split(",").foreach(v => sink(v)) // !!\nlist.foreach(v => sink(v))',
  'dead branches': 'val x = source()\nif (false) { sink(x) }',
};

const classes: Record<string, string> = {
  'methods of the class':
    'class A { def f() = { val b = go(source()); sink(b) // !!\n val s = safe(source()); sink(s) }\n def go(p: String): String = { p.trim }\n def safe(p: String) = "a" }',
  'a method of an object': 'object M { def f() = { sink(O.wrap(source())) } } // !!\nobject O { def wrap(s: String) = s }',
};

describe('taint in Scala', () => {
  for (const [name, code] of Object.entries(statements)) {
    it(`follows ${name}`, () => {
      const { found, expected, results } = checkTaint(grammars.get('scala'), `class A { def m() = {\n${code}\n} }`);
      expect(found).toEqual(expected);
      expect(results.cutOff).toBe(false);
    });
  }

  for (const [name, code] of Object.entries(classes)) {
    it(`follows ${name}`, () => {
      const { found, expected } = checkTaint(grammars.get('scala'), code);
      expect(found).toEqual(expected);
    });
  }
});
