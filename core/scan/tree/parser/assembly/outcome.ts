import { isBetter } from './parents.ts';

/** The best tree that reached the end of the text, 0 while there is none. */
export let finished: usize = 0;
/** Trees that reached it. */
export let acceptCount: u32 = 0;

export function resetOutcome(): void {
  finished = 0;
  acceptCount = 0;
}

/** Another tree over the whole text: the better one stays. */
export function take(root: usize): void {
  acceptCount += 1;
  if (finished == 0 || isBetter(finished, root)) finished = root;
}
