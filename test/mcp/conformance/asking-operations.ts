import { z } from 'zod';
import { askHuman } from '../../../core/kernel/asking.ts';
import type { Context } from '../../../core/kernel/context.ts';
import { type AnyOperation, defineOperation } from '../../../core/kernel/operation.ts';

const confirmation = z.object({ ok: z.boolean() });

/** Operations that ask a person, as the product's own do: their rounds and signed state are the product's. */
export const askingOperations: readonly AnyOperation[] = [
  asking('test_input_required_result_request_state', async (context) => {
    await askHuman(context, 'Please confirm', confirmation);
    return 'state-ok';
  }),
  asking('test_input_required_result_tampered_state', async (context) => {
    await askHuman(context, 'Please confirm', confirmation);
    return 'integrity-ok';
  }),
  asking('test_input_required_result_multi_round', async (context) => {
    const { name } = await askHuman(context, 'Step 1: What is your name?', z.object({ name: z.string() }));
    const { color } = await askHuman(context, 'Step 2: What is your favorite color?', z.object({ color: z.string() }));
    return `${name} likes ${color}`;
  }),
];

/** An operation that answers a text after it asked; writes, so that its end is recorded. */
export function asking(name: string, run: (context: Context) => Promise<string>): AnyOperation {
  return defineOperation({
    ...{ name, summary: 'Asks a person', mcp: name },
    input: z.object({}),
    output: z.object({ said: z.string() }),
    ...{ access: 'member', effect: 'write', limit: 'none' },
    run: async (context) => ({ said: await run(context) }),
  });
}
