import fs from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';

/** A file of the data folder, checked. */
export function readData<S extends z.ZodType>(folder: string, name: string, schema: S): z.output<S> {
  return schema.parse(JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
}

/** Lists by key, in the order of the keys' first appearance. */
export function groupPairs<V>(pairs: readonly (readonly [string, V])[]): Record<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const [key, value] of pairs) groups.set(key, [...new Set([...(groups.get(key) ?? []), value])]);
  return Object.fromEntries(groups);
}
