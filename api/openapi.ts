import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { version } from '../core/version.ts';
import type { Binding } from './bindings.ts';
import { fieldsOf } from './input.ts';
import { surfaces } from './surfaces.ts';

const errorBody = z
  .object({
    detail: z.string(),
    issues: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Error' });

const errorTexts = {
  400: 'Bad request',
  401: 'Invalid or missing API key',
  403: 'Insufficient permissions',
  404: 'Not found',
  409: 'The request does not fit the current state',
  413: 'The request body is too large',
  415: 'The request body has another media type',
  422: 'Validation error',
  429: 'Rate limit exceeded; Retry-After says how many seconds to wait',
  500: 'Internal server error',
} as const;

type ErrorStatus = keyof typeof errorTexts;

const waitHeader = z.object({ 'Retry-After': z.string().meta({ description: 'Seconds to wait, at least 1' }) });

/** Components: the generator wants one and the same object wherever a response is referred to. */
const errorResponses: ReadonlyMap<string, ZodOpenApiResponseObject> = new Map(
  Object.entries(errorTexts).map(([status, description]) => [
    status,
    {
      id: `Error${status}`,
      description,
      ...(status === '429' ? { headers: waitHeader } : {}),
      content: { 'application/json': { schema: errorBody } },
    },
  ]),
);
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The OpenAPI 3.1 document of everything bound, as JSON data. */
export function openApiDocument(bindings: readonly Binding[]): Json {
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Sentrik',
      version,
      description: 'Checks code for security and compliance. Without a key set on the server, requests from this machine need none.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(bindings.map((binding) => tagOf(binding)))].sort().map((name) => ({ name })),
    paths: pathsOf(bindings),
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The value of GUARD_API_KEY' },
        bearer: { type: 'http', scheme: 'bearer', description: 'The same key as a bearer token' },
      },
    },
  });
  return JSON.parse(JSON.stringify(document)) as Json;
}

/** Groups operations by the first part of their name: `packs.list` is in `packs`. */
export function tagOf(binding: Binding): string {
  return binding.operation.name.split('.')[0] ?? binding.operation.name;
}

function pathsOf(bindings: readonly Binding[]): ZodOpenApiPathsObject {
  const paths = new Map<string, Record<string, ZodOpenApiOperationObject>>();
  for (const binding of bindings) {
    const path = binding.template.replace('*}', '}');
    paths.set(path, { ...paths.get(path), [binding.method.toLowerCase()]: describeOperation(binding) });
  }
  return Object.fromEntries(paths);
}

function describeOperation(binding: Binding): ZodOpenApiOperationObject {
  const { operation, method, surface } = binding;
  const [path, rest] = splitFields(binding);
  const inQuery = method === 'GET' || method === 'DELETE';
  return {
    operationId: operation.name,
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    tags: [tagOf(binding)],
    security: operation.access === 'public' ? [] : surfaces[surface].credentials.flatMap((credential) => securityOf[credential] ?? []),
    requestParams: {
      ...(binding.parameters.length === 0 ? {} : { path }),
      ...(inQuery && Object.keys(rest.shape).length > 0 ? { query: rest } : {}),
    },
    ...(inQuery ? {} : { requestBody: requestBodyOf(binding, rest) }),
    responses: responsesOf(binding),
  };
}

const securityOf: Readonly<Record<string, readonly Record<string, string[]>[]>> = { 'x-api-key': [{ apiKey: [] }], bearer: [{ bearer: [] }] };

function requestBodyOf({ operation }: Binding, rest: z.ZodObject): NonNullable<ZodOpenApiOperationObject['requestBody']> {
  const schema = operation.input instanceof z.ZodObject ? rest : operation.input;
  return {
    required: !operation.input.safeParse({}).success,
    content: {
      'application/json': { schema },
      ...(operation.upload === undefined ? {} : { 'multipart/form-data': { schema } }),
      ...(operation.textBody === undefined ? {} : { 'application/yaml': { schema: z.string() } }),
    },
  };
}

/** The fields of the input that stand in the path, and the others. */
function splitFields({ operation, parameters }: Binding): readonly [z.ZodObject, z.ZodObject] {
  const fields = Object.entries(fieldsOf(operation.input));
  const path = parameters.map((name) => [name, fields.find(([field]) => field === name)?.[1] ?? z.string()] as const);
  const rest = z.object(Object.fromEntries(fields.filter(([name]) => !parameters.includes(name))));
  const open = operation.input instanceof z.ZodObject ? operation.input.def.catchall : undefined;
  return [z.object(Object.fromEntries(path)), open === undefined ? rest : rest.catchall(open)];
}

function responsesOf({ operation, method, parameters }: Binding): ZodOpenApiResponsesObject {
  const hasInput = method !== 'GET' || Object.keys(fieldsOf(operation.input)).length > 0;
  const statuses: readonly (readonly [ErrorStatus, boolean])[] = [
    [400, hasInput],
    [401, operation.access !== 'public'],
    [403, operation.access !== 'public'],
    [404, parameters.length > 0 || operation.access !== 'public'],
    [409, operation.effect !== 'read'],
    [413, method !== 'GET' && method !== 'DELETE'],
    [415, method !== 'GET' && method !== 'DELETE'],
    [422, hasInput],
    [429, operation.limit !== 'none'],
    [500, true],
  ];
  const wanted = new Set(statuses.filter(([, applies]) => applies).map(([status]) => String(status)));
  return { [operation.status ?? 200]: successOf(operation), ...Object.fromEntries([...errorResponses].filter(([status]) => wanted.has(status))) };
}

function successOf(operation: Binding['operation']): ZodOpenApiResponseObject {
  const description = operation.summary;
  if (operation.status === 204) return { description };
  if (operation.stream === true) {
    const text = z.string().meta({ description: 'Events `progress` with {phase, done, total}, then `result` with the result or `error` with {detail}' });
    return { description, content: { 'text/event-stream': { schema: text } } };
  }
  if (operation.mime !== undefined) return { description, content: { [operation.mime]: { schema: z.string() } } };
  return { description, content: { 'application/json': { schema: operation.output } } };
}
