import type { Assets } from '../kernel/context.ts';
import type { Language } from './languages/language.ts';
import type { SuppressionEntry } from '../config/schema.ts';
import type { FileResult, Finding, Fix, LanguageId, Pack, Rule, RuleProblem, Source } from './model.ts';

// CONTRACT from the lead for E3: keep these names and shapes (add to them freely), replace the throwing body.
export interface ScannerSettings {
  readonly packs: readonly Pack[];
  readonly suppressions: readonly { readonly entry: SuppressionEntry; readonly by: 'file' | 'config' }[];
  readonly maxFileSize: number;
  readonly languages: Readonly<Record<string, LanguageId>>;
  /** Day of today as YYYY-MM-DD, for expiry. */
  readonly today: string;
}

export interface SessionChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface EditorSession {
  readonly text: string;
  readonly result: FileResult;
  update(changes: readonly SessionChange[]): FileResult;
  close(): void;
}

export interface Scanner {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
  readonly stamp: string;
  languageOf(source: { readonly path: string; readonly languageId?: string }): Language | undefined;
  rulesFor(path: string, languageId?: string): readonly Rule[];
  check(source: Source, options?: { readonly ruleIds?: ReadonlySet<string> }): FileResult;
  open(source: Source): EditorSession;
  verifyFix(source: Source, finding: Finding): Fix;
}

export function openScanner(_settings: ScannerSettings, _assets: Assets): Promise<Scanner> {
  return Promise.reject(new Error('not there yet'));
}
