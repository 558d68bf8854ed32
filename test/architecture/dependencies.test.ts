import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { root } from './import-graph.ts';

const versions = z.record(z.string(), z.string());
const manifest = z.object({ scripts: z.record(z.string(), z.string()), dependencies: versions, devDependencies: versions });
const packageFacts = z.object({ license: z.string(), scripts: z.record(z.string(), z.string()).default({}) });
const lock = z.object({ packages: z.record(z.string(), z.object({ optionalDependencies: versions.default({}) })) });
const row = /^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/;
const exact = /^\d+\.\d+\.\d+$/;
const installScripts = ['preinstall', 'install', 'postinstall'];

const project = manifest.parse(readJson('package.json'));
const { dependencies, devDependencies } = project;
const all = { ...dependencies, ...devDependencies };

it('docs/dependencies.md has one line for each dependency, in the right table, with its licence', () => {
  const page = fs.readFileSync(path.join(root, 'docs/dependencies.md'), 'utf8');
  const [runtime = '', development = ''] = page.split('## Development');
  expect(rowsOf(runtime)).toEqual(expectedRows(dependencies));
  expect(rowsOf(development)).toEqual(expectedRows(devDependencies));
});

it('every version is pinned exactly', () => {
  expect(Object.entries(all).filter(([, version]) => !exact.test(version))).toEqual([]);
});

it('no run-time dependency runs a script when it is installed', () => {
  const scripted = Object.keys(dependencies).filter((name) => installScripts.some((script) => script in factsOf(name).scripts));
  expect(scripted).toEqual([]);
});

it('the lock lists the optional packages of every platform, without which npm ci refuses it; otherwise run scripts/complete-lock.mjs', () => {
  const { packages } = lock.parse(readJson('package-lock.json'));
  const optional = new Set(Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies)));
  const locked = new Set(Object.keys(packages).map((folder) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)));
  expect(optional.size).toBeGreaterThan(10);
  expect([...optional].filter((name) => !locked.has(name))).toEqual([]);
});

it('package.json has at most 8 scripts', () => {
  expect(Object.keys(project.scripts).length).toBeLessThanOrEqual(8);
});

function rowsOf(text: string): string[] {
  const rows = text.split('\n').map((line) => row.exec(line));
  return rows.flatMap((match) => (match === null ? [] : [`${match[1]}: ${match[4]}`])).toSorted();
}

function expectedRows(names: Readonly<Record<string, string>>): string[] {
  return Object.keys(names)
    .map((name) => `${name}: ${factsOf(name).license}`)
    .toSorted();
}

function factsOf(name: string): z.output<typeof packageFacts> {
  return packageFacts.parse(readJson(`node_modules/${name}/package.json`));
}

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
}
