import { z } from 'zod';
import type { FileStat } from '../../kernel/context.ts';
import type { JoinRow } from '../join-rule.ts';
import type { Finding, LanguageId, Rule, Skip, SuppressionComment } from '../model.ts';
import type { RawResult } from '../scanner/check.ts';
import type { FileCost } from '../scanner/meter.ts';

/** What looking at one file gave, before the project's settings have their say: plain data for threads and for the cache. */
export interface FileRecord {
  readonly path: string;
  /** Of the content that was looked at; absent where it could not be read, or nobody keeps the record. */
  readonly state?: FileState;
  /** `generic` where no language is known; undefined where the content is no text. */
  readonly language: LanguageId | undefined;
  readonly lines: number;
  /** Findings and skips as JSON (see `unpackResult`); '' when there are none. */
  readonly body: string;
  /** What looking at it cost, where that was asked for; never kept. */
  readonly cost?: FileCost;
  /** What other files need to know of it, packed; absent where nobody asked. */
  readonly facts?: string;
  /** Rules that ran out of their limits in it. */
  readonly cut?: readonly string[];
  /** Rules that were not tried on it since they had done so elsewhere: such a record is not kept. */
  readonly left?: readonly string[];
}

/** By what a file is known to be unchanged. */
export interface FileState {
  readonly size: number;
  /** Milliseconds since 1970, as in `FileStat`. */
  readonly modified: number;
  readonly changed: number;
  /** The git blob id of the content, 40 hex digits. */
  readonly content: string;
}

/** Whether a file has the state of before as far as the file system can tell. */
export function isSameState(stat: FileStat, state: FileState): boolean {
  return stat.kind === 'file' && stat.size === state.size && stat.modified === state.modified && (stat.changed ?? stat.modified) === state.changed;
}

/** A finding without what its rule says anyway. */
type Own = Omit<Finding, keyof FromRule | 'path'>;
type FromRule = Pick<Finding, 'pack' | 'title' | 'severity' | 'confidence' | 'cwe' | 'controls' | 'tags'>;

interface Body {
  readonly findings: readonly Own[];
  readonly skips: readonly Skip[];
  readonly rows?: readonly OwnRow[];
  readonly comments?: readonly SuppressionComment[];
}

type OwnRow = Omit<JoinRow, 'path' | 'finding'> & { readonly finding?: Own };

/** Written by `packResult` of this version: nothing but the envelope is checked. */
const packedBody = z.custom<Body>((value) => typeof value === 'object' && value !== null && 'findings' in value && 'skips' in value);

/** The opposite of `unpackResult`. */
export function packResult({ findings, skips, rows = [], comments = [] }: RawResult): string {
  if (findings.length === 0 && skips.length === 0 && rows.length === 0 && comments.length === 0) return '';
  const body: Body = {
    ...{ findings: findings.map(ownOf), skips },
    ...(rows.length === 0 ? {} : { rows: rows.map(ownRow) }),
    ...(comments.length === 0 ? {} : { comments }),
  };
  return JSON.stringify(body);
}

/** What a record's body says, with the rules as they are now; findings of rules that are gone are left out. */
export function unpackResult({ path, body }: FileRecord, rules: ReadonlyMap<string, Rule>): RawResult {
  if (body === '') return { findings: [], skips: [] };
  const { findings, skips, comments, rows = [] } = packedBody.parse(JSON.parse(body));
  const whole = (own: Own): readonly Finding[] => {
    const rule = rules.get(own.ruleId);
    return rule === undefined ? [] : [{ ...own, ...fromRule(rule), path }];
  };
  const joined = rows.map(({ finding: own, ...row }): JoinRow => {
    const [finding] = own === undefined ? [] : whole(own);
    return { ...row, path, ...(finding === undefined ? {} : { finding }) };
  });
  return {
    ...{ skips, findings: findings.flatMap(whole) },
    ...(joined.length === 0 ? {} : { rows: joined }),
    ...(comments === undefined ? {} : { comments }),
  };
}

function ownRow({ part, values, finding }: JoinRow): OwnRow {
  return { part, values, ...(finding === undefined ? {} : { finding: ownOf(finding) }) };
}

function ownOf(finding: Finding): Own {
  const { fingerprint, ruleId, message, span, snippet, obligation, fix, trace, suppression } = finding;
  return {
    ...{ fingerprint, ruleId, message, span, snippet, obligation },
    ...(fix === undefined ? {} : { fix }),
    ...(trace === undefined ? {} : { trace }),
    ...(suppression === undefined ? {} : { suppression }),
  };
}

function fromRule({ pack, title, severity, confidence, cwe, controls, tags }: Rule): FromRule {
  return { pack, title, severity, confidence, cwe, controls, tags };
}
