import type { Finding, Rule, Skip } from '../../scan/model.ts';
import { coverageOf, placeOf } from '../coverage.ts';
import { reasonText } from '../suppression-text.ts';
import { escapeMarkup, oneLine, shorten } from '../markup.ts';
import type { RenderedReport, ReportInput } from '../render.ts';

interface Suite {
  readonly name: string;
  readonly package: string;
  readonly cases: readonly Case[];
}

/** One test: what was looked at, and what became of it. */
interface Case {
  readonly name: string;
  readonly group: string;
  readonly outcome:
    | { readonly kind: 'passed' }
    | { readonly kind: 'failed' | 'skipped'; readonly message: string; readonly type: string; readonly text: string };
}

/**
 * JUnit XML as the Ant schema has it: a suite per rule that had a file to look at, with a failure per finding or one passed test;
 * suppressed findings and skipped files are skipped tests. Rules without a file appear only as a count.
 */
export function renderJunit(input: ReportInput): RenderedReport {
  const suites = [...ruleSuites(input), ...skipSuite(input.skips)];
  const shared = { timestamp: input.createdAt.slice(0, 19), properties: propertiesXml(input) };
  const body = suites.map((suite, index) => suiteXml(suite, index, shared)).join('');
  return { mime: 'application/xml', content: `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${body}</testsuites>\n` };
}

function ruleSuites(input: ReportInput): Suite[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of [...input.findings, ...input.suppressed]) {
    const group = groups.get(finding.ruleId);
    if (group === undefined) groups.set(finding.ruleId, [finding]);
    else group.push(finding);
  }
  const evaluated = coverageOf(input).evaluated.filter((rule) => !groups.has(rule.id));
  const failed = [...groups].map(([id, findings]) => ({ name: id, package: findings[0]?.pack ?? '', cases: findings.map(findingCase) }));
  return [...failed, ...evaluated.map(passedSuite)].sort((left, right) => (left.name < right.name ? -1 : 1));
}

function findingCase(finding: Finding): Case {
  const place = placeOf(finding);
  const text = `${place}\n${finding.severity} ${finding.ruleId}${finding.cwe.length > 0 ? ` (${finding.cwe.join(', ')})` : ''}\n${finding.message}`;
  const { suppression } = finding;
  const outcome =
    suppression === undefined
      ? { kind: 'failed' as const, message: finding.message, type: finding.severity, text }
      : { kind: 'skipped' as const, message: `suppressed: ${reasonText(suppression)}`, type: finding.severity, text };
  return { name: `${place} ${finding.title}`, group: finding.path === '' ? 'project' : finding.path, outcome };
}

function passedSuite(rule: Rule): Suite {
  return { name: rule.id, package: rule.pack, cases: [{ name: rule.title, group: rule.id, outcome: { kind: 'passed' } }] };
}

function skipSuite(skips: readonly Skip[]): Suite[] {
  if (skips.length === 0) return [];
  const cases = skips.map((skip): Case => {
    const text = `${skip.path}\n${skip.message}`;
    return { name: skip.path, group: 'not-checked', outcome: { kind: 'skipped', message: `${skip.reason}: ${skip.message}`, type: skip.reason, text } };
  });
  return [{ name: 'not-checked', package: 'sentrik', cases }];
}

function suiteXml(suite: Suite, index: number, { timestamp, properties }: { readonly timestamp: string; readonly properties: string }): string {
  const count = (kind: Case['outcome']['kind']) => suite.cases.filter(({ outcome }) => outcome.kind === kind).length;
  const attributes = {
    name: suite.name,
    package: suite.package,
    id: index,
    timestamp,
    hostname: 'localhost',
    tests: suite.cases.length,
    failures: count('failed'),
    errors: 0,
    skipped: count('skipped'),
    time: 0,
  };
  const cases = suite.cases.map(caseXml).join('');
  const head = `  <testsuite${attributesXml(attributes)}>\n    <properties>${properties}</properties>\n`;
  return `${head}${cases}    <system-out></system-out>\n    <system-err></system-err>\n  </testsuite>\n`;
}

function propertiesXml(input: ReportInput): string {
  const { evaluated, notEvaluated } = coverageOf(input);
  const properties = { tool: `${input.tool.name} ${input.tool.version}`, 'rules-evaluated': evaluated.length, 'rules-not-evaluated': notEvaluated.length };
  return Object.entries(properties)
    .map(([name, value]) => `<property${attributesXml({ name, value })}/>`)
    .join('');
}

function caseXml({ name, group, outcome }: Case): string {
  const open = `    <testcase${attributesXml({ name: shorten(oneLine(name), 500), classname: oneLine(group), time: 0 })}`;
  if (outcome.kind === 'passed') return `${open}/>\n`;
  const message = shorten(oneLine(outcome.message), 1000);
  const text = escapeMarkup(outcome.text);
  const inner =
    outcome.kind === 'failed'
      ? `<failure${attributesXml({ message, type: outcome.type })}>${text}</failure>`
      : `<skipped${attributesXml({ message })}>${text}</skipped>`;
  return `${open}>${inner}</testcase>\n`;
}

function attributesXml(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeMarkup(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}
