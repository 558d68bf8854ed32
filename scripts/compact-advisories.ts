/**
 * Renews assets/packages/advisories from a folder of advisory databases: `node scripts/run.mjs scripts/compact-advisories.ts <folder>`. The folder
 * has osv/*.jsonl as docs/packages.md lists them and kev/known_exploited_vulnerabilities.json. The results are committed; builds never fetch.
 */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { fieldOf, itemsOf, textOf } from '../core/packages/lockfile/json.ts';
import type { Advisory } from './advisories/advisory.ts';
import { fromOsv } from './advisories/osv.ts';
import { fromNodeWorkingGroup, fromPackagist, fromRetire, fromRuby } from './advisories/others.ts';

interface Plan {
  readonly type: string;
  /** `full` only where the source means to hold every public advisory of the ecosystem. */
  readonly coverage: 'full' | 'partial' | 'sample';
  readonly sources: readonly { readonly name: string; readonly asOf: string; readonly license: string }[];
  readonly read: () => readonly Advisory[];
}

const [folder = ''] = process.argv.slice(2);
const target = path.resolve('assets/packages/advisories');
const github = { name: 'GitHub Advisory Database (sample)', asOf: '2026-08-19', license: 'CC-BY-4.0' };

const plans: readonly Plan[] = [
  {
    type: 'golang',
    coverage: 'full',
    sources: [{ name: 'Go vulnerability database', asOf: '2026-08-21', license: 'CC-BY-4.0' }],
    read: () => [...osv('go.jsonl', 'Go')],
  },
  {
    type: 'pypi',
    coverage: 'full',
    sources: [{ name: 'PyPA advisory database', asOf: '2024-10-10', license: 'CC-BY-4.0' }],
    read: () => [...osv('pypi.jsonl', 'PyPI'), ...osv('ghsa-sample.jsonl', 'PyPI')],
  },
  {
    type: 'cargo',
    coverage: 'full',
    sources: [{ name: 'RustSec advisory database', asOf: '2025-02-24', license: 'CC0-1.0' }],
    read: () => [...osv('crates.jsonl', 'crates.io'), ...osv('ghsa-sample.jsonl', 'crates.io')],
  },
  {
    type: 'npm',
    coverage: 'partial',
    sources: [
      { name: 'Retire.js (browser libraries)', asOf: '2026-08-22', license: 'Apache-2.0' },
      { name: 'Node.js security working group (2016 to 2019)', asOf: '2019-12-31', license: 'MIT' },
      github,
    ],
    read: () => [
      ...fromRetire(JSON.parse(text('osv/npm-retirejs-v5.json'))),
      ...osv('ghsa-sample.jsonl', 'npm'),
      ...lines('npm-security-wg.jsonl').flatMap((record) => fromNodeWorkingGroup(record)),
    ],
  },
  {
    type: 'composer',
    coverage: 'full',
    sources: [{ name: 'FriendsOfPHP security advisories', asOf: '2026-08-06', license: 'Unlicense' }],
    read: () => [...lines('packagist-friendsofphp.jsonl').flatMap((record) => fromPackagist(record)), ...osv('ghsa-sample.jsonl', 'Packagist')],
  },
  {
    type: 'gem',
    coverage: 'partial',
    sources: [{ name: 'Ruby advisory database (facts, without records from OSVDB)', asOf: '2026-08-22', license: 'public domain' }],
    read: () => [...lines('rubygems-rubysec-facts.jsonl').flatMap((record) => fromRuby(record)), ...osv('ghsa-sample.jsonl', 'RubyGems')],
  },
  { type: 'nuget', coverage: 'sample', sources: [github], read: () => [...osv('ghsa-sample.jsonl', 'NuGet')] },
];

const exploited = new Set(
  itemsOf(fieldOf(JSON.parse(text('kev/known_exploited_vulnerabilities.json')), 'vulnerabilities')).map((entry) => textOf(entry, 'cveID')),
);
fs.mkdirSync(target, { recursive: true });
for (const plan of plans) write(plan);

function write({ type, coverage, sources, read }: Plan): void {
  const byName = new Map<string, Map<string, Advisory>>();
  for (const advisory of read()) {
    const name = type === 'pypi' ? advisory.name.toLowerCase().replace(/[-_.]+/g, '-') : advisory.name.toLowerCase();
    const known = byName.get(name) ?? new Map<string, Advisory>();
    byName.set(name, known);
    const isKnown = [...known.values()].some((other) => isSame(other, advisory));
    if (!isKnown) known.set(`${advisory.id} ${advisory.range}`, advisory);
  }
  const packages = Object.fromEntries([...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, found]) => [name, [...found.values()].map(rowOf)]));
  const advisories = Object.values(packages).reduce((sum, rows) => sum + rows.length, 0);
  const content = JSON.stringify({ type, coverage, sources, exploitedAsOf: '2025-08-25', advisories, packages });
  fs.writeFileSync(path.join(target, `${type}.json.br`), zlib.brotliCompressSync(content));
  console.log(type, advisories, 'advisories', byName.size, 'packages', content.length, 'bytes');
}

/** The same weakness from another source: it has a name in common. Two ranges of one record are not. */
function isSame(one: Advisory, other: Advisory): boolean {
  const names = new Set([one.id, ...one.aliases]);
  return one.id !== other.id && [other.id, ...other.aliases].some((name) => names.has(name));
}

function rowOf({ id, aliases, severity, range, summary }: Advisory): readonly (string | number)[] {
  const cve = aliases.find((alias) => alias.startsWith('CVE-')) ?? '';
  const isExploited = exploited.has(cve) || exploited.has(id);
  return [id, cve, severity, range, summary, ...(isExploited ? [1] : [])];
}

function osv(file: string, ecosystem: string): readonly Advisory[] {
  return lines(file).flatMap((record) => fromOsv(record, ecosystem));
}

function lines(file: string): readonly unknown[] {
  return text(`osv/${file}`)
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

function text(file: string): string {
  return fs.readFileSync(path.join(folder, file), 'utf8');
}
