import { estimateTokens } from '../core/kernel/token-estimate.ts';

/** The compact form of an answer. */
export type Compact = Readonly<Record<string, unknown>>;

/** How much an answer may hold, and where the page before it ended. */
export interface Page {
  readonly maxTokens: number;
  readonly cursor: string | undefined;
  /** Whole ranges, and the edits of fixes. */
  readonly detail?: boolean;
}

export interface Shown<T> {
  readonly shown: readonly T[];
  /** Whether everything fitted. */
  readonly isWhole: boolean;
}

/** Kept for the frame around the items: counts, keys, the next page's cursor. */
const frame = 60;
/** An upper estimate of the tokens of a value as JSON. */
export function textSize(value: unknown): number {
  return estimateTokens(JSON.stringify(value) ?? '');
}

/** As many of the first items as fit, at least one, so that every page gets further. `costOf` is called once per item, in order. */
export function pageOf<T>(items: readonly T[], maxTokens: number, costOf: (item: T) => number): Shown<T> {
  const shown: T[] = [];
  let left = maxTokens - frame;
  for (const item of items) {
    left -= costOf(item);
    if (left < 0 && shown.length > 0) return { shown, isWhole: false };
    shown.push(item);
  }
  return { shown, isWhole: true };
}
