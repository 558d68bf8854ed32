import { z } from 'zod';
import { Failure } from '../core/kernel/failure.ts';

/** An object of an agent's JSON, read by name. */
export type Fields = Readonly<Record<string, unknown>>;

const object = z.record(z.string(), z.unknown());
const objects = z.array(object);
const maxNested = 1_000_000;

/** The object that a hook is told. Throws Failure `bad_request` for anything else. */
export function fieldsOf(json: unknown): Fields {
  const parsed = object.safeParse(json);
  if (!parsed.success) throw new Failure('bad_request', 'The agent sent no JSON object');
  return parsed.data;
}

/** The first of these fields that is text. */
export function textAt(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

/** The first of these fields that is an object, or JSON text of one; empty where none is. */
export function objectAt(fields: Fields, ...names: readonly string[]): Fields {
  for (const name of names) {
    const parsed = object.safeParse(unpacked(fields[name]));
    if (parsed.success) return parsed.data;
  }
  return {};
}

/** The objects of the first of these fields that is a list. */
export function objectsAt(fields: Fields, ...names: readonly string[]): readonly Fields[] {
  for (const name of names) {
    const value: unknown = fields[name];
    if (Array.isArray(value)) return objects.parse(value.filter((item) => object.safeParse(item).success));
  }
  return [];
}

/** The texts of the first of these fields that is a list. */
export function textsAt(fields: Fields, ...names: readonly string[]): readonly string[] {
  for (const name of names) {
    const value: unknown = fields[name];
    if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  }
  return [];
}

function unpacked(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{') || value.length > maxNested) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
