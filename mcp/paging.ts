import { Failure } from '../core/kernel/failure.ts';

/** The items behind the one that the cursor names. Throws `invalid_input` when there is no such item any more. */
export function afterCursor<T>(items: readonly T[], cursor: string | undefined, idOf: (item: T) => string): readonly T[] {
  if (cursor === undefined) return items;
  const index = items.findIndex((item) => idOf(item) === cursor);
  if (index < 0) throw new Failure('invalid_input', 'cursor: the results changed since that page; call again without cursor');
  return items.slice(index + 1);
}

/** The cursor of the next page, when there is one. */
export function nextAfter(isWhole: boolean, last: string | undefined): { next?: string } {
  return isWhole || last === undefined ? {} : { next: last };
}
