/** How many of the first `count` numbers, which are sorted, are below a limit: also the place of the first that is not. */
export function countBelow(sorted: ArrayLike<number>, limit: number, count: number = sorted.length): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
