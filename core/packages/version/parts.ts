/** A part of a version: a number, a word, or nothing where the version has ended. */
export type Part = number | string | undefined;

/** Where a part stands among others: first by rank, then by value among those of one rank. */
export type Standing = readonly [rank: number, value: number | string];

/** Splits a version into its numbers and words. */
export function partsOf(version: string): readonly (number | string)[] {
  return (version.match(/\d+|[A-Za-z]+/g) ?? []).map((part) => (/^\d/.test(part) ? Number(part) : part));
}

/** Compares two versions part by part; the shorter one is followed by nothing. */
export function compareParts(one: readonly Part[], other: readonly Part[], standing: (part: Part) => Standing): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const [rank, value] = standing(one[at]);
    const [otherRank, otherValue] = standing(other[at]);
    if (rank !== otherRank) return rank - otherRank;
    if (value !== otherValue) return value < otherValue ? -1 : 1;
  }
  return 0;
}
