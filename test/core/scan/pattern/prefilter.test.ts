import { fc } from '../../../support/property.ts';
import { describe, expect, test } from 'vitest';
import type { Detector, Formula, Rule } from '../../../../core/scan/model.ts';
import { formulaPrefilter, prefilterOf } from '../../../../core/scan/pattern/prefilter.ts';
import type { Prefilter } from '../../../../core/scan/pattern/prefilter-formula.ts';
import { createWordScanner } from '../../../../core/scan/pattern/word-scanner.ts';

function ruleOf(detector: Detector): Rule {
  return {
    id: 'r',
    pack: 'p',
    title: '',
    message: '',
    severity: 'low',
    confidence: 'low',
    languages: ['generic'],
    cwe: [],
    controls: {},
    tags: [],
    help: '',
    references: [],
    paths: { include: [], exclude: [] },
    detector,
    examples: [],
    secret: false,
    trusted: true,
  };
}

const search = (formula: Formula) => prefilterOf(ruleOf({ kind: 'search', formula }));
const regex = (text: string, flags = '') => prefilterOf(ruleOf({ kind: 'regex', regex: text, flags }));
const bytes = (text: string) => new TextEncoder().encode(text);
const stays = (prefilter: Prefilter, text: string) => createWordScanner([prefilter]).present(bytes(text)).length === 1;

describe('prefilterOf', () => {
  test('a pattern needs its words, not its syntax', () => {
    expect(search({ kind: 'pattern', pattern: 'function ($X) { ... subprocess.call(..., shell=True, ...) }' })).toMatchInlineSnapshot(`
      {
        "kind": "all",
        "of": [
          {
            "kind": "word",
            "word": "subprocess",
          },
          {
            "kind": "word",
            "word": "call",
          },
          {
            "kind": "word",
            "word": "shell",
          },
          {
            "kind": "text",
            "text": "true",
          },
        ],
      }
    `);
  });

  test('negations need nothing', () => {
    const formula: Formula = {
      kind: 'all',
      of: [
        { kind: 'pattern', pattern: 'a()' },
        { kind: 'not', of: { kind: 'pattern', pattern: 'b()' } },
      ],
      where: [],
      focus: [],
    };
    expect(search(formula)).toEqual({ kind: 'word', word: 'a' });
  });

  test('an alternative that needs nothing makes the whole need nothing', () => {
    expect(
      search({
        kind: 'any',
        of: [
          { kind: 'pattern', pattern: 'a()' },
          { kind: 'pattern', pattern: '$X()' },
        ],
      }),
    ).toEqual({ kind: 'always' });
  });

  test('taint needs a source and a sink', () => {
    const part = (text: string) => ({ formula: { kind: 'pattern', pattern: text } as const, bySideEffect: false, exact: false });
    const detector: Detector = {
      kind: 'taint',
      sources: [part('req.query'), part('req.body')],
      sinks: [part('exec(...)')],
      sanitizers: [part('clean(...)')],
      propagators: [],
    };
    const prefilter = prefilterOf(ruleOf(detector));
    expect(stays(prefilter, 'exec(req.body)')).toBe(true);
    expect(stays(prefilter, 'exec(req.params)')).toBe(false);
    expect(stays(prefilter, 'req.query')).toBe(false);
  });

  test.each([
    ['AKIA[0-9A-Z]{16}', { kind: 'text', text: 'akia' }],
    [
      '(?:foo|barbaz)_(x|y)',
      {
        kind: 'any',
        of: [
          { kind: 'text', text: 'foo_x' },
          { kind: 'text', text: 'foo_y' },
          { kind: 'text', text: 'barbaz_x' },
          { kind: 'text', text: 'barbaz_y' },
        ],
      },
    ],
    [
      '(?:fooo|barbaz)\\s*=',
      {
        kind: 'any',
        of: [
          { kind: 'text', text: 'fooo' },
          { kind: 'text', text: 'barbaz' },
        ],
      },
    ],
    [
      '-----BEGIN (?:RSA )?PRIVATE KEY',
      {
        kind: 'all',
        of: [
          { kind: 'text', text: '-----begin ' },
          { kind: 'text', text: 'private key' },
        ],
      },
    ],
    [
      'passwords?\\.txt',
      {
        kind: 'all',
        of: [
          { kind: 'text', text: 'password' },
          { kind: 'text', text: '.txt' },
        ],
      },
    ],
    ['(?!secret)\\w+', { kind: 'always' }],
    ['ab+cde', { kind: 'text', text: 'cde' }],
  ])('the literals of %s', (text, expected) => {
    expect(regex(text)).toEqual(expected);
  });
});

describe('comparisons', () => {
  const compares = (pattern: string) => formulaPrefilter({ kind: 'pattern', pattern }, false, { operators: true, calls: false, comparisons: false });
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['$A == $B', 'a == b', true],
    ['$A == $B', 'a==-1', true],
    ['$A == $B', 'a === b; a !== b; a = b; a <= b; a != b', false],
    ['$A != $B', 'a!=b', true],
    ['$A != $B', 'a !== b; a == b; a = !b', false],
    ['$A == null', 'a == NULL', true],
    ['$A == null', 'a == b', false],
    ['f("a == b")', 'f(x)', true],
    ['$A === $B', 'a === b', true],
  ];
  test.each(rows)('%s may match %s: %s', (pattern, text, expected) => {
    expect(stays(compares(pattern), `${text} f a b`)).toBe(expected);
  });
});

describe('createWordScanner', () => {
  test('words are whole and texts are in any case', () => {
    const scanner = createWordScanner([{ kind: 'word', word: 'call' }, { kind: 'text', text: 'akia' }, { kind: 'word', word: 'größe' }, { kind: 'always' }]);
    expect(scanner.present(bytes('x.call(AkIa)'))).toEqual([0, 1, 3]);
    expect(scanner.present(bytes('recall aki größe'))).toEqual([2, 3]);
    expect(scanner.present(bytes(''))).toEqual([3]);
  });

  test('never rules out a text that a regex matches', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'abc',
        'x',
        'tok_',
        '\\d',
        '[a-f]',
        '.',
        'k+',
        'y?',
        '(?:ab|cd)',
        '(?:abc|def)*',
        '(?=q)',
        '\\.',
        'z{2}',
        'w{0,2}',
        '(abcd|e)',
        '\\w{3,}',
        '^',
        '$',
        '(?:abc){2}',
        '[^x]+',
      ),
    );
    const check = () =>
      fc.assert(
        fc.property(
          fc.array(piece, { minLength: 1, maxLength: 6 }),
          fc.array(fc.constantFrom('abc', 'ABC', 'x', 'tok_', '7', 'k', 'y', 'ab', 'cd', 'def', 'q', '.', 'zz', 'w', 'abcd', 'e', '\n'), { maxLength: 12 }),
          (pieces, words) => {
            const source = pieces.join('');
            const text = words.join('');
            fc.pre(new RegExp(source, 'i').test(text));
            return stays(regex(source, 'i'), text);
          },
        ),
        { numRuns: 2000 },
      );
    expect(check).not.toThrow();
  });

  test('finds a text wherever it stands', () => {
    const check = () =>
      fc.assert(
        fc.property(
          fc.string(),
          fc.string({ unit: fc.constantFrom('a', 'b', '_', ' ', '9'), minLength: 3, maxLength: 9 }),
          fc.string(),
          (before, wanted, after) => stays({ kind: 'text', text: wanted }, before + wanted.toUpperCase() + after),
        ),
      );
    expect(check).not.toThrow();
  });
});
