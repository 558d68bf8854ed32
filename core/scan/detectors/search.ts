import type { Match } from '../pattern/match.ts';
import type { RawMatch } from './raw-match.ts';

/** The places of a search rule from the dispatcher's matches: one per range, the first bindings win. */
export function searchResults(matches: readonly Match[]): readonly RawMatch[] {
  const seen = new Set<string>();
  const results: RawMatch[] = [];
  for (const { start, end, bindings } of matches) {
    const key = `${start}-${end}`;
    if (seen.has(key)) continue;
    seen.add(key);
    results.push({ start, end, bindings });
  }
  return results;
}
