import { expect, test } from 'vitest';
import { readCatalogue, readCatalogues, readFrameworkHeads } from '../../../../core/scan/frameworks/catalogue.ts';
import { controlsFor, mergeControls, placementsOf, reasonText } from '../../../../core/scan/frameworks/controls.ts';
import { frameworksNamed } from '../../../../core/scan/frameworks/names.ts';
import { readCompiledPacks } from '../../../../core/scan/packs.ts';
import { builtAssets } from '../../../support/assets.ts';

const catalogues = readCatalogues(builtAssets);
const sizes: Readonly<Record<string, number>> = {
  ...{ 'owasp-top-10-2021': 10, 'owasp-top-10-2025': 10, 'owasp-asvs-5': 345, 'owasp-api-2023': 10, 'owasp-llm-2025': 10 },
  ...{ 'cwe-top-25-2024': 25, 'cwe-top-25-2025': 25, 'cert-c': 98, 'cert-cpp': 82, 'cert-java': 87, 'misra-c': 221, 'misra-cpp-2023': 179 },
  ...{ soc2: 61, 'iso-27001': 93, hipaa: 60, 'pci-dss': 54, gdpr: 62 },
  ...{ 'nist-800-53': 1007, 'nist-800-171': 97, 'nist-csf-2': 106, 'nist-ssdf': 42, 'fedramp-20x': 60, cmmc: 134, 'osps-baseline': 64 },
  ...{ 'iec-62304': 93, 'iec-81001-5-1': 53, 'iso-14971': 23, 'iso-13485': 57, 'fda-524b': 15, 'fda-21cfr11': 28 },
  ...{ 'iso-26262': 20, 'iso-21434': 40, 'do-178c': 71, 'en-50716': 18, 'iec-61508': 36, 'iec-62443-4-1': 47, 'iec-62443-4-2': 60 },
  ...{ 'eu-cra': 26, 'eu-nis2': 17, 'eu-dora': 65, 'eu-ai-act': 19 },
};

test('every framework has all its controls', () => {
  expect(Object.fromEntries(catalogues.map(({ id, controls }) => [id, controls.length]))).toEqual(sizes);
});

test.each(catalogues.map((catalogue) => [catalogue.id, catalogue] as const))('%s has unique ids, labels, a source and a licence', (_id, catalogue) => {
  const { controls, source, licence, byCwe, reasons, levels } = catalogue;
  expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length);
  expect(controls.filter(({ title }) => title === '')).toEqual([]);
  expect(source.length > 5 && licence.length > 3).toBe(true);
  const places = Object.values(byCwe).flat();
  expect(places.filter(([at, why]) => controls[at] === undefined || reasons[why] === undefined)).toEqual([]);
  expect(controls.flatMap((control) => control.levels ?? []).filter((level) => levels?.values.includes(level) !== true)).toEqual([]);
});

test('what may not be shipped is not there: MISRA has numbers only', () => {
  const misra = catalogues.filter(({ id }) => id.startsWith('misra'));
  expect(misra).toHaveLength(2);
  expect(misra.flatMap(({ controls }) => controls).filter(({ id, title }) => title !== id || !/^(Rule|Dir) \d+(\.\d+){1,2}$/.test(id))).toEqual([]);
});

test('data under CC BY-SA stays in files of its own', () => {
  expect(catalogues.filter(({ licence }) => licence.includes('BY-SA')).map(({ id }) => id)).toEqual(sizesOf('owasp'));
  expect(catalogues.filter(({ licence, attribution = '' }) => licence.includes('BY-SA') && !attribution.includes('OWASP Foundation'))).toEqual([]);
});

function sizesOf(prefix: string): readonly string[] {
  return Object.keys(sizes)
    .filter((id) => id.startsWith(prefix))
    .sort();
}

