import type { z } from 'zod';
import type { Context } from './context.ts';
import { Failure } from './failure.ts';

/**
 * The values that a person gives to a question, as `Ask` tells. Throws `unavailable` where the client cannot ask a person, and `forbidden` when the
 * person says no or gives no answer.
 */
export async function askHuman<S extends z.ZodObject>({ ask }: Pick<Context, 'ask'>, message: string, fields: S): Promise<z.output<S>> {
  if (ask === undefined) throw new Failure('unavailable', 'A person has to confirm this, and this client cannot ask one', { needs: 'person' });
  const answer = await ask(message, fields);
  if (answer.kind === 'given') return answer.values;
  throw new Failure('forbidden', answer.kind === 'declined' ? 'The person who was asked declined' : 'The person who was asked gave no answer');
}
