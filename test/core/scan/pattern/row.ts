/** Pattern, code, the texts it matches in order of their start. */
export type MatchRow = readonly [pattern: string, code: string, found: readonly string[]];
