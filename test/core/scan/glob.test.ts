import { expect, test } from 'vitest';
import { compileGlobs } from '../../../core/scan/glob.ts';
import { cpuTimeOf } from '../../support/cpu-time.ts';

test.each([
  ['*.py', ['a.py', 'x/y/a.py', '.hidden/a.py'], ['a.pyc', 'py']],
  ['tests', ['tests/a.js', 'x/tests/a.js', 'tests'], ['mytests/a.js']],
  ['tests/', ['tests/a.js', 'x/tests/deep/a.js'], ['latests/a.js']],
  ['/src/*.js', ['src/a.js'], ['x/src/a.js', 'src/x/a.js']],
  ['src/*.js', ['src/a.js', 'packages/one/src/a.js'], ['src/x/a.js']],
  ['./src/**', ['src/a.js', 'src/x/y.js'], ['srcs/a.js']],
  ['**/*.{ts,tsx}', ['a.ts', 'x/a.tsx'], ['a.js']],
  ['Dockerfile', ['Dockerfile', 'x/Dockerfile'], ['Dockerfile.txt']],
  ['!a.js', [], ['a.js', 'b.js']],
  ['', [], ['a.js']],
])('%s', (glob, matching, others) => {
  const matches = compileGlobs([glob]);
  expect(matching.filter((path) => !matches(path))).toEqual([]);
  expect(others.filter(matches)).toEqual([]);
});

test('no glob matches nothing', () => {
  expect(compileGlobs([])('a.js')).toBe(false);
});

test('a brace bomb is answered at once', () => {
  expect(cpuTimeOf(() => compileGlobs(['{a,b}'.repeat(90)])('a'.repeat(90)))).toBeLessThan(2000);
});
