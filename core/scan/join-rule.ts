import type { Finding, Rule } from './model.ts';

/** One rule of a join rule: its findings are the rows of a table with this name. */
export interface JoinPart {
  readonly name: string;
  readonly rule: Rule;
}

/** What a rule is to the join rule that it is a part of. */
export interface JoinRole {
  /** Id of the join rule. */
  readonly join: string;
  /** New names of metavariables, by the old ones; both with `$`. */
  readonly renames: Readonly<Record<string, string>>;
  /** Its places are those of the join rule's findings. */
  readonly isReported: boolean;
}

/** A column of a table: a metavariable with its `$`, or `path`. */
export interface JoinColumn {
  readonly table: string;
  readonly column: string;
}

export const joinOperators = ['==', '!=', '<', '>', '~', '-->'] as const;
export type JoinOperator = (typeof joinOperators)[number];

/** What must hold between the rows of one result. `-->`: the right value is reached from the left one over any number of rows of the table. */
export interface JoinCondition {
  readonly left: JoinColumn;
  readonly operator: JoinOperator;
  readonly right: JoinColumn;
}

/** A finding of one part of a join rule, with the texts of its metavariables; `finding` is that of the join rule at the place, for the table whose places are reported. */
export interface JoinRow {
  /** Id of the part's rule. */
  readonly part: string;
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
  readonly finding?: Finding;
}

/** The table whose places are reported: the one at the right of the last condition, of those that are no recursion where there are any. */
export function reportedTable(on: readonly JoinCondition[]): string | undefined {
  return (on.findLast(({ operator }) => operator !== '-->') ?? on.at(-1))?.right.table;
}

/** The rules that a join rule joins; none for other rules. */
export function partsOf({ detector }: Rule): readonly Rule[] {
  return detector.kind === 'join' ? detector.parts.map(({ rule }) => rule) : [];
}
