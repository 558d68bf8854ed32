import type { Context as KoaContext } from 'koa';
import { z } from 'zod';
import type { AnyOperation } from '../core/kernel/operation.ts';

type Values = Readonly<Record<string, unknown>>;

/** One input from the path's parameters, the query and the body; the path wins over the query and the query over the body. */
export function inputOf(context: KoaContext, operation: AnyOperation, parameters: Readonly<Record<string, string>>): Values {
  return { ...bodyValues(context.request.body, operation), ...queryValues(context.query, operation.input), ...parameters };
}

/** The fields of an object schema; none when the input is not an object. */
export function fieldsOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}

function bodyValues(body: unknown, operation: AnyOperation): Values {
  if (typeof body === 'string') return operation.textBody === undefined ? {} : { [operation.textBody]: body };
  return typeof body === 'object' && body !== null ? (body as Values) : {};
}

/** Query values are texts: those of boolean, number and list fields are read as such, anything unreadable is left to the schema to refuse. */
function queryValues(query: KoaContext['query'], schema: z.ZodType): Values {
  const fields = fieldsOf(schema);
  const entries = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, readValue(value, fields[name])] as const]));
  return Object.fromEntries(entries);
}

function readValue(value: string | readonly string[], field: z.ZodType | undefined): unknown {
  const inner = field === undefined ? undefined : unwrap(field);
  if (inner instanceof z.ZodArray) return typeof value === 'string' ? [value] : value;
  if (typeof value !== 'string') return value;
  if (inner instanceof z.ZodBoolean) return booleans.get(value.toLowerCase()) ?? value;
  if (inner instanceof z.ZodNumber && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  return value;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function unwrap(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodNullable || field instanceof z.ZodPrefault) {
    return unwrap(field.unwrap() as z.ZodType);
  }
  return field;
}
