import type { Context } from '../kernel/context.ts';
import type { Dispatch } from '../kernel/dispatch.ts';
import { Failure } from '../kernel/failure.ts';
import { platformOf } from '../kernel/platform.ts';

/** What carries wake-ups and notices. Throws `unavailable` where no job runs. */
export function dispatchOf(context: Context): Dispatch {
  const { dispatch } = platformOf(context);
  if (dispatch === undefined) throw new Failure('unavailable', 'This server runs no jobs');
  return dispatch;
}
