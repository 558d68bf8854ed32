import type { Rule } from '../model.ts';
import type { CompiledFormula } from '../pattern/compiled-formula.ts';
import { matchFormula } from '../pattern/evaluate.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import type { Match } from '../pattern/match.ts';
import type { RawMatch } from './raw-match.ts';

/** Finds the places of a search rule: one per range, the first bindings win. */
export function detectSearch(_rule: Rule, compiled: CompiledFormula, file: FileTree): readonly RawMatch[] {
  return searchResults(matchFormula(compiled, file));
}

/** The findings of matches that a dispatcher already made. */
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
