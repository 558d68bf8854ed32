import { z } from 'zod';
import type { Assets } from '../../kernel/context.ts';

const lists = z.record(z.string(), z.array(z.string()));

/** Names of much used packages by type of package URL: a short list, kept by hand. */
export function readWellKnown(assets: Assets): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(lists.parse(JSON.parse(new TextDecoder().decode(assets.read('packages/well-known.json'))))));
}
