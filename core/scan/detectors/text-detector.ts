import type { FileTree } from '../pattern/file-tree.ts';
import type { Language } from '../languages/language.ts';
import type { RawMatch } from './raw-match.ts';

/** A text being checked. */
export interface CheckedText {
  readonly path: string;
  readonly text: string;
  readonly language: Language | undefined;
  /** Parses at the first call; undefined without a grammar or when parsing was cut off. */
  tree(): FileTree | undefined;
}

/** Only matches that start in `from..to` (UTF-16 offsets). */
export interface TextWindow {
  readonly from: number;
  readonly to: number;
}

/** A match, with a message of its own where the rule's does not say enough. */
export interface Detection extends RawMatch {
  readonly message?: string;
}

/** A rule of a kind that works on text, compiled once and run on many files. */
export interface TextDetector {
  /** False where it may backtrack: run it under a time guard. */
  readonly linear: boolean;
  /** Each match depends on its own lines only, so that an edit elsewhere cannot change it. */
  readonly local: boolean;
  detect(checked: CheckedText, window?: TextWindow): readonly Detection[];
}

export type TextCompilation = { readonly kind: 'compiled'; readonly detector: TextDetector } | { readonly kind: 'problem'; readonly message: string };

/** The first line of a file: the place of findings about the file as a whole. */
export function firstLine(text: string): Detection {
  const end = text.search(/[\r\n]/);
  return { start: 0, end: end < 0 ? text.length : end, bindings: new Map() };
}
