import { beforeAll, describe, expect, it } from 'vitest';
import { type AssetGrammarName, grammarNames } from '../../../../../core/scan/tree/grammar.ts';
import { provenGrammars } from '../../../../../core/scan/tree/parser/proven-grammars.ts';
import { builtAssets } from '../../../../support/assets.ts';
import { type BothParsers, firstDifference, openBothParsers } from '../../../../support/both-parsers.ts';
import { snippets } from './snippets.ts';

const mutationsPerText = 4;
/** Statements and blocks, more or less. */
const pieceEnd = /(?<=[;{}\n])/;
const piecesTogether = 3;
const token = /\w+|\s+|[^\w\s]/gu;

let open: (name: AssetGrammarName) => BothParsers;
beforeAll(async () => {
  open = await openBothParsers(builtAssets);
});

/** What the two parsers say about a text: the same tree, with or without errors in it. */
function verdict(parsers: BothParsers, text: string): string {
  const expected = parsers.byTreeSitter(text);
  const tree = parsers.byTables?.(text);
  if (tree === undefined) return `gave up on ${JSON.stringify(text)}`;
  const difference = firstDifference(tree, expected);
  if (difference !== undefined) return `${difference} in ${JSON.stringify(text)}`;
  return tree.hasError ? 'same with errors' : 'same';
}

describe('a tree made over the tables equals that of tree-sitter, field by field', () => {
  for (const name of grammarNames.filter((grammar) => provenGrammars.has(grammar))) {
    const texts = snippets[name] ?? [];

    it(`in ${name}, statement by statement`, () => {
      const parsers = open(name);
      const verdicts = texts.flatMap(withPieces).map((text) => verdict(parsers, text));
      expect(verdicts.filter((said) => !said.startsWith('same'))).toEqual([]);
      expect(verdicts.filter((said) => said === 'same').length).toBeGreaterThan(texts.length / 2);
    });

    it(`in ${name}, after tokens were deleted, doubled and swapped`, () => {
      const parsers = open(name);
      const random = seeded(name.length * 7919);
      const verdicts = texts
        .flatMap(withPieces)
        .flatMap((text) => mutations(text, random))
        .map((text) => verdict(parsers, text));
      expect(verdicts.filter((said) => !said.startsWith('same'))).toEqual([]);
      expect(verdicts.filter((said) => said === 'same').length).toBeGreaterThan(0);
      expect(verdicts.filter((said) => said === 'same with errors').length).toBeGreaterThan(0);
    }, 60_000);
  }
});

describe('limits', () => {
  it('deep nesting and long lists end in a tree or are left to tree-sitter', () => {
    const parsers = open('json');
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(verdict(parsers, nested)).toBe('same');
    expect(verdict(parsers, `[${'1,'.repeat(100_000)}1]`)).toBe('same');
  });

  it('thousands of parses of the same texts need no more memory than the first ones', () => {
    const parsers = open('python');
    const [text = ''] = snippets.python ?? [];
    const first = parsers.byTables?.(text);
    const before = process.memoryUsage().external;
    for (let round = 0; round < 10_000; round += 1) parsers.byTables?.('def f(x):\n  return [x]\n');
    expect(process.memoryUsage().external - before).toBeLessThan(64_000_000);
    expect(parsers.byTables?.(text)).toEqual(first);
  });

  it('a text with a syntax error is mended like tree-sitter mends it and does not disturb the next one', () => {
    const parsers = open('typescript');
    expect(verdict(parsers, 'function broken( {')).toBe('same with errors');
    expect(verdict(parsers, 'const a = 1;')).toBe('same');
  });

  it('a long text that is no program of the language at all is mended or left to tree-sitter', () => {
    const parsers = open('typescript');
    const prose = 'It was the best of times, it was the worst of times; "it was the age (of wisdom.\n'.repeat(2000);
    const tree = parsers.byTables?.(prose);
    expect(tree === undefined || firstDifference(tree, parsers.byTreeSitter(prose)) === undefined).toBe(true);
  });
});

/** The text, its lines and its groups of statements. */
function withPieces(text: string): string[] {
  const pieces = text.split(pieceEnd);
  const groups = pieces.flatMap((_, index) => (index % piecesTogether === 0 ? [pieces.slice(index, index + piecesTogether).join('')] : []));
  return [...new Set([text, ...text.split('\n'), ...groups])];
}

function mutations(text: string, random: () => number): string[] {
  const parts = text.match(token) ?? [];
  if (parts.length < 2) return [];
  return Array.from({ length: mutationsPerText }, () => {
    const changed = [...parts];
    for (let times = 0; times < 1 + random() * 2; times += 1) mutate(changed, random);
    return changed.join('');
  });
}

function mutate(parts: string[], random: () => number): void {
  const at = Math.floor(random() * parts.length);
  const other = Math.floor(random() * parts.length);
  const kind = Math.floor(random() * 4);
  if (kind === 0) parts.splice(at, 1);
  else if (kind === 1) parts.splice(at, 0, parts[at] ?? '');
  else if (kind === 2) [parts[at], parts[other]] = [parts[other] ?? '', parts[at] ?? ''];
  else parts.splice(at, 0, parts[other] ?? '');
}

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
