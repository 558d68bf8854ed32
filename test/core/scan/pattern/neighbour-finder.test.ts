import { describe, expect, test } from 'vitest';
import { fc } from '../../../support/property.ts';
import type { LanguageId } from '../../../../core/scan/model.ts';
import { fixedTokens, formulaPrefilter } from '../../../../core/scan/pattern/prefilter.ts';
import { createWordScanner } from '../../../../core/scan/pattern/word-scanner.ts';
import { matchFormula } from '../../../../core/scan/pattern/evaluate.ts';
import type { CompiledFormula } from '../../../../core/scan/pattern/compiled-formula.ts';
import type { FileTree } from '../../../../core/scan/pattern/file-tree.ts';
import type { Match } from '../../../../core/scan/pattern/match.ts';
import { errorKind } from '../../../../core/scan/tree/flat-tree.ts';
import { compile, openCode, pattern } from './support.ts';

function scannerOf(language: LanguageId, text: string) {
  return createWordScanner([formulaPrefilter(pattern(text), language === 'javascript' || language === 'typescript', fixedTokens([language], undefined))]);
}

function stays(language: LanguageId, text: string, code: string): boolean {
  return scannerOf(language, text).present(new TextEncoder().encode(code)).length === 1;
}

describe('a text is left out where its words stand in other company', () => {
  const rows: readonly (readonly [LanguageId, string, string, boolean])[] = [
    ['javascript', 'JSON.parse(...)', 'JSON.stringify(parse(x))', false],
    ['javascript', 'JSON.parse(...)', '// the JSON text to parse\nparse(x)', false],
    ['javascript', 'JSON.parse(...)', 'JSON\n  .parse(x)', true],
    ['javascript', 'JSON.parse(...)', 'JSON?.parse(x)', true],
    ['javascript', 'JSON.parse(...)', 'const { parse } = JSON;', true],
    ['javascript', 'console.log(...)', 'console.error(log)', false],
    ['javascript', 'new Function(...)', '/** Function of x */ Function.name', false],
    ['javascript', 'fs.read(...)', "import * as f from 'fs'; f.read(x)", true],
    ['python', 'len($X) == 0', 'if len(x) > 0 and y == 0: pass', false],
    ['python', 'len($X) == 0', 'if len(f(x, "a)")) == 0: pass', true],
    ['python', 'len($X) == 0', 'if len(x) == 1: pass', false],
    ['python', 'len($X) == 0', 'N = 0\nif len(x) == N: pass', true],
    ['python', 'len($X) == 0', 'a = 0 == len(x)', true],
    ['python', 'len($X) == 0', 'a = 0 == f(len(x))', false],
    ['python', 'len($X) == 0', 'a = (len(x)\n  == 0)', true],
    ['python', 'len($X) == 0', 'from builtins import len as n\na = n(x) == 0', true],
    ['python', 'len($X) != 0', 'len(x) == 0', false],
    ['python', 'print(...)', 'print x', true],
    ['python', 'os.path.join(...)', 'from os.path import join\njoin(a)', true],
    ['python', 'os.path.join(...)', 'from os import path\npath.join(a)', true],
    ['java', '$X.size() == 0', 'boolean a = b.size() /* of b */ == 0;', true],
    ['java', '$X.size() == 0', 'boolean a = b.size() == c.length();', true],
    ['java', '$X.size() == 0', 'int a = b.size(); boolean c = a == 0;', false],
    ['java', 'System.exit(...)', 'System.out.println(exit);', false],
  ];
  test.each(rows)('%s: %s in %j stays: %s', (language, text, code, expected) => {
    expect(stays(language, text, code)).toBe(expected);
  });
});

type Written = 'python' | 'java' | 'javascript';

const patterns: Readonly<Record<Written, readonly string[]>> = {
  python: [
    'len($X) == 0',
    '$X == len(...)',
    'a.len($X) != 0',
    'a.b.len(...)',
    'len(...)',
    'not len($X) == 0',
    'a.len(b(...))',
    '$X.len() == $Y',
    'b[$X] == len(a)',
  ],
  java: ['$X.len() == 0', 'a.len($X) != b', '0 == len(...)', 'new A(...)', 'a.b.len(...)', 'A.len()', 'len($X) == 12'],
  javascript: ['len($X) == 0', 'a.len(...)', 'new A(...)', 'a.b.len(...)', 'A.len()', "a.len('b')"],
};
const comments: Readonly<Record<Written, readonly string[]>> = {
  python: ['# a\n', '# )"\n', '\\\n'],
  java: ['/* ) */', '// (\n', '// a.len() == 1;\n'],
  javascript: ['/* ) */', '// (\n', '/* len of a */'],
};
const frames: Readonly<Record<Written, readonly (readonly [before: string, after: string])[]>> = {
  python: [
    ['x = (', ')\n'],
    ['from a import len as b, c\nif (', '): pass\n'],
    ['import a as b\nfrom b import len\nA = 0\nx = (', ')\n'],
    ['len = a.len\nx = (', ', len.x)\n'],
  ],
  java: [
    ['class C { static final int A = 0; boolean f() { return ', '; } }'],
    ['import a.b;\nimport static a.A.len;\nclass C { void f() { g(', '); } }'],
  ],
  javascript: [
    ['x = ', ';'],
    ["import a, { len as b } from 'a';\nconst A = 0;\nx = (", ')'],
    ["const { len } = require('a');\nconst b = require('b').b;\nx = [", ']'],
  ],
};

