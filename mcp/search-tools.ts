import { z } from 'zod';
import { Failure, toFailure } from '../core/kernel/failure.ts';
import { type AnyOperation, defineOperation, isOnProject, mayRun, parseInput } from '../core/kernel/operation.ts';
import { answerWith } from './call.ts';
import type { ToolHost } from './host.ts';
import type { Scope } from './scope.ts';
import type { Tool } from './tool.ts';
import { annotationsOf, jsonSchema } from './tool-schema.ts';

const searchInput = z.object({
  query: z.string().max(200).default('').meta({ description: 'Words of the name or summary; all without' }),
});
const runInput = z.object({
  name: z.string().min(1).max(100).meta({ description: 'Operation name' }),
  arguments: z.record(z.string(), z.unknown()).default({}).meta({ description: 'By its input schema' }),
});

const mostShown = 10;

/**
 * The pair that reaches the operations without a tool of their own: one finds them with their input, one runs those that read. Those that write have
 * a tool of their own, which a host can ask about before it is called, and which a read-only server does not have.
 */
export function searchTools(host: ToolHost, { isReadOnly }: Scope): readonly Tool[] {
  const others = host.operations.filter((operation) => operation.mcp === undefined && isOnProject(operation) && (operation.effect === 'read' || !isReadOnly));
  const search = searchOperation(others);
  const runner = (name: string, isFor: (operation: AnyOperation) => boolean, title: string, effect: 'read' | 'destroy'): Tool => ({
    ...{ name, title, description: title },
    inputSchema: jsonSchema(runInput),
    annotations: annotationsOf(effect, title),
    async call(input, request) {
      try {
        const wanted = parseInput(runInput, input);
        const operation = named(others.filter(isFor), wanted.name);
        return await answerWith({ host, request, tool: name }, { operation, presentation: undefined }, wanted.arguments);
      } catch (thrown) {
        const { code, message } = toFailure(thrown);
        return { content: [{ type: 'text', text: `${code}: ${message}` }], isError: true };
      }
    },
  });
  const find: Tool = {
    ...{ name: 'search_operations', title: search.summary, description: search.summary },
    inputSchema: jsonSchema(searchInput),
    annotations: annotationsOf('read', search.summary),
    call: (input, request) => answerWith({ host, request, tool: 'search_operations' }, { operation: search, presentation: undefined }, input),
  };
  const reader = runner('run_operation', ({ effect }) => effect === 'read', 'Run a found operation that reads', 'read');
  const writer = runner('run_change', ({ effect }) => effect !== 'read', 'Run a found operation that writes', 'destroy');
  return [find, reader, ...(isReadOnly ? [] : [writer])];
}

function searchOperation(others: readonly AnyOperation[]): AnyOperation {
  return defineOperation({
    name: 'operations.search',
    summary: 'Find further operations by words, with their input',
    input: searchInput,
    output: z.object({ total: z.number().int(), operations: z.array(z.record(z.string(), z.unknown())) }),
    ...{ access: 'member', effect: 'read', limit: 'none' },
    run({ actor }, { query }) {
      const words = query
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== '');
      const allowed = others.filter((operation) => mayRun(operation, actor));
      const found = allowed.filter((operation) => words.every((word) => textOf(operation).includes(word)));
      const whole = found.length <= mostShown;
      return {
        total: found.length,
        operations: found.map((operation) => (whole ? described(operation) : { name: operation.name, summary: operation.summary })),
      };
    },
  });
}

function described({ name, summary, effect, input }: AnyOperation): Record<string, unknown> {
  return { name, summary, run_with: effect === 'read' ? 'run_operation' : 'run_change', input: jsonSchema(input) };
}

function textOf({ name, summary, description = '' }: AnyOperation): string {
  return `${name} ${summary} ${description}`.toLowerCase();
}

function named(operations: readonly AnyOperation[], name: string): AnyOperation {
  const operation = operations.find((each) => each.name === name);
  if (operation === undefined) throw new Failure('not_found', 'name: no such operation can be run with this tool; search_operations lists them');
  return operation;
}
