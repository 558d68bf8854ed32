import { z } from 'zod';
import type { ExtractDetector } from './extract-rule.ts';
import type { FixSpec } from './fix-spec.ts';
import type { JoinCondition, JoinPart, JoinRole } from './join-rule.ts';
import { languageIds } from './language-ids.ts';
import type { RegexDetector } from './regex-rule.ts';
import type { RuleOptions } from './rule-options.ts';
import { severities, severityRank } from './severities.ts';
import type { RefusedSuppression, Suppression, SuppressionComment } from './suppress/suppression.ts';
import type { TreeFormula } from './structure/node-rule.ts';

export type { RefusedSuppression, Suppression, SuppressionComment };
export { severities, severityRank };
export const severity = z.enum(severities);
export type Severity = z.output<typeof severity>;

export const confidences = ['high', 'medium', 'low'] as const;
export const confidence = z.enum(confidences);
export type Confidence = z.output<typeof confidence>;

export { languageIds };
export const languageId = z.enum(languageIds);
export type LanguageId = z.output<typeof languageId>;

/** A stretch of text: 0-based UTF-16 offsets, and the same as 0-based lines and columns. The end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Replace `start..end` (0-based UTF-16 offsets) by `text`. Edits of one fix do not overlap. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** An insertion that several fixes may ask for and that is made once, such as of an import. */
  readonly shared?: true;
}

/** A repair as data. `verified`: the patched text parses, the finding is gone and no new finding appeared. Absent until verified. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly verified?: boolean;
  /** What may stop working elsewhere because of the change: a person looks at it first. */
  readonly caution?: string;
}

/** A step of a tainted value from its source to the sink. */
export interface TraceStep {
  readonly kind: 'source' | 'step' | 'sink';
  readonly message: string;
  readonly span: Span;
  /** The file it is in, when that is another one than the finding's. */
  readonly path?: string;
}

/** One failure of one rule at one place. Spans are relative to the text that was checked. */
export interface Finding {
  /** Stable under line shifts and reformatting: path, then rule, symbol path, context without layout and occurrence; 40 hex digits. */
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly pack: string;
  readonly title: string;
  readonly message: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly path: string;
  readonly span: Span;
  /** The first line of the place, secrets masked, at most 200 characters. */
  readonly snippet: string;
  /** Most specific first. */
  readonly cwe: readonly string[];
  /** Control ids by framework, derived from the CWE or stated by the rule. */
  readonly controls: Readonly<Record<string, readonly string[]>>;
  readonly tags: readonly string[];
  /** An obligation (document or process) is shown apart and does not fail the gate by default. */
  readonly obligation: boolean;
  readonly fix?: Fix;
  readonly trace?: readonly TraceStep[];
  readonly suppression?: Suppression;
  /** A suppression that no longer holds, or does not yet. */
  readonly refused?: RefusedSuppression;
}

/** Why a file or a part of it was not checked; shown to the user, never silent. */
export interface Skip {
  readonly path: string;
  readonly reason:
    | 'too-large'
    | 'binary'
    | 'invalid-encoding'
    | 'unreadable'
    | 'outside-root'
    | 'long-line'
    | 'parse-errors'
    | 'budget'
    | 'too-deep'
    | 'rule-error';
  readonly message: string;
  /** The rule that ran out of its limits in the file, when it is about one. */
  readonly ruleId?: string;
}

/** The text to check. `path` is relative to the project ('' is refused); `languageId` overrides detection by path. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly languageId?: string;
}

/** What checking one text gave. Suppressed findings are kept apart, not dropped. */
export interface FileResult {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly skips: readonly Skip[];
  /** Our comments that suppress, used or not; absent where there are none. */
  readonly comments?: readonly SuppressionComment[];
}

/** An example is a rule's test and its documentation. `path` sets the file name where the rule depends on it. */
export interface Example {
  readonly language?: LanguageId;
  readonly path?: string;
  readonly bad?: string;
  /** Lines of `bad` (1-based) where the findings begin; any when absent. */
  readonly lines?: readonly number[];
  readonly good?: string;
  /** The text of `bad` after the fix. */
  readonly fixed?: string;
}

/** What to match in a tree. `line` is where the pattern stands in its rule file (1-based), for error messages. */
export type Formula =
  | { readonly kind: 'pattern'; readonly pattern: string; readonly line?: number }
  | { readonly kind: 'regex'; readonly regex: string; readonly line?: number }
  | AllFormula
  | { readonly kind: 'any'; readonly of: readonly Formula[] }
  | { readonly kind: 'not'; readonly of: Formula }
  | { readonly kind: 'inside'; readonly of: Formula }
  /** It matches somewhere in the file; the place stays what the rest of the formula says. */
  | { readonly kind: 'anywhere'; readonly of: Formula }
  | TreeFormula;

/** Every part holds, and so does every condition. */
export interface AllFormula {
  readonly kind: 'all';
  readonly of: readonly Formula[];
  readonly where: readonly Condition[];
  /** The place is what one metavariable of each list stands for, where the lists agree. */
  readonly focus: readonly (readonly string[])[];
  /** A metavariable that stands for the whole match. */
  readonly as?: string;
}

