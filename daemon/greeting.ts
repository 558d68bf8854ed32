import { z } from 'zod';

const variables = z.record(z.string().max(200), z.string().max(10_000));
const stream = z.object({ isTerminal: z.boolean(), columns: z.number().int().min(0).max(100_000) });

/** A frontend that wants a command of the command line to be run for it. */
const runGreeting = z.object({
  version: z.string().max(100),
  build: z.string().max(100),
  frontend: z.enum(['call', 'lsp', 'mcp']),
  argv: z.array(z.string().max(10_000)).min(1).max(200),
  cwd: z.string().max(10_000),
  home: z.string().max(10_000),
  environment: variables,
  out: stream,
  err: stream,
});
export type RunGreeting = z.output<typeof runGreeting>;

/** Somebody who asks about the daemon itself; understood by every version. */
const controlGreeting = z.object({ frontend: z.literal('control'), command: z.enum(['status', 'stop']) });
export type ControlGreeting = z.output<typeof controlGreeting>;

const greeting = z.discriminatedUnion('frontend', [runGreeting, controlGreeting]);

/** What a frontend says first; undefined for anything else. */
export function readGreeting(value: unknown): RunGreeting | ControlGreeting | undefined {
  const parsed = greeting.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
