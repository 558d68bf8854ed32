import { spellOut } from '../example-values.ts';
import { applyEdits, overlaps } from '../fix.ts';
import { languageById, ruleLanguagesFor } from '../languages/index.ts';
import type { Edit, Example, Finding, Rule, Skip, Source } from '../model.ts';
import { scanLoaded } from '../project/scan-batch.ts';
import { openTally } from '../project/tally.ts';
import type { Scanner } from '../scanner.ts';
import { readAnnotations } from './annotations.ts';
import { compareLines, compareTexts, type Difference, type LineVerdict } from './verdict.ts';

/** The outcome of one test of one rule. `subject` is the target's path or the example's number. */
export interface RuleTestCase {
  readonly kind: 'annotations' | 'example' | 'fix';
  readonly ruleId: string;
  readonly subject: string;
  readonly passed: boolean;
  readonly expected: readonly number[];
  readonly found: readonly number[];
  readonly todo: number;
  readonly differences: readonly Difference[];
  /** What else is wrong, in a sentence. */
  readonly message?: string;
  readonly fix?: { readonly line: number; readonly expected: readonly string[]; readonly actual: readonly string[] };
}

/** A target's text and, where there is one, its text after all fixes. */
export interface TargetText {
  readonly path: string;
  readonly text: string;
  readonly fixed?: string;
}

/** Runs rules on one target and compares with its annotations; rules that it neither names nor that find anything in it give no case. */
export function testTarget(scanner: Scanner, rules: readonly Rule[], target: TargetText): readonly RuleTestCase[] {
  const annotations = readAnnotations(target.text);
  const fixes: Finding[] = [];
  const cases = rules.flatMap((rule) => {
    const { findings, skips } = checkFor(scanner, rule, target);
    fixes.push(...findings);
    const verdict = compareLines(target.text, annotations, { id: rule.id, lines: findings.map(({ span }) => span.startLine) });
    const isNamed = annotations.some(({ ruleId }) => ruleId === rule.id) || verdict.expected.length > 0;
    return isNamed || verdict.found.length > 0 || verdict.todo > 0 ? [caseOf({ kind: 'annotations', rule, subject: target.path }, verdict, skips)] : [];
  });
  return target.fixed === undefined ? cases : [...cases, ...fixCases(rules, { ...target, fixed: target.fixed }, fixes)];
}

/** Runs a rule on its own examples: `bad` is found, `good` is not, and the fix of `bad` gives `fixed`. */
export function testExamples(scanner: Scanner, rule: Rule): readonly RuleTestCase[] {
  return rule.examples.map(spellOut).flatMap((example, index) => {
    const subject = `example ${index + 1}`;
    const path = example.path ?? examplePath(rule, example);
    const check = (text: string) => checkFor(scanner, rule, { path, text }, example);
    return [
      ...(example.bad === undefined ? [] : [badCase(rule, subject, check(example.bad), { ...example, bad: example.bad })]),
      ...(example.good === undefined ? [] : [goodCase(rule, subject, check(example.good), example.good)]),
      ...(example.bad === undefined || example.fixed === undefined
        ? []
        : [fixCase(rule, subject, { text: example.bad, fixed: example.fixed, findings: check(example.bad).findings })]),
    ];
  });
}

interface Checked {
  readonly findings: readonly Finding[];
  readonly skips: readonly Skip[];
}

/** A target in another language than the rule's is read in the rule's, since it was written for it. */
function checkFor(scanner: Scanner, rule: Rule, target: { readonly path: string; readonly text: string }, example: Example = {}): Checked {
  const { path, text } = target;
  if (rule.detector.kind === 'join') return joinedIn(scanner, rule, target);
  const language = scanner.languageOf({ path, text });
  const accepted = language === undefined ? ['generic'] : ruleLanguagesFor(language);
  const fits = rule.languages.some((id) => accepted.includes(id));
  const forced = example.language ?? (fits ? undefined : rule.languages[0]);
  const source: Source = forced === undefined ? { path, text } : { path, text, languageId: forced };
  const { findings, skips } = scanner.check(source, { ruleIds: new Set([rule.id]) });
  return { findings: findings.filter(({ ruleId }) => ruleId === rule.id), skips };
}

