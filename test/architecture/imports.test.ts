import { beforeAll, describe, expect, it } from 'vitest';
import fs from 'node:fs';
import path from 'node:path';
import { findCycles, type ImportGraph, importGraph, listFiles, productFolders, root } from './import-graph.ts';
import { compositionRoots, covers, installationHomes, packageHomes, rowOf } from './import-map.ts';

const code = /\.tsx?$/;
const declarations = /\.d\.ts$/;

let files: string[];
let graph: ImportGraph;
beforeAll(async () => {
  files = listFiles(productFolders, code).filter((file) => !declarations.test(file) && fs.existsSync(path.join(root, file)));
  graph = await importGraph(files);
});

describe('the import graph', () => {
  it('holds every file of the product', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !graph.has(file))).toEqual([]);
  });

  it('has no import of a file that does not exist', () => {
    const broken = [...graph].flatMap(([file, { packages }]) => packages.filter((name) => name.startsWith('.')).map((name) => arrow([file, name])));
    expect(broken).toEqual([]);
  });

  it('stays inside the map', () => {
    expect(edges().flatMap(([from, to]) => violation(from, to))).toEqual([]);
  });

  it('reaches core/platform only through the composition roots', () => {
    const offenders = edges().filter(([from, to]) => to.startsWith('core/platform/') && !compositionRoots.some((allowed) => covers(allowed, from)));
    expect(offenders.map(arrow)).toEqual([]);
  });

  it('starts the command line without the engine, which commands load when they run', () => {
    const read = readWith('cli/program.ts');
    expect(read.length).toBeGreaterThan(20);
    expect(read.filter((file) => /^core\/scan\/(scanner|pattern|flow|rules|detectors|tree)\b/.test(file))).toEqual([]);
  });

  it('asks the daemon without the commands, which are loaded where the daemon does not answer', () => {
    const read = readWith('cli/main.ts');
    expect(read).toContain('daemon/client.ts');
    expect(read.filter((file) => !/^(cli\/main\.ts|core\/version\.ts|package\.json|daemon\/.*)$/.test(file))).toEqual([]);
  });

  it('keeps third-party packages and the outside world at home', () => {
    const offenders = [...graph].flatMap(([file, { packages }]) => packages.filter((name) => !isAtHome(file, name)).map((name) => arrow([file, name])));
    expect(offenders).toEqual([]);
  });

  it('reaches the rows of all workspaces only where accounts are, jobs, and the composition of the server', () => {
    expect(files.filter((file) => reachesAllWorkspaces(read(file)) && !installationHomes.some((home) => covers(home, file)))).toEqual([]);
    expect(reachesAllWorkspaces('const { system } = platformOf(context);')).toBe(true);
    expect(reachesAllWorkspaces('platformOf(context).system.across(projects)')).toBe(true);
    expect(reachesAllWorkspaces('tenantOf(context).rows(projects)')).toBe(false);
  });

  it('has no cycles', () => {
    expect(findCycles(graph)).toEqual([]);
  });

  it('is not left by other doors: fetch, import.meta.url and process.env stand only where they may', () => {
    expect(files.filter((file) => file.startsWith('core/') && /\bimport\.meta\b/.test(read(file)))).toEqual([]);
    expect(files.filter((file) => /(?<![.\w])fetch\(/.test(read(file)) && !isFetchHome(file))).toEqual([]);
    expect(files.filter((file) => /\bprocess\.env\b/.test(read(file)) && !isEnvironmentHome(file))).toEqual([]);
  });
});

it('the language server does not drag in the other frontends', async () => {
  const server = await importGraph(['server/main.ts']);
  const names = [...server].flatMap(([file, { packages }]) => [file, ...packages]);
  expect(names).toContain('core/scan/scanner.ts');
  expect(names.filter((name) => /^(api|mcp|cli|dashboard)\/|^core\/operations\.ts$|^koa|^@koa\/|^@modelcontextprotocol\//.test(name))).toEqual([]);
});

it('finds a planted cycle and a planted forbidden import', () => {
  const planted: ImportGraph = new Map([
    ['a.ts', { files: ['b.ts'], eager: [], packages: [] }],
    ['b.ts', { files: ['c.ts'], eager: [], packages: [] }],
    ['c.ts', { files: ['b.ts'], eager: [], packages: [] }],
  ]);
  expect(findCycles(planted)).toEqual(['b.ts', 'c.ts']);
  expect(violation('core/kernel/text.ts', 'core/scan/model.ts')).toHaveLength(1);
  expect(violation('core/scan/scanner.ts', 'core/config/load.ts')).toHaveLength(1);
  expect(violation('core/scan/scan.ops.ts', 'core/config/load.ts')).toEqual([]);
  expect(isAtHome('core/scan/scanner.ts', 'node:fs')).toBe(false);
  expect(isAtHome('cli/main.ts', 'node:fs')).toBe(true);
});

/** All that is read as soon as a file is. */
function readWith(start: string): string[] {
  const read = new Set([start]);
  for (const file of read) for (const next of graph.get(file)?.eager ?? []) read.add(next);
  return [...read];
}

function edges(): [string, string][] {
  return [...graph].flatMap(([from, imports]) => imports.files.map((to): [string, string] => [from, to]));
}

function violation(from: string, to: string): string[] {
  const row = rowOf(from);
  const allowed = row !== undefined && (rowOf(to) === row || row.may.some((pattern) => covers(pattern, to)));
  return allowed ? [] : [arrow([from, to])];
}

function isAtHome(file: string, name: string): boolean {
  const rule = packageHomes.find(({ packages }) => packages.test(name));
  return rule === undefined || rule.homes.some((home) => covers(home, file));
}

function reachesAllWorkspaces(text: string): boolean {
  return /\.system\b|\bisTenantId\(|\bsystem\b[^;]*= platformOf/.test(text);
}

function isFetchHome(file: string): boolean {
  return ['core/platform/', '*/main.ts', 'dashboard/'].some((home) => covers(home, file));
}

function isEnvironmentHome(file: string): boolean {
  return ['core/config/load.ts', '*/main.ts'].some((home) => covers(home, file));
}

function arrow([from, to]: readonly [string, string]): string {
  return `${from} -> ${to}`;
}

function read(file: string): string {
  return fs.readFileSync(path.join(root, file), 'utf8');
}
