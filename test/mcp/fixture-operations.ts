import { z } from 'zod';
import { askHuman } from '../../core/kernel/asking.ts';
import { Failure } from '../../core/kernel/failure.ts';
import { type AnyOperation, defineOperation } from '../../core/kernel/operation.ts';
import { insideRoot } from '../../core/kernel/path.ts';
import { operations } from '../../core/operations.ts';

const answer = z.object({ reason: z.string().min(3).meta({ description: 'Why' }), days: z.number().int().min(1).max(90).default(30) });

/** Asks a person for a reason, and writes it into the project. */
const askReason = defineOperation({
  ...{ name: 'test.ask', summary: 'Ask for a reason', mcp: 'ask_reason' },
  input: z.object({ about: z.string() }),
  output: z.object({ reason: z.string(), days: z.number() }),
  ...{ access: 'member', effect: 'write', limit: 'none' },
  async run(context, { about }) {
    const given = await askHuman(context, `Why accept ${about}?`, answer);
    context.files.write(insideRoot(context.files.root, 'reasons.txt'), `${about}: ${given.reason}\n`);
    return given;
  },
});

/** Tells progress in two phases, then waits to be cancelled, and says in the project that it was. */
const wait = defineOperation({
  ...{ name: 'test.wait', summary: 'Wait for the end', mcp: 'wait' },
  input: z.object({ milliseconds: z.number(), note: z.string() }),
  output: z.object({ ended: z.string() }),
  ...{ access: 'member', effect: 'read', limit: 'none' },
  async run(context, { milliseconds, note }) {
    const { signal, files } = context;
    for (const phase of ['read', 'check']) for (const done of [1, 2]) context.progress({ phase, done, total: 2 });
    const isCancelled = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, milliseconds, false);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
    if (!isCancelled) return { ended: 'by itself' };
    files.write(insideRoot(files.root, note), 'cancelled');
    throw new Failure('cancelled', 'Cancelled');
  },
});

/** The product's operations, one that asks, and one that takes long. */
export const fixtureOperations: readonly AnyOperation[] = [...operations, askReason, wait];