test('a weakness has its controls in each framework', () => {
  const controls = controlsFor({ cwe: ['CWE-78'] }, catalogues);
  expect(controls).toMatchObject({
    'cwe-top-25-2025': ['CWE-78'],
    'nist-800-53': ['SI-10'],
    'owasp-top-10-2021': ['A03:2021'],
    'owasp-top-10-2025': ['A05:2025'],
  });
  expect(controls['cert-c']).toContain('ENV33-C');
  expect(controlsFor({ cwe: ['CWE-94'] }, catalogues)['iec-62443-4-2']).toContain('CR 3.5');
  expect(Object.keys(controlsFor({ cwe: ['CWE-99999'] }, catalogues)).filter((id) => id.startsWith('owasp') || id.startsWith('cwe'))).toEqual([]);
  expect(controlsFor({ cwe: [] }, catalogues)).toEqual({});
});

test('a weakness that a catalogue does not list counts where it lists a more general one, and that is said', () => {
  const catalogue = readCatalogue(builtAssets, 'cwe-top-25-2025');
  const [placement] = placementsOf({ cwe: ['CWE-80'] }, catalogue);
  expect(placement?.control.id).toBe('CWE-79');
  expect(placement === undefined ? '' : reasonText(placement)).toBe('CWE-80 is a kind of CWE-79, which is listed there (CWE Top 25 2025)');
});

test('a rule with a listed weakness does not count where only its other weaknesses are of a listed kind', () => {
  const catalogue = readCatalogue(builtAssets, 'cwe-top-25-2025');
  expect(placementsOf({ cwe: ['CWE-89', 'CWE-80'] }, catalogue).map(({ control }) => control.id)).toEqual(['CWE-89']);
});

test('a catalogue about other languages than the rule has no place for it', () => {
  const catalogue = readCatalogue(builtAssets, 'cert-java');
  expect(placementsOf({ cwe: ['CWE-89'], languages: ['java'] }, catalogue).map(({ control }) => control.id)).toEqual(['IDS00-J']);
  expect(placementsOf({ cwe: ['CWE-89'], languages: ['python'] }, catalogue)).toEqual([]);
});

test('FedRAMP is reached through the SP 800-53 controls that it names', () => {
  const catalogue = readCatalogue(builtAssets, 'fedramp-20x');
  const reasons = placementsOf({ cwe: ['CWE-319'] }, catalogue).map((placement) => `${placement.control.id}: ${reasonText(placement)}`);
  expect(reasons).toContain('KSI-SVC-SNT: CWE-319 counts for nist-800-53 SC-8 (FedRAMP 20x)');
});

test.each([
  ['SOC 2', ['soc2']],
  ['ISO27001', ['iso-27001']],
  ['fda-iec-62304', ['iec-62304']],
  ['sans-top-25', ['cwe-top-25-2025']],
  ['owasp-top-10', ['owasp-top-10-2021', 'owasp-top-10-2025']],
  ['owasp-top-10-2021', ['owasp-top-10-2021']],
  ['cis', []],
])('%s stands for %j', (name, ids) => {
  expect(frameworksNamed(name, readFrameworkHeads(builtAssets)).map(({ id }) => id)).toEqual(ids);
});

test('no alias hides a framework', () => {
  const heads = readFrameworkHeads(builtAssets);
  expect(heads.filter(({ id }) => frameworksNamed(id, heads).length !== 1).map(({ id }) => id)).toEqual([]);
});

test('what a rule states wins over what its weakness implies', () => {
  expect(mergeControls({ a: ['1'] }, { a: ['2'], b: ['3'] })).toEqual({ a: ['1'], b: ['3'] });
});

test('every control of every built-in rule exists in its catalogue', () => {
  const known = new Map(catalogues.map(({ id, controls }) => [id, new Set(controls.map((control) => control.id))]));
  const rules = readCompiledPacks(builtAssets).flatMap((pack) => pack.rules);
  const unknown = rules.flatMap((rule) =>
    Object.entries(rule.controls).flatMap(([framework, ids]) =>
      ids.filter((id) => known.get(framework)?.has(id) !== true).map((id) => `${rule.id}: ${framework} ${id}`),
    ),
  );
  expect(rules.length).toBeGreaterThan(50);
  expect(unknown).toEqual([]);
});