/** A condition on a metavariable such as `$X`. */
export type Condition =
  | { readonly kind: 'metavariable-regex'; readonly metavariable: string; readonly regex: string }
  | { readonly kind: 'metavariable-pattern'; readonly metavariable: string; readonly formula: Formula; readonly language?: LanguageId }
  | { readonly kind: 'metavariable-comparison'; readonly metavariable?: string; readonly comparison: string }
  /** One of the types, as the language spells them. */
  | { readonly kind: 'metavariable-type'; readonly metavariable: string; readonly types: readonly string[] }
  | { readonly kind: 'metavariable-analysis'; readonly metavariable: string; readonly analyzer: 'entropy' | 'redos' };

/** Which labels a tainted value must carry. */
export type LabelCondition =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'not'; readonly of: LabelCondition }
  | { readonly kind: 'all' | 'any'; readonly of: readonly LabelCondition[] };

/** A source, sink or sanitizer of a taint rule: a formula, with what matching it means. */
export interface TaintSpec {
  readonly formula: Formula;
  /** Also taints (or cleans) the variable that the match is, from there on. */
  readonly bySideEffect: boolean;
  /** With `bySideEffect`: the matched expression itself is neither tainted nor cleaned. */
  readonly sideEffectOnly?: boolean;
  /** Only the matched expression itself, not what is inside it. */
  readonly exact: boolean;
  /** For a source: what its values are marked with. Absent: the one mark of rules without labels. */
  readonly label?: string;
  /** For a source, what must already be on the value; for a sink, what makes it a finding. */
  readonly requires?: LabelCondition;
  /** For a sink: what the expressions of several metavariables must carry, all of them. */
  readonly requiresOf?: readonly { readonly metavariable: string; readonly condition: LabelCondition }[];
  /** For a sink: whatever expression in it is tainted counts, not just its value or arguments. */
  readonly anyPart?: boolean;
  /** For a sink: only where the function ends after it without another statement. */
  readonly atExit?: boolean;
  /** For a source: whatever is executed after it is tainted. */
  readonly control?: boolean;
  /** For a sanitizer: it does not clean what is a source or a sink itself. */
  readonly notConflicting?: boolean;
  /** For a sink: the metavariable whose expression must be tainted. */
  readonly focus?: string;
  /** Languages the formula is written in; absent: all of the rule's. */
  readonly languages?: readonly LanguageId[];
}

/** From `from` to `to`, both metavariables of `formula`. */
export interface PropagatorSpec {
  readonly formula: Formula;
  readonly from: string;
  readonly to: string;
  /** Absent: the variable that `to` is stays tainted afterwards. */
  readonly bySideEffect?: boolean;
  readonly requires?: LabelCondition;
  /** What is put in place of the labels that pass: of those in `replaceLabels`, or of all. */
  readonly label?: string;
  readonly replaceLabels?: readonly string[];
  readonly languages?: readonly LanguageId[];
}

/** How a rule finds: one variant per rule kind, one file per variant in `detectors/`. */
export type Detector =
  | { readonly kind: 'search'; readonly formula: Formula }
  | {
      readonly kind: 'taint';
      readonly sources: readonly TaintSpec[];
      readonly sinks: readonly TaintSpec[];
      readonly sanitizers: readonly TaintSpec[];
      readonly propagators: readonly PropagatorSpec[];
    }
  | RegexDetector
  | { readonly kind: 'required-pattern'; readonly patterns: readonly string[]; readonly flags: string }
  | { readonly kind: 'file-policy'; readonly check: string; readonly parameters: Readonly<Record<string, unknown>> }
  | ExtractDetector
  | { readonly kind: 'join'; readonly parts: readonly JoinPart[]; readonly on: readonly JoinCondition[] }
  | { readonly kind: 'documentation-obligation'; readonly globs: readonly string[]; readonly patterns: readonly string[] };

/** A rule in its one internal form; every input syntax compiles to it. Plain data: it is cached, sent to workers and hashed. */
export interface Rule {
  readonly id: string;
  readonly pack: string;
  readonly title: string;
  readonly message: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly languages: readonly LanguageId[];
  readonly cwe: readonly string[];
  readonly controls: Readonly<Record<string, readonly string[]>>;
  readonly tags: readonly string[];
  readonly help: string;
  readonly references: readonly string[];
  /** Globs relative to the root; empty include means every file of the languages. */
  readonly paths: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly detector: Detector;
  /** Options that differ from their defaults. */
  readonly options?: RuleOptions;
  /** What a text must contain, worked out by the build (`readPrefilter`) from the detector, languages and options as they stand here. */
  readonly prefilter?: string;
  readonly fix?: FixSpec;
  readonly examples: readonly Example[];
  /** The match is a secret: it is masked in snippets and messages. */
  readonly secret: boolean;
  /** The join rule that it is a part of: its findings are only for that one. */
  readonly partOf?: JoinRole;
  /** Built in; the regexes of other rules run under a time guard. */
  readonly trusted: boolean;
  /** The user's file that the rule came from, and its first line there (1-based), for error messages. */
  readonly origin?: { readonly file: string; readonly line: number };
}

/** A standards pack: its metadata and rules. */
export interface Pack {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly source: 'builtin' | 'custom';
  /** Whether a project without its own list has it on. */
  readonly byDefault: boolean;
  /** Other names that settings may use for it. */
  readonly aliases?: readonly string[];
  readonly rules: readonly Rule[];
}

/** A rule or pack file that could not be used: what, where (1-based line) and why; the others run. */
export interface RuleProblem {
  readonly file: string;
  readonly line?: number;
  readonly ruleId?: string;
  readonly field?: string;
  readonly message: string;
}
