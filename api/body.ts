import { bodyParser } from '@koa/bodyparser';
import type { Context as KoaContext, Middleware } from 'koa';
import { z } from 'zod';
import { Failure } from '../core/kernel/failure.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';
import { isForm } from './uploads.ts';

const smallBody = 1_000_000;
const largeBody = 32_000_000;
/** A body must be here by then, so that nobody holds connections with bodies that never end. */
const smallMs = 30_000;
const largeMs = 300_000;
const maxDepth = 100;
/** Lists are merged by position with the parser's own, so each begins with the main type. */
const jsonTypes = ['application/json', 'application/*+json'];
const textTypes = ['text/plain', 'text/yaml', 'text/x-yaml', 'application/yaml', 'application/x-yaml'];

/**
 * Reads the request body of an operation into `context.request.body`: an object, or a text for an operation that takes one. `withinMs` is how long it may
 * take to come: 30 seconds, 5 minutes where large ones are taken.
 */
export function readBody(operation: AnyOperation, withinMs = operation.largeBody === true ? largeMs : smallMs): Middleware {
  const limit = operation.largeBody === true ? largeBody : smallBody;
  const parse = bodyParser({
    enableTypes: operation.textBody === undefined ? ['json'] : ['json', 'text'],
    extendTypes: { json: jsonTypes, text: textTypes },
    parsedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
    jsonLimit: limit,
    textLimit: limit,
    onError: (error: unknown) => {
      throw bodyFailure(error, limit);
    },
  });
  return async (context, next) => {
    if (context.method !== 'GET' && context.method !== 'HEAD' && hasBody(context) && !isForm(context, operation)) {
      requireType(context, operation);
      await inTime(
        parse(context, () => Promise.resolve()),
        context,
        withinMs,
      );
      requireShape(context);
    }
    await next();
  };
}

/** What comes too slowly is answered, and its connection closed. */
async function inTime(reading: Promise<unknown>, context: KoaContext, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      context.set('Connection', 'close');
      reject(new Failure('bad_request', `The request body did not come within ${withinMs / 1000} s`));
    }, withinMs);
  });
  try {
    await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

function hasBody(context: KoaContext): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = context.req.headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

function requireType(context: KoaContext, operation: AnyOperation): void {
  const isJson = Boolean(context.is(...jsonTypes));
  const isText = operation.textBody !== undefined && Boolean(context.is(...textTypes));
  if (isJson || isText) return;
  const accepted = operation.textBody === undefined ? 'application/json' : 'application/json or application/yaml';
  throw new Failure('unsupported', `Send the body with Content-Type: ${accepted}`);
}

function requireShape(context: KoaContext): void {
  const body: unknown = context.request.body;
  if (typeof body === 'string') return;
  if (!isObject(body) || Array.isArray(body)) throw new Failure('bad_request', 'The body must be a JSON object');
  if (isTooDeep(body)) throw new Failure('bad_request', `The JSON body is nested more than ${maxDepth} levels deep`);
}

/** Looks level by level, so that no nesting can exhaust the stack. */
function isTooDeep(body: object): boolean {
  let level: readonly object[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === maxDepth) return true;
    level = level.flatMap((value) => Object.values(value).filter(isObject));
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const parserPosition = /position (\d+)/;

/** Parsers quote the body in their messages; ours only say where and what kind. */
function bodyFailure(error: unknown, limit: number): Failure {
  const { status, type, message, body } = readError(error);
  if (status === 413) return new Failure('too_large', `The request body is larger than ${limit / 1_000_000} MB`);
  if (status === 415) return new Failure('unsupported', 'The encoding of the request body is not supported');
  if (type.startsWith('request.')) return new Failure('bad_request', 'The request body is not as long as announced');
  if (message.includes('only supports object and array')) return new Failure('bad_request', 'The body must be a JSON object');
  if (message.includes('prototype property')) return new Failure('bad_request', 'The JSON body may not have a __proto__ key');
  const at = parserPosition.exec(message)?.[1];
  const endsEarly = at === undefined ? message.includes('end of JSON') : Number(at) >= body.trimEnd().length;
  if (endsEarly) return new Failure('bad_request', 'The body is not valid JSON: it ends too early');
  return new Failure('bad_request', `The body is not valid JSON${at === undefined ? '' : `: see position ${at}`}`);
}

const parserError = z.object({
  status: z.number().catch(0),
  type: z.string().catch(''),
  message: z.string().catch(''),
  body: z.string().catch(''),
});

function readError(error: unknown): z.output<typeof parserError> {
  return parserError.parse(error instanceof Error ? error : {});
}
