import type { ToolAnnotations } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Effect } from '../core/kernel/operation.ts';

/** Nothing that a tool does leaves the project: the world it works on is closed. */
export function annotationsOf(effect: Effect, title: string): ToolAnnotations {
  return { title, readOnlyHint: effect === 'read', destructiveHint: effect === 'destroy', idempotentHint: effect === 'read', openWorldHint: false };
}

/** JSON Schema of an object. */
export interface ObjectSchema extends Readonly<Record<string, unknown>> {
  readonly properties: Record<string, unknown>;
  readonly required?: readonly string[];
}

/** The schema of an operation's input as clients get it, without the draft it is written in. */
export function jsonSchema(input: z.ZodType): ObjectSchema {
  const { $schema: _draft, properties = {}, ...rest } = z.toJSONSchema(input, { io: 'input' });
  return { ...rest, properties };
}

/** Limits that a call is checked against all the same, and whose refusals name them: every agent reads the whole list of tools. */
const limits = new Set(['minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum', 'pattern', 'propertyNames', 'additionalProperties']);

/** A field's schema without the limits of its values. */
export function slim(schema: unknown): Readonly<Record<string, unknown>> {
  if (typeof schema !== 'object' || schema === null) return {};
  const kept = Object.entries(schema).filter(([name]) => !limits.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, slimPart(value)]));
}

function slimPart(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slimPart);
  return typeof value === 'object' && value !== null ? slim(value) : value;
}
