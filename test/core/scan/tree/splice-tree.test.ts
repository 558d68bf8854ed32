import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { errorKind, type FlatTree } from '../../../../core/scan/tree/flat-tree.ts';
import { openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { spliceTree } from '../../../../core/scan/tree/splice-tree.ts';
import { builtAssets } from '../../../support/assets.ts';
import { spliceCases } from './splice-cases.ts';

const grammars = await openGrammars(builtAssets);

const python = Array.from(
  { length: 6 },
  (_none, index) => `def f${index}(a):\n    if a:\n        return g(a, ${index})\n\nx${index} = f${index}(1)\n# note ${index}\n`,
).join('');
const script = Array.from(
  { length: 6 },
  (_none, index) => `function f${index}(a) {\n  return g(a, ${index})\n}\n\nconst x${index} = f${index}(1)\n// note\n`,
).join('');

const cases = [
  { name: 'python', text: python, pieces: ['\n', ' ', 'y = 1\n', 'eval(z)', '    ', 'def h():\n    pass\n', '"""', '(', ')', 'é'] },
  { name: 'javascript', text: script, pieces: ['\n', ' ', 'y = 1\n', 'eval(z)', '}', '{', 'if (a) b()\n', '`', '(', ')', 'é', '+ 1\n'] },
] as const;

/** Every place would take minutes for all languages; one in eleven meets each kind of place several times. */
const stride = 11;

describe.each(spliceCases)('spliceTree in $name', ({ name, text, pieces }) => {
  test('a text without errors has the tree that parsing all of it gives', () => {
    const grammar = grammars.get(name);
    const parse = (part: string) => grammar.parse(part);
    const old = parse(text);
    if (old?.hasError !== false) throw new Error('no tree');
    const places = Array.from({ length: Math.ceil(text.length / stride) }, (_none, index) => index * stride);
    const compared = places.flatMap((at) =>
      pieces.flatMap((piece, index) => {
        const oldEnd = Math.min(at + (index % 2) * 3, text.length);
        const next = text.slice(0, at) + piece + text.slice(oldEnd);
        const spliced = spliceTree(old, next, { start: at, oldEnd, newEnd: at + piece.length }, parse);
        const whole = spliced?.hasError === false ? parse(next) : undefined;
        return spliced === undefined || whole?.hasError !== false ? [] : [{ at, piece, same: isDeepStrictEqual(columns(spliced), columns(whole)) }];
      }),
    );
    expect(compared.filter(({ same }) => !same)).toEqual([]);
    expect(compared.length).toBeGreaterThan(80);
  });
});

function columns({ text, count, kind, start, end, parent, skip, field, flags, hasError }: FlatTree) {
  return { text, count, kind, start, end, parent, skip, field, flags, hasError };
}

describe.each(cases)('spliceTree in $name', ({ name, text, pieces }) => {
  const grammar = grammars.get(name);
  const parse = (part: string) => grammar.parse(part);

  test.each([0, 3])('a text without errors has the tree that parsing all of it gives, with each piece at each place for %d characters', (remove) => {
    const old = parse(text);
    if (old === undefined) throw new Error('no tree');
    const texts = Array.from({ length: text.length + 1 }, (_none, at) => pieces.map((piece) => ({ at, piece }))).flat();
    const compared = texts.flatMap(({ at, piece }) => {
      const oldEnd = Math.min(at + remove, text.length);
      const next = text.slice(0, at) + piece + text.slice(oldEnd);
      const spliced = spliceTree(old, next, { start: at, oldEnd, newEnd: at + piece.length }, parse);
      const whole = spliced?.hasError === false ? parse(next) : undefined;
      if (spliced === undefined || whole?.hasError !== false) return [];
      return [{ at, piece, same: isDeepStrictEqual(columns(spliced), columns(whole)) }];
    });
    expect(compared.filter(({ same }) => !same)).toEqual([]);
    expect(compared.length).toBeGreaterThan(500);
  });

  test('an error stays where it is, and goes when it is mended', () => {
    const old = parse(text);
    const at = text.indexOf('\n\n') + 1;
    const broken = `${text.slice(0, at)}eval(${text.slice(at)}`;
    const opened = old === undefined ? undefined : spliceTree(old, broken, { start: at, oldEnd: at, newEnd: at + 5 }, parse);
    const isBroken = (tree: FlatTree, node: number) => tree.kind[node] === errorKind || ((tree.flags[node] ?? 0) & 8) !== 0;
    const errors = opened === undefined ? [] : Array.from({ length: opened.count }, (_none, node) => node).filter((node) => isBroken(opened, node));
    expect(errors.length).toBeGreaterThan(0);
    for (const node of errors) expect([at <= (opened?.start[node] ?? 0), (opened?.end[node] ?? 0) <= at + 6]).toEqual([true, true]);
    const mended = `${broken.slice(0, at + 5)})${broken.slice(at + 5)}`;
    const closed = opened === undefined ? undefined : spliceTree(opened, mended, { start: at + 5, oldEnd: at + 5, newEnd: at + 6 }, parse);
    const whole = parse(mended);
    expect(closed === undefined ? undefined : columns(closed)).toEqual(whole === undefined ? 'no tree' : columns(whole));
  });

  test('a change of most of a text is left to a parse of all of it', () => {
    const old = parse('a = 1\n');
    expect(old === undefined ? old : spliceTree(old, 'a = 12\n', { start: 5, oldEnd: 5, newEnd: 6 }, parse)).toBeUndefined();
  });
});

test('a text that begins in a statement and swallows what follows is left to a parse of all of it', () => {
  const grammar = grammars.get('ruby');
  const text = Array.from({ length: 9 }, (_none, index) => `x${index} = f(${index})\n`).join('');
  const old = grammar.parse(text);
  const next = text.replace('f(3)', '<<~A');
  const at = text.indexOf('f(3)');
  expect(old === undefined ? old : spliceTree(old, next, { start: at, oldEnd: at + 4, newEnd: at + 4 }, (part) => grammar.parse(part))).toBeUndefined();
});
