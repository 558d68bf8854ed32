import type { Span } from '../model.ts';
import type { Bindings } from '../pattern/match.ts';

/** A step of a tainted value, in offsets. */
export interface RawStep {
  readonly kind: 'source' | 'step' | 'sink';
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Where it is when that is another file than the match. */
  readonly elsewhere?: { readonly path: string; readonly span: Span };
}

/** What a detector found, before it becomes a finding. Offsets are UTF-16 units of the checked text. */
export interface RawMatch {
  readonly start: number;
  readonly end: number;
  readonly bindings: Bindings;
  readonly trace?: readonly RawStep[];
}
