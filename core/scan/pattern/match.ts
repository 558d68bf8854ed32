/** What a metavariable stands for: a range and its nodes (none inside a string); `constant` is the known value of a name or literal. */
export interface Binding {
  readonly start: number;
  readonly end: number;
  readonly nodes: readonly number[];
  readonly constant?: string | undefined;
  /** What stands for it in messages and fixes where that is not the code of the range. */
  readonly text?: string;
}

/** The same as plain data, with its constant worked out: for another thread, or for another text than its own. */
export function plainBinding({ start, end, nodes, constant, text }: Binding): Binding {
  return { start, end, nodes, ...(constant === undefined ? {} : { constant }), ...(text === undefined ? {} : { text }) };
}

/** Key of the range that a fix replaces, among the bindings, where it is more than the match. */
export const fixPlace = '(fix)';

/** Keyed by the metavariable with its `$`. */
export type Bindings = ReadonlyMap<string, Binding>;

/** A place that a formula matched: UTF-16 offsets; `node` is the matched node, for a sequence its first. */
export interface Match {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly bindings: Bindings;
}

/** Node indexes, the end exclusive: only matches that start in it are wanted. */
export interface NodeRange {
  readonly from: number;
  readonly to: number;
}
