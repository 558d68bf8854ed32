import { expect, test } from 'vitest';
import { controlsFor, mergeControls, readFrameworks } from '../../../core/scan/frameworks.ts';
import { readCompiledPacks } from '../../../core/scan/packs.ts';
import { builtAssets } from '../../support/assets.ts';

const frameworks = readFrameworks(builtAssets);

test('catalogues have unique ids, titles, a source and a licence', () => {
  expect(frameworks.map(({ id, controls }) => [id, controls.length])).toEqual([
    ['cwe-top-25-2025', 25],
    ['nist-800-53', 17],
    ['owasp-top-10-2021', 10],
    ['owasp-top-10-2025', 10],
  ]);
  for (const { controls, source, licence } of frameworks) {
    expect(new Set(controls.map((control) => control.id)).size).toBe(controls.length);
    expect(controls.every((control) => control.title !== '' && control.cwe.length > 0)).toBe(true);
    expect(source.length > 10 && licence.length > 3).toBe(true);
  }
});

test('a weakness has its controls in each framework', () => {
  expect(controlsFor(['CWE-78'], frameworks)).toEqual({
    'cwe-top-25-2025': ['CWE-78'],
    'nist-800-53': ['SI-10'],
    'owasp-top-10-2021': ['A03:2021'],
    'owasp-top-10-2025': ['A05:2025'],
  });
  expect(controlsFor(['CWE-99999'], frameworks)).toEqual({});
});

test('what a rule states wins over what its weakness implies', () => {
  expect(mergeControls({ a: ['1'] }, { a: ['2'], b: ['3'] })).toEqual({ a: ['1'], b: ['3'] });
});

test('every control of every built-in rule exists in its catalogue', () => {
  const known = new Map(frameworks.map(({ id, controls }) => [id, new Set(controls.map((control) => control.id))]));
  const rules = readCompiledPacks(builtAssets).flatMap((pack) => pack.rules);
  const unknown = rules.flatMap((rule) =>
    Object.entries(rule.controls).flatMap(([framework, ids]) =>
      ids.filter((id) => known.get(framework)?.has(id) === false).map((id) => `${rule.id}: ${framework} ${id}`),
    ),
  );
  expect(rules.length).toBeGreaterThan(50);
  expect(unknown).toEqual([]);
});