/** Texts of one expression in a file, with white space and comments between its tokens. */
function codeIn(language: Written): fc.Arbitrary<string> {
  const { expression } = fc.letrec<{ expression: string[]; operand: string[]; name: string[] }>((tie) => ({
    name: fc.constantFrom('a', 'b', 'len', 'A', 'c').map((name) => [name]),
    operand: fc.oneof(
      { maxDepth: 4 },
      tie('name'),
      fc.constantFrom('0', '1', '12', '"b"', "'('").map((literal) => [literal]),
      fc.tuple(tie('operand'), tie('name')).map(([object, name]) => [...object, '.', ...name]),
      fc.tuple(tie('name'), tie('expression')).map(([name, argument]) => [...name, '(', ...argument, ')']),
      fc.tuple(tie('operand'), tie('name')).map(([object, name]) => [...object, '.', ...name, '(', ')']),
      fc.tuple(tie('name'), tie('name')).map(([object, name]) => [...object, '.', 'len', '(', ...name, ')']),
      fc.tuple(tie('name'), tie('expression')).map(([name, index]) => [...name, '[', ...index, ']']),
      tie('expression').map((inner) => ['(', ...inner, ')']),
      tie('name').map((argument) => [...(language === 'python' ? ['-', 'len'] : ['new ', 'A']), '(', ...argument, ')']),
    ),
    expression: fc.oneof(
      tie('operand'),
      fc.tuple(tie('operand'), fc.constantFrom('==', '!=', '+', '>'), tie('operand')).map(([left, sign, right]) => [...left, sign, ...right]),
      tie('name').map((name) => ['len', '(', ...name, ')', '==', '0']),
    ),
  }));
  const gap = fc.oneof({ weight: 12, arbitrary: fc.constantFrom('', '', ' ', '\n  ') }, { weight: 1, arbitrary: fc.constantFrom(...comments[language]) });
  const frame = fc.constantFrom(...frames[language]);
  return fc.tuple(frame, expression, fc.array(gap, { minLength: 8, maxLength: 24 })).map(([[before, after], tokens, gaps]) => {
    const parts = tokens.map((token, index) => token + (gaps[index % gaps.length] ?? ''));
    return before + parts.join('') + after;
  });
}

/** Without those that have a syntax error in them. */
function intactMatches(formula: CompiledFormula, file: FileTree): readonly Match[] {
  const { tree } = file;
  const errors = Array.from(tree.kind.subarray(0, tree.count)).flatMap((kind, node) =>
    kind === errorKind ? [{ start: tree.start[node] ?? 0, end: tree.end[node] ?? 0 }] : [],
  );
  return matchFormula(formula, file).filter((match) => errors.every(({ start, end }) => end < match.start || start > match.end));
}

test.each(['python', 'java', 'javascript'] as const)('no text in %s is left out that a pattern matches', (language) => {
  const compiled = patterns[language].map((text) => ({ text, formula: compile(language, text), scanner: scannerOf(language, text) }));
  const counts = { matching: 0, left: 0 };
  const check = () =>
    fc.assert(
      fc.property(codeIn(language), (code) => {
        const bytes = new TextEncoder().encode(code);
        const file = openCode(language, code);
        const matching = compiled.filter(({ formula }) => intactMatches(formula, file).length > 0);
        const left = compiled.filter(({ scanner }) => scanner.present(bytes).length === 0);
        counts.matching += matching.length;
        counts.left += left.length;
        expect({ code, lost: matching.filter((each) => left.includes(each)).map(({ text }) => text) }).toEqual({ code, lost: [] });
      }),
      { numRuns: 2000 },
    );
  expect(check).not.toThrow();
  expect(counts.matching).toBeGreaterThan(200);
  expect(counts.left).toBeGreaterThan(200);
});
