import { expect, test } from 'vitest';
import { languageById } from '../../../../core/scan/languages/index.ts';
import type { LanguageId } from '../../../../core/scan/model.ts';
import { directivesIn } from '../../../../core/scan/suppress/directives.ts';

function read(text: string, language: LanguageId = 'javascript') {
  return directivesIn(text, languageById(language)).map(({ rules, reason, scope, line, alone }) => ({ rules, reason, scope, line, alone }));
}

test.each<[LanguageId, string]>([
  ['javascript', 'x(); // SENTRIK-SUPPRESS: js-eval — input is constant'],
  ['javascript', 'x(); // sentrik:suppress js-eval -- input is constant'],
  ['javascript', 'x(); // sentrik-ignore: js-eval input is constant'],
  ['javascript', 'x(); /* sentrik-ignore js-eval: input is constant */'],
  ['tsx', 'x(); {/* sentrik-ignore: js-eval input is constant */}'],
  ['python', 'x()  # sentrik-suppress: js-eval - input is constant'],
  ['c', 'x(); /*sentrik:suppress js-eval input is constant*/'],
  ['yaml', 'x: 1 # SENTRIK-SUPPRESS: js-eval — input is constant'],
  ['generic', 'x = 1 ; sentrik-ignore: js-eval input is constant'],
])('%s: %s', (language, text) => {
  expect(read(text, language)).toEqual([{ rules: ['js-eval'], reason: 'input is constant', scope: 'line', line: 0, alone: false }]);
});

test('several rules, globs and a whole file', () => {
  expect(read('// sentrik-ignore-file: js-*, py-eval fixtures of the tests\nx()')).toEqual([
    { rules: ['js-*', 'py-eval'], reason: 'fixtures of the tests', scope: 'file', line: 0, alone: true },
  ]);
  expect(read(`${'\n'.repeat(20)}// sentrik-ignore-file: js-eval too late`)).toEqual([]);
});

test('a line of a block comment counts', () => {
  expect(read('/**\n * sentrik-ignore: js-eval checked above\n */')).toMatchObject([{ rules: ['js-eval'], line: 1, alone: true }]);
});

test.each(['const s = "sentrik-ignore: js-eval why not";', "log('// see sentrik-ignore: x');", '// how to use sentrik-ignore: see the manual'])(
  'not a directive: %s',
  (text) => {
    expect(read(text)).toEqual([]);
  },
);

test.each(['// sentrik-ignore: js-eval', '// sentrik-ignore', '// sentrik-ignore: js-eval --', '// sentrik-ignore: js-eval !!!'])(
  'without a reason: %s',
  (text) => {
    expect(read(text)).toMatchObject([{ reason: '' }]);
  },
);

test('lines are counted over all kinds of line ends', () => {
  expect(read('a\r\nb\rc\n// sentrik-ignore: r because').map((directive) => directive.line)).toEqual([3]);
});
