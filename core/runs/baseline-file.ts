import { z } from 'zod';
import { fingerprintKey } from '../report/sarif/result.ts';
import { placelessFingerprint } from '../scan/fingerprint.ts';
import type { Finding } from '../scan/model.ts';

/** A finding that a file lists. */
export interface ListedFinding {
  readonly fingerprint: string;
  readonly ruleId: string;
  /** Relative to the project; undefined where it does not say. */
  readonly path?: string;
  /** The first line of its code, or GitHub's hash of that line: what is left to go by when the fingerprint has another form. */
  readonly snippet?: string;
  readonly lineHash?: string;
}

const findingRow = z.object({
  fingerprint: z.string(),
  rule_id: z.string().default(''),
  evidence: z.object({ file: z.string(), snippet: z.string().optional() }).optional(),
});
const findingList = z.array(findingRow);
const jsonReport = z.object({ findings: findingList, suppressed: findingList.optional() });
const sarifResult = z.object({
  ruleId: z.string().default(''),
  partialFingerprints: z.record(z.string(), z.string()).optional(),
  locations: z.array(z.object({ physicalLocation: z.object({ artifactLocation: z.object({ uri: z.string() }).optional() }).optional() })).optional(),
});
const sarifLog = z.object({ runs: z.array(z.object({ results: z.array(sarifResult).optional() })) });

/** The findings of findings.json, of our JSON report or of a SARIF log of ours; undefined for anything else. */
export function readListed(value: unknown): readonly ListedFinding[] | undefined {
  const list = findingList.safeParse(value);
  if (list.success) return list.data.map(fromWire);
  const report = jsonReport.safeParse(value);
  if (report.success) return [...report.data.findings, ...(report.data.suppressed ?? [])].map(fromWire);
  const log = sarifLog.safeParse(value);
  return log.success ? log.data.runs.flatMap(({ results = [] }) => results.flatMap(fromSarif)) : undefined;
}

function fromWire({ fingerprint, rule_id: ruleId, evidence }: z.output<typeof findingRow>): ListedFinding {
  return {
    ...{ fingerprint, ruleId },
    ...(evidence === undefined ? {} : { path: evidence.file }),
    ...(evidence?.snippet === undefined ? {} : { snippet: evidence.snippet }),
  };
}

function fromSarif({ ruleId, partialFingerprints: prints = {}, locations = [] }: z.output<typeof sarifResult>): readonly ListedFinding[] {
  const fingerprint = prints[fingerprintKey] ?? prints['sentrik/v1'];
  const uri = locations[0]?.physicalLocation?.artifactLocation?.uri;
  const lineHash = prints.primaryLocationLineHash;
  if (fingerprint === undefined) return [];
  return [{ ...{ fingerprint, ruleId }, ...(uri === undefined ? {} : { path: decoded(uri) }), ...(lineHash === undefined ? {} : { lineHash }) }];
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** What is known of the project's files now. */
export interface FilesNow {
  exists(path: string): boolean;
  /** GitHub's hash of the line where the finding begins. */
  lineHash(finding: Finding): string | undefined;
}

/**
 * The findings that a file lists, each at most once: by fingerprint; for files that are gone, by the part of the fingerprint that stays when a
 * file is moved; and those listed with fingerprints of an earlier form by rule, file and line.
 */
export function findListed(findings: readonly Finding[], listed: readonly ListedFinding[], now: FilesNow): ReadonlySet<Finding> {
  const exact = new Set(listed.map(({ fingerprint }) => fingerprint));
  const known = new Set(findings.filter(({ fingerprint }) => exact.has(fingerprint)));
  const seen = new Set([...known].map(({ fingerprint }) => fingerprint));
  const left = listed.filter(({ fingerprint }) => !seen.has(fingerprint));
  const moved = tokens(left, ({ fingerprint, path }) => (path !== undefined && !now.exists(path) ? placelessFingerprint(fingerprint) : undefined));
  const earlier = left.filter(({ fingerprint }) => placelessFingerprint(fingerprint) === undefined);
  const bySnippet = tokens(earlier, ({ ruleId, path, snippet }) => keyOf(ruleId, path, snippet));
  const byHash = tokens(earlier, ({ ruleId, path, lineHash }) => keyOf(ruleId, path, lineHash));
  for (const finding of findings) {
    if (known.has(finding)) continue;
    const { ruleId, path, snippet, fingerprint } = finding;
    const isKnown =
      take(moved, placelessFingerprint(fingerprint)) ||
      take(bySnippet, keyOf(ruleId, path, snippet)) ||
      (byHash.size > 0 && take(byHash, keyOf(ruleId, path, now.lineHash(finding))));
    if (isKnown) known.add(finding);
  }
  return known;
}

/** Whether a list has fingerprints that this version does not make. */
export function isOfEarlierForm(listed: readonly ListedFinding[]): boolean {
  return listed.some(({ fingerprint }) => placelessFingerprint(fingerprint) === undefined);
}

function keyOf(...parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : JSON.stringify(parts);
}

type Tokens = Map<string, number>;

function tokens(listed: readonly ListedFinding[], keyOfItem: (item: ListedFinding) => string | undefined): Tokens {
  const counts: Tokens = new Map();
  for (const item of listed) {
    const key = keyOfItem(item);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Takes one of the kind, if there is any left. */
function take(counts: Tokens, key: string | undefined): boolean {
  const count = key === undefined ? 0 : (counts.get(key) ?? 0);
  if (key === undefined || count === 0) return false;
  counts.set(key, count - 1);
  return true;
}
