import { z } from 'zod';
import { Failure } from '../../kernel/failure.ts';
import { readYaml } from '../rules/yaml-text.ts';

/** An operation of an API description. */
export interface ApiOperation {
  /** In lower case. */
  readonly method: string;
  /** As in the description: `/users/{id}`. */
  readonly path: string;
  /** Every request needs credentials: none of the alternatives is empty. */
  readonly isSecured: boolean;
  readonly isDeprecated: boolean;
}

/** What is used of an OpenAPI description, and what is in it besides. */
export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  /** Addresses of the servers, as written. */
  readonly servers: readonly string[];
  readonly operations: readonly ApiOperation[];
  /** Path items and operations that stand in other places of the file or in other files. */
  readonly references: number;
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;
const security = z.array(z.record(z.string(), z.unknown()));
const operation = z.object({ security: security.optional(), deprecated: z.boolean().optional() });
const pathItem = z.object({ $ref: z.string().optional() }).catchall(z.unknown());
const description = z.object({
  openapi: z.string().regex(/^3\.\d/, 'Only OpenAPI 3 is read'),
  info: z.object({ title: z.string().min(1).max(200), version: z.string().max(50).default('1.0.0') }),
  servers: z.array(z.object({ url: z.string() })).default([]),
  security: security.default([]),
  paths: z.record(z.string().startsWith('/'), pathItem).default({}),
});

/** Reads an OpenAPI 3 description in YAML or JSON. Throws `invalid_input` naming line or field. */
export function readApiDescription(text: string): ApiDescription {
  const reading = readYaml(text, 'the description');
  if (reading.kind === 'problems') {
    const [{ line, message } = { line: undefined, message: 'The description cannot be read' }] = reading.problems;
    throw new Failure('invalid_input', `${line === undefined ? '' : `line ${line}: `}${message}`);
  }
  const parsed = description.safeParse(reading.yaml.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Failure('invalid_input', `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'this is no OpenAPI 3 description'}`);
  }
  const { info, servers, paths, security: everywhere } = parsed.data;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method): ApiOperation[] => {
      const own = operation.safeParse(item[method]);
      if (!own.success) return [];
      return [{ method, path, isSecured: isSecured(own.data.security ?? everywhere), isDeprecated: own.data.deprecated === true }];
    }),
  );
  return {
    title: info.title,
    version: info.version,
    servers: servers.map(({ url }) => url),
    operations,
    references: Object.values(paths).filter(({ $ref }) => $ref !== undefined).length,
  };
}

function isSecured(alternatives: z.output<typeof security>): boolean {
  return alternatives.length > 0 && alternatives.every((alternative) => Object.keys(alternative).length > 0);
}
