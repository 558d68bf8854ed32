import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { config } from '../../core/config/schema.ts';
import { isPublishedKey } from '../../core/config/published-keys.ts';

const page = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
const row = /^\| `([a-z_.]+)` \| (`[^`]*`) \|/gm;

it('the configuration page has a row for every setting, and no other', () => {
  const documented = [...page.matchAll(row)].map((match) => match[1] ?? '');
  expect(documented.toSorted()).toEqual(leaves(config, '').toSorted());
});

it('a setting of the page is never one that is only accepted', () => {
  expect(Object.keys(config.shape).filter(isPublishedKey)).toEqual([]);
});

/** Dotted names of the settings; objects with named fields are gone into. */
function leaves(schema: z.ZodType, prefix: string): string[] {
  const inner = schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
  if (!(inner instanceof z.ZodObject)) return [prefix];
  return Object.entries(inner.shape).flatMap(([key, value]) => leaves(value, prefix === '' ? key : `${prefix}.${key}`));
}
