import type { Formula, LanguageId } from './model.ts';

export const extractTransforms = ['no_transform', 'unquote_string', 'concat_json_string_array'] as const;

/** What is done to a text before it is read in its language: nothing, quotes and escapes off, or the strings of a JSON array line by line. */
export type ExtractTransform = (typeof extractTransforms)[number];

/** A rule whose matches hold text in another language, which the rules for that language then check. */
export interface ExtractDetector {
  readonly kind: 'extract';
  readonly formula: Formula;
  /** The text is what this metavariable stands for. */
  readonly metavariable: string;
  readonly language: LanguageId;
  /** Ids of the rules that check it; an empty include means all. */
  readonly rules: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly transform: ExtractTransform;
  /** All texts of a file are one. */
  readonly concat: boolean;
}

/** Whether a rule checks what an extract rule finds. Ids may be written without the part before a dot. */
export function isChosen({ rules: { include, exclude } }: ExtractDetector, ruleId: string): boolean {
  const isNamed = (name: string) => ruleId === name || ruleId.endsWith(`.${name}`);
  return (include.length === 0 || include.some(isNamed)) && !exclude.some(isNamed);
}
