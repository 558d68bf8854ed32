import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from './import-graph.ts';

const output = z.object({ inputs: z.record(z.string(), z.unknown()), imports: z.array(z.object({ path: z.string(), kind: z.string() })) });
const { outputs } = z.object({ outputs: z.record(z.string(), output) }).parse(JSON.parse(fs.readFileSync(path.join(root, 'dist/metafile.json'), 'utf8')));

/** What only a server's database and queue need. */
const database = /^(?:.*\/)?node_modules\/(?:kysely|pg|pg-[a-z]+|pgpass|postgres-[a-z]+|libsql|@libsql)\/|^core\/platform\/(?:store|jobs)\//;
const packages = /^(?:kysely|pg|pg-boss|libsql)$|^node:sqlite$/;

/** The files and packages that are loaded when a program of the build starts, without what it imports later on. */
function loadedWith(program: string): readonly string[] {
  const seen = new Set<string>();
  const follow = (file: string): readonly string[] => {
    const built = outputs[file];
    if (built === undefined) return [file];
    if (seen.has(file)) return [];
    seen.add(file);
    const now = built.imports.filter(({ kind }) => kind === 'import-statement' || kind === 'require-call');
    return [...Object.keys(built.inputs), ...now.flatMap((each) => follow(each.path))];
  };
  return follow(program);
}

describe('a program that has to start quickly', () => {
  it.each(['lsp.js', 'lsp-thread.js', 'sentrik.cjs', 'daemon.js', 'cli.js', 'worker.js'])('%s starts without a database', (name) => {
    const loaded = loadedWith(`dist/${name}`);
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter((file) => database.test(file) || packages.test(file))).toEqual([]);
  });

  it('lsp.cjs, which holds all that it ever loads, holds no database', () => {
    const inputs = Object.keys(outputs['dist/lsp.cjs']?.inputs ?? {});
    expect(inputs).toContain('server/main.ts');
    expect(inputs.filter((file) => database.test(file))).toEqual([]);
  });

  it('would be seen with one: the program of the server loads it later on', () => {
    const all = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    expect(all.filter((file) => file.startsWith('node_modules/kysely/')).every((file) => database.test(file))).toBe(true);
    expect(all.some((file) => database.test(file) && file.includes('node_modules/kysely/'))).toBe(true);
    expect(all.some((file) => database.test(file) && file.includes('node_modules/pg/'))).toBe(true);
  });
});
