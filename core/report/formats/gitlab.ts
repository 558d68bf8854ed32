import type { Finding, Rule, Severity } from '../../scan/model.ts';
import { suppressedBy } from '../../scan/suppress/summary-text.ts';
import { coverageOf, cweNumber, cwePage } from '../coverage.ts';
import { shorten } from '../markup.ts';
import type { RenderedReport, ReportInput } from '../render.ts';

/** Version of GitLab's security report schema that the document follows. */
const schemaVersion = '15.0.7';
const severityName: Readonly<Record<Severity, string>> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'Info' };
const maxMessages = 200;
const maxIdentifiers = 20;
const webAddress = /^https?:\/\/./;

/**
 * GitLab's SAST report. It has no place for accepted findings, nor for findings without a file: both are left out and counted in
 * `scan.messages`, beside what was not checked.
 */
export function renderGitlab(input: ReportInput): RenderedReport {
  const ruleOf = new Map(input.rules.map((rule) => [rule.id, rule]));
  const listed = input.findings.filter((finding) => finding.path !== '');
  const report = {
    version: schemaVersion,
    scan: scanFacts(input),
    vulnerabilities: listed.map((finding) => vulnerability(finding, ruleOf.get(finding.ruleId))),
    remediations: [],
  };
  return { mime: 'application/json', content: `${JSON.stringify(report, null, 2)}\n` };
}

function scanFacts(input: ReportInput) {
  const tool = { id: input.tool.name.toLowerCase(), name: input.tool.name, version: input.tool.version, vendor: { name: input.tool.name } };
  const end = Date.parse(input.createdAt);
  return {
    analyzer: tool,
    scanner: tool,
    type: 'sast',
    status: 'success',
    start_time: timeWithoutZone(end - input.durationMs),
    end_time: timeWithoutZone(end),
    messages: messagesOf(input),
    primary_identifiers: coverageOf(input).evaluated.map((rule) => ruleIdentifier(rule.id)),
  };
}

function messagesOf(input: ReportInput) {
  const { evaluated, notEvaluated } = coverageOf(input);
  const projectWide = input.findings.filter((finding) => finding.path === '');
  const coverage = `${evaluated.length} of ${input.rules.length} rules had a file to look at; ${notEvaluated.length} not evaluated`;
  const warnings = [
    ...input.skips.map((skip) => `Not checked: ${skip.path === '' ? '' : `${skip.path}: `}${skip.message}`),
    ...input.problems.map((problem) => `Not used: ${problem.file}: ${problem.message}`),
  ];
  const left = warnings.length - maxMessages;
  return [
    { level: 'info', value: coverage },
    ...(input.suppressed.length > 0 ? [{ level: 'info', value: `${input.suppressed.length} suppressed findings are not listed${byWhom(input)}` }] : []),
    ...projectWide.map((finding) => ({ level: 'info', value: `About the project as a whole: ${finding.ruleId}: ${finding.message}` })),
    ...warnings.slice(0, maxMessages).map((value) => ({ level: 'warn', value })),
    ...(left > 0 ? [{ level: 'warn', value: `${left} more files or rules were not checked` }] : []),
  ];
}

function byWhom({ suppressions }: ReportInput): string {
  const by = suppressions === undefined ? '' : suppressedBy(suppressions);
  return by === '' ? '' : `: ${by}`;
}

function vulnerability(finding: Finding, rule: Rule | undefined) {
  const links = (rule?.references ?? []).filter((url) => webAddress.test(url)).map((url) => ({ url }));
  return {
    id: finding.fingerprint,
    name: shorten(finding.title, 255),
    description: [finding.message, rule?.help ?? ''].filter((text) => text !== '').join('\n\n'),
    severity: severityName[finding.severity],
    ...(finding.fix === undefined ? {} : { solution: shorten(finding.fix.title, 7000) }),
    identifiers: [ruleIdentifier(finding.ruleId), ...finding.cwe.flatMap(weaknessIdentifier)].slice(0, maxIdentifiers),
    ...(links.length === 0 ? {} : { links }),
    location: { file: finding.path, start_line: finding.span.startLine + 1, end_line: finding.span.endLine + 1 },
    tracking: { type: 'source', items: [trackedItem(finding)] },
  };
}

function trackedItem({ path, span, fingerprint }: Finding) {
  return { file: path, start_line: span.startLine + 1, end_line: span.endLine + 1, signatures: [{ algorithm: 'hash', value: fingerprint }] };
}

function ruleIdentifier(id: string) {
  return { type: 'sentrik_rule_id', name: `Sentrik rule ${id}`, value: id };
}

function weaknessIdentifier(id: string) {
  const number = cweNumber(id);
  return number === undefined ? [] : [{ type: 'cwe', name: id, value: number, url: cwePage(number) }];
}

/** `yyyy-mm-ddThh:mm:ss` in UTC, as the schema wants it. */
function timeWithoutZone(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19);
}
