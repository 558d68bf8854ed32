import type { AnyOperation } from '../core/kernel/operation.ts';
import { aliases } from './aliases.ts';
import { answerWith, page } from './call.ts';
import type { ToolHost } from './host.ts';
import { type Presentation, presentations } from './presentations.ts';
import { type Scope, toolOperations } from './scope.ts';
import { searchTools } from './search-tools.ts';
import type { Tool } from './tool.ts';
import { annotationsOf, jsonSchema, type ObjectSchema, slim } from './tool-schema.ts';

/** Every tool that a scope reaches, in the order of the list; names that were published earlier answer too, and are not listed. */
export function toolsOf(host: ToolHost, scope: Scope): readonly Tool[] {
  const own = toolOperations(host.operations, scope).map((operation) => operationTool(host, operation));
  const earlier = aliases.flatMap(({ name, tool: target, translate }) =>
    own
      .filter((tool) => tool.name === target)
      .map((tool): Tool => ({ ...tool, name, isHidden: true, call: (input, request) => tool.call(translate(input), request) })),
  );
  return [...own, ...(scope.profile === 'full' ? searchTools(host, scope) : []), ...earlier];
}

function operationTool(host: ToolHost, operation: AnyOperation): Tool {
  const { mcp: name = operation.name, summary, effect } = operation;
  const presentation = presentations.get(name);
  const title = presentation?.title ?? summary;
  const description = presentation?.description ?? operation.description ?? summary;
  return {
    ...{ name, title, description },
    inputSchema: withPages(jsonSchema(operation.input), presentation),
    annotations: annotationsOf(effect, title),
    call: (input, request) => answerWith({ host, request, tool: name }, { operation, presentation }, input),
  };
}

function withPages(schema: ObjectSchema, shown: Presentation | undefined): ObjectSchema {
  if (shown === undefined) return schema;
  const { hidden, fields = {}, defaults = {}, required = [], hasPages, hasDetail } = shown;
  const own = Object.entries(schema.properties)
    .filter(([name]) => !hidden.includes(name))
    .map(([name, field]): [string, unknown] => [
      name,
      { ...slim(field), ...described(fields[name]), ...(name in defaults ? { default: defaults[name] } : {}) },
    ]);
  const paging = pagingFields(hasPages, hasDetail === true);
  const needed = [...(schema.required ?? []), ...required];
  return { ...schema, properties: { ...Object.fromEntries(own), ...paging }, ...(needed.length === 0 ? {} : { required: needed }) };
}

function pagingFields(hasPages: boolean, hasDetail: boolean): Readonly<Record<string, unknown>> {
  const { max_tokens: maxTokens, cursor, detail } = jsonSchema(page).properties;
  return { max_tokens: slim(maxTokens), ...(hasPages ? { cursor: slim(cursor) } : {}), ...(hasDetail ? { detail: slim(detail) } : {}) };
}

function described(text: string | undefined): { readonly description?: string } {
  return text === undefined ? {} : { description: text };
}
