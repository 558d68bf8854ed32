import type { AnyOperation, Surface } from '../core/kernel/operation.ts';

/** One operation at one address. */
export interface Binding {
  readonly operation: AnyOperation;
  readonly surface: Surface;
  readonly method: string;
  /** With parameters in braces and without a trailing slash: `/api/packs/{id}`. */
  readonly template: string;
  readonly parameters: readonly string[];
}

const address = /^(GET|POST|PUT|PATCH|DELETE) (\/[^\s?#]*)$/;
const parameter = /\{([A-Za-z_][A-Za-z0-9_]*)\*?\}/g;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Every address of the operations in the order of their paths, fixed names before parameters. Throws when an address is malformed or bound twice. */
export function bindingsOf(operations: readonly AnyOperation[]): readonly Binding[] {
  const bindings = operations.flatMap((operation) =>
    Object.entries(operation.http ?? {}).map(([surface, text]) => bindingOf(operation, surface as Surface, text)),
  );
  const taken = new Map<string, string>();
  for (const { operation, method, template } of bindings) {
    const key = `${method} ${template.replace(parameter, '{}')}`;
    const other = taken.get(key);
    if (other !== undefined) throw new Error(`${key} is bound by both ${other} and ${operation.name}`);
    taken.set(key, operation.name);
  }
  return bindings.sort((a, b) => compare(a.template, b.template) || methods.indexOf(a.method) - methods.indexOf(b.method));
}

/** The template as the router spells it: `/api/packs/:id`, and `*path` for a parameter of several segments. */
export function routerPath(template: string): string {
  return template.replace(/\{([^}]+)\*\}/g, '*$1').replace(/\{([^}]+)\}/g, ':$1');
}

function bindingOf(operation: AnyOperation, surface: Surface, text: string): Binding {
  const [, method, path] = address.exec(text) ?? [];
  if (method === undefined || path === undefined) throw new Error(`${operation.name}: '${text}' is not 'METHOD /path'`);
  const template = path.length > 1 ? path.replace(/\/$/, '') : path;
  return { operation, surface, method, template, parameters: [...template.matchAll(parameter)].map((match) => match[1] ?? '') };
}

/** By code unit: a brace comes after every letter. */
function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
