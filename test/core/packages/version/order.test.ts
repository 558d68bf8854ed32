import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareVersions, hasOrder } from '../../../../core/packages/version/order.ts';

const folder = path.resolve(import.meta.dirname, '../../../fixtures/versions');

/** Pairs with their order from the public suites, and how many of them name versions that their ecosystem itself refuses. */
it.each([
  ['npm', 'semver', 3],
  ['cargo', 'semver', 3],
  ['pypi', 'pypi', 11],
  ['gem', 'rubygems', 2],
  ['nuget', 'nuget', 2],
])('orders versions of %s as its suite says', (type, file, unreadable) => {
  const pairs = [...fs.readFileSync(path.join(folder, `${file}.txt`), 'utf8').matchAll(/^(\S+) ([<=>]) (\S+)$/gm)];
  const results = pairs.map(([line, one = '', sign = '', other = '']) => ({ line, sign, order: compareVersions(type, one, other) }));
  expect(results.length).toBeGreaterThan(20);
  expect(results.filter(({ sign, order }) => order !== undefined && signOf(order) !== sign).map(({ line }) => line)).toEqual([]);
  expect(results.filter(({ order }) => order === undefined)).toHaveLength(unreadable);
});

describe('versions of Composer', () => {
  it.each([
    ['1.0-dev < 1.0-alpha1'],
    ['1.0a1 < 1.0-beta1'],
    ['1.0-beta.2 < 1.0-RC1'],
    ['1.0-RC1 < 1.0'],
    ['v1.0 = 1.0.0'],
    ['1.0.0 < 1.0.0-p1'],
    ['1.0.0-p1 < 1.0.1'],
  ])('has %s', (pair) => {
    const [one = '', sign, other = ''] = pair.split(' ');
    expect(signOf(compareVersions('composer', one, other) ?? Number.NaN)).toBe(sign);
  });
});

it('says nothing about versions it cannot read, and about ecosystems whose order it does not know', () => {
  expect(compareVersions('npm', 'latest', '1.0.0')).toBeUndefined();
  expect(compareVersions('composer', 'dev-main', '1.0.0')).toBeUndefined();
  expect(compareVersions('npm', `${'9'.repeat(30)}.0.0`, '1.0.0')).toBeUndefined();
  expect(compareVersions('maven', '1.0', '1.1')).toBeUndefined();
  expect([hasOrder('maven'), hasOrder('golang')]).toEqual([false, true]);
});

function signOf(order: number): string {
  if (order === 0) return '=';
  return order < 0 ? '<' : '>';
}