/** A join rule is tested with what is in the one target. */
function joinedIn(scanner: Scanner, rule: Rule, { path, text }: { readonly path: string; readonly text: string }): Checked {
  const tally = openTally(scanner);
  tally.add(scanLoaded(scanner, path, { kind: 'text', text }));
  const { findings, skips } = tally.total();
  return { findings: findings.filter(({ ruleId }) => ruleId === rule.id), skips };
}

function examplePath(rule: Rule, example: Example): string {
  const { extensions, fileNames } = languageById(example.language ?? rule.languages[0] ?? 'generic');
  return extensions[0] === undefined ? (fileNames[0] ?? 'example.txt') : `example.${extensions[0]}`;
}

interface CaseHead {
  readonly kind: RuleTestCase['kind'];
  readonly rule: Rule;
  readonly subject: string;
}

/** A target that could only be checked in part passes only when nothing was expected in vain: the skip is told with the failure. */
function caseOf({ kind, rule, subject }: CaseHead, verdict: LineVerdict, skips: readonly Skip[]): RuleTestCase {
  const { expected, found, differences, todo } = verdict;
  const passed = differences.length === 0;
  const reason = passed ? undefined : skips[0]?.message;
  return { kind, ruleId: rule.id, subject, passed, expected, found, todo, differences, ...(reason === undefined ? {} : { message: reason }) };
}

function badCase(rule: Rule, subject: string, { findings, skips }: Checked, { bad, lines }: Example & { readonly bad: string }): RuleTestCase {
  if (lines !== undefined) {
    const expected = lines.map((line) => ({ expectation: 'ruleid' as const, ruleId: rule.id, line: line - 1 }));
    const verdict = compareLines(bad, expected, { id: rule.id, lines: findings.map(({ span }) => span.startLine) });
    return caseOf({ kind: 'example', rule, subject: `${subject}, bad` }, verdict, skips);
  }
  const found = [...new Set(findings.map(({ span }) => span.startLine + 1))];
  const head = { kind: 'example' as const, ruleId: rule.id, subject: `${subject}, bad`, expected: [], found, todo: 0 };
  if (found.length > 0) return { ...head, passed: true, differences: [] };
  const { differences } = compareLines(bad, [{ expectation: 'ruleid', ruleId: rule.id, line: 0 }], { id: rule.id, lines: [] });
  const reason = skips[0]?.message ?? 'The rule finds nothing in the bad code';
  return { ...head, passed: false, differences, message: reason };
}

function goodCase(rule: Rule, subject: string, { findings, skips }: Checked, text: string): RuleTestCase {
  const verdict = compareLines(text, [], { id: rule.id, lines: findings.map(({ span }) => span.startLine) });
  return caseOf({ kind: 'example', rule, subject: `${subject}, good` }, verdict, skips);
}

interface FixTest {
  readonly text: string;
  readonly fixed: string;
  readonly findings: readonly Finding[];
}

function fixCase(rule: Rule, subject: string, { text, fixed, findings }: FixTest): RuleTestCase {
  const difference = compareTexts(fixed, applyEdits(text, fittingEdits(findings)));
  const head = { kind: 'fix' as const, ruleId: rule.id, subject, expected: [], found: [], todo: 0, differences: [] };
  return difference === undefined ? { ...head, passed: true } : { ...head, passed: false, fix: difference, message: 'The text after the fix differs' };
}

/** The fixed form of a target is about all its rules together. */
function fixCases(rules: readonly Rule[], target: TargetText & { readonly fixed: string }, findings: readonly Finding[]): readonly RuleTestCase[] {
  const rule =
    rules.find(({ id }) => findings.some(({ ruleId, fix }) => ruleId === id && fix !== undefined)) ?? rules.find(({ fix }) => fix !== undefined) ?? rules[0];
  return rule === undefined ? [] : [fixCase(rule, target.path, { text: target.text, fixed: target.fixed, findings })];
}

/** Of fixes that touch one another the first is applied. */
function fittingEdits(findings: readonly Finding[]): readonly Edit[] {
  const chosen: Edit[] = [];
  for (const { fix } of findings.toSorted((a, b) => a.span.start - b.span.start)) {
    if (fix !== undefined && !overlaps(chosen, fix.edits)) chosen.push(...fix.edits);
  }
  return chosen;
}
