import { z } from 'zod';
import type { Message } from './messages.ts';

const id = z.union([z.string(), z.number(), z.null()]);
const version = z.literal('2.0');
const answer = z.union([
  z.strictObject({ jsonrpc: version, id: id.optional(), error: z.object({ code: z.number().int(), message: z.string() }).loose() }),
  z.strictObject({ jsonrpc: version, id, result: z.record(z.string(), z.unknown()) }),
  z.strictObject({ jsonrpc: version, method: z.string(), params: z.unknown().optional() }),
]);
export type Answer = z.output<typeof answer>;

const internalError = -32_603;

/** A JSON-RPC message of a server; undefined for anything else. */
export function answerIn(text: string): Answer | undefined {
  try {
    return answer.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The id that a response carries; undefined for a notification. */
export function idOf(said: Answer): string | number | null | undefined {
  return 'method' in said ? undefined : said.id;
}

/** What is wrong with the answers to a message; undefined where the protocol holds. */
export function complaint({ expected }: Message, answers: readonly Answer[]): string | undefined {
  const responses = answers.filter((said) => !('method' in said));
  if (responses.some((said) => 'error' in said && said.error.code === internalError)) return 'internal error';
  if (responses.length > 2) return 'too many responses';
  if (expected.kind === 'none' && responses.length > 0) return 'a response to what asks for none';
  if (expected.kind !== 'answer') return undefined;
  if (responses.length !== 1) return `${responses.length} responses`;
  return responses[0] !== undefined && idOf(responses[0]) === expected.id ? undefined : 'another id';
}
