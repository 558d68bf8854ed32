/** What a text must contain for a rule to have a chance: whole words (runs of `\w`), or texts in any case. */
export type Prefilter =
  | { readonly kind: 'always' }
  | { readonly kind: 'word'; readonly word: string }
  /** ASCII in lower case, at least three characters. */
  | { readonly kind: 'text'; readonly text: string }
  /** A comparison with this sign: not as a part of a longer one. */
  | { readonly kind: 'operator'; readonly operator: '==' | '!=' }
  /** The word somewhere where `next` may follow it, or where it gives something another name. */
  | { readonly kind: 'neighbour'; readonly word: string; readonly next: Neighbour }
  | { readonly kind: 'all'; readonly of: readonly Prefilter[] }
  | { readonly kind: 'any'; readonly of: readonly Prefilter[] };

export const always: Prefilter = { kind: 'always' };

/** All must hold; none is always true. */
export function allOf(parts: readonly Prefilter[]): Prefilter {
  const needed = parts.filter((part) => part.kind !== 'always');
  const [only] = needed;
  if (only === undefined) return always;
  return needed.length === 1 ? only : { kind: 'all', of: needed };
}

/** One must hold; when one always does, all is said. */
export function anyOf(parts: readonly Prefilter[]): Prefilter {
  const [only] = parts;
  if (only === undefined || parts.some((part) => part.kind === 'always')) return always;
  return parts.length === 1 ? only : { kind: 'any', of: parts };
}

/** What follows a word in a pattern: the arguments of a call, a member, or a comparison of what the call gives, perhaps with a plain number. */
export type Neighbour =
  | { readonly kind: 'arguments' }
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'compared'; readonly operator: '==' | '!='; readonly literal?: string };
