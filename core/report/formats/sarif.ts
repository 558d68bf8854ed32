import { type Finding, type Rule, severityRank } from '../../scan/model.ts';
import { coverageOf, cweNumber, cwePage } from '../coverage.ts';
import type { RenderedReport, ReportInput } from '../render.ts';
import { lineHashes } from '../sarif/line-hash.ts';
import type { SuppressionFacts } from '../../scan/suppression-wire.ts';
import { problemNotifications, skipNotifications, staleNotifications } from '../sarif/notification.ts';
import { linesPerFile, perFile, rootId } from '../sarif/place.ts';
import { result } from '../sarif/result.ts';
import { ruleDescriptor } from '../sarif/rule.ts';

/** GitHub refuses a run with more. */
const maxResults = 25_000;
const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

/**
 * SARIF 2.1.0 with what GitHub code scanning needs. Every evaluated rule is listed, so that an empty log still tells what was
 * looked for. Suppressed findings are results with `suppressions`; GitHub shows those as open alerts, so leave them out for it.
 */
export function renderSarif(input: ReportInput): RenderedReport {
  const log = { $schema: schema, version: '2.1.0', runs: [run(input)] };
  return { mime: 'application/sarif+json', content: `${JSON.stringify(log, null, 2)}\n` };
}

function run(input: ReportInput) {
  const older = new Set(input.older);
  const findings = worstFirstWhenTooMany([...input.findings, ...input.suppressed, ...older]);
  const rules = listedRules(input, findings);
  const numbers = [...new Set([...rules, ...findings].flatMap(({ cwe }) => cwe.flatMap((id) => cweNumber(id) ?? [])))].sort(
    (left, right) => Number(left) - Number(right),
  );
  const taxonIndex = new Map(numbers.map((number, index) => [number, index]));
  const tables = {
    ruleIndex: new Map(rules.map((rule, index) => [rule.id, index])),
    taxonIndex,
    linesOf: linesPerFile(input.textOf),
    hashesOf: perFile(input.textOf, lineHashes),
  };
  const { version } = input.tool;
  const descriptors = rules.map((rule) => ruleDescriptor(rule, (number) => taxonIndex.get(number)));
  return {
    tool: {
      driver: {
        name: input.tool.name,
        version,
        semanticVersion: version,
        rules: descriptors,
        ...(numbers.length === 0 ? {} : { supportedTaxonomies: [{ name: 'CWE', index: 0 }] }),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [rootId]: { description: { text: 'The root of the scanned project.' } } },
    invocations: [invocation(input, findings.length)],
    ...(numbers.length === 0 ? {} : { taxonomies: [weaknesses(numbers)] }),
    results: findings.map((finding) => ({
      ...result(finding, tables),
      ...(input.older === undefined ? {} : { baselineState: older.has(finding) ? 'unchanged' : 'new' }),
    })),
    properties: runFacts(input),
  };
}

/** Rules that were evaluated or found something. */
function listedRules(input: ReportInput, findings: readonly Finding[]): readonly Rule[] {
  const ids = new Set([...input.rulesEvaluated, ...findings.map((finding) => finding.ruleId)]);
  return input.rules.filter((rule) => ids.has(rule.id));
}

function worstFirstWhenTooMany(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= maxResults) return findings;
  return findings.toSorted((left, right) => severityRank(left.severity) - severityRank(right.severity)).slice(0, maxResults);
}

function invocation(input: ReportInput, listed: number) {
  const end = Date.parse(input.createdAt);
  const left = input.findings.length + input.suppressed.length + (input.older?.length ?? 0) - listed;
  const cut =
    left > 0
      ? [
          {
            level: 'warning',
            descriptor: { id: 'results-cut' },
            message: { text: `${left} less severe findings are left out: a log holds at most ${maxResults}` },
          },
        ]
      : [];
  return {
    executionSuccessful: true,
    startTimeUtc: new Date(end - Math.round(input.durationMs)).toISOString(),
    endTimeUtc: new Date(end).toISOString(),
    toolExecutionNotifications: [...cut, ...skipNotifications(input.skips)],
    toolConfigurationNotifications: [...problemNotifications(input.problems), ...staleNotifications(input.suppressions)],
  };
}

function weaknesses(numbers: readonly string[]) {
  return {
    name: 'CWE',
    organization: 'MITRE',
    informationUri: 'https://cwe.mitre.org/',
    shortDescription: { text: 'Common Weakness Enumeration.' },
    taxa: numbers.map((number) => ({ id: number, helpUri: cwePage(number) })),
  };
}

function runFacts(input: ReportInput) {
  const { evaluated, notEvaluated } = coverageOf(input);
  const { suppressions } = input;
  return {
    ...{ filesScanned: input.filesScanned, linesScanned: input.linesScanned, rulesEvaluated: evaluated.length, rulesNotEvaluated: notEvaluated.length },
    ...(suppressions === undefined ? {} : { suppressions: countsOf(suppressions) }),
  };
}

function countsOf({ refused, unused, ...counts }: SuppressionFacts) {
  return { ...counts, refusedEntries: refused.length, unused: unused.length };
}
