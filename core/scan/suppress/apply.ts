import type { SuppressionEntry } from '../../config/schema.ts';
import { lineIndex } from '../../kernel/text.ts';
import { compileGlobs, type PathTest } from '../glob.ts';
import type { Language } from '../languages/language.ts';
import type { Finding, Suppression } from '../model.ts';
import { type Directive, directivesIn } from './directives.ts';

/** A suppression of the configuration or of the suppressions file. */
export interface SuppressionRule {
  readonly entry: SuppressionEntry;
  readonly by: 'config' | 'file';
}

/** What suppresses in a project, compiled: `today` (ISO date) decides what has expired. */
export interface Suppressor {
  /** Splits findings; the suppressed ones carry the reason. `text` holds inline directives. */
  split(findings: readonly Finding[], source: SuppressionSource): Split;
  /** The first half of `split`: comments of the text alone. What they suppress says so in `suppression`. */
  markInline(findings: readonly Finding[], source: SuppressionSource): readonly Finding[];
  /** The second half: entries of the configuration and the suppressions file. */
  splitMarked(findings: readonly Finding[]): Split;
}

export interface SuppressionSource {
  readonly text: string;
  readonly language: Language | undefined;
}

export interface Split {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
}

interface CompiledEntry {
  readonly rule: PathTest;
  readonly file: PathTest | undefined;
  readonly suppression: Suppression;
}

/** Compiles the entries that still hold on `today`. */
export function compileSuppressor(rules: readonly SuppressionRule[], today: string): Suppressor {
  const entries = rules.filter(({ entry }) => entry.expires === undefined || entry.expires.slice(0, 10) >= today.slice(0, 10)).map(compileEntry);
  const splitMarked = (findings: readonly Finding[]): Split => {
    const kept: Finding[] = [];
    const suppressed: Finding[] = [];
    for (const finding of findings) {
      const suppression = finding.suppression ?? entries.find((entry) => covers(entry, finding))?.suppression;
      if (suppression === undefined) kept.push(finding);
      else suppressed.push({ ...finding, suppression });
    }
    return { findings: kept, suppressed };
  };
  return { markInline, splitMarked, split: (findings, source) => splitMarked(markInline(findings, source)) };
}

function markInline(findings: readonly Finding[], { text, language }: SuppressionSource): readonly Finding[] {
  if (findings.length === 0) return findings;
  const inline = compileDirectives(text, language);
  return findings.map((finding) => {
    const suppression = inline(finding);
    return suppression === undefined ? finding : { ...finding, suppression };
  });
}

function compileEntry({ entry, by }: SuppressionRule): CompiledEntry {
  const { rule_id: rule, file_glob: glob, reason, approved_by: approvedBy, expires } = entry;
  return {
    rule: ruleTest(rule),
    file: glob === undefined ? undefined : compileGlobs([glob]),
    suppression: { by, reason, ...(approvedBy === undefined ? {} : { approvedBy }), ...(expires === undefined ? {} : { expires }) },
  };
}

function covers(entry: CompiledEntry, finding: Finding): boolean {
  return entry.rule(finding.ruleId) && (entry.file === undefined || entry.file(finding.path));
}

/** `*` stands for any characters in a rule id. */
function ruleTest(pattern: string): PathTest {
  if (!pattern.includes('*')) return (id) => id === pattern;
  const [head = '', ...others] = pattern.split('*');
  const tail = others.pop() ?? '';
  return (id) => {
    if (!id.startsWith(head)) return false;
    let position = head.length;
    for (const part of others) {
      const found = id.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return id.length - tail.length >= position && id.endsWith(tail);
  };
}

function compileDirectives(text: string, language: Language | undefined): (finding: Finding) => Suppression | undefined {
  const directives = directivesIn(text, language).filter((directive) => directive.reason !== '');
  if (directives.length === 0) return () => undefined;
  const targets = directives.map((directive) => ({ directive, lines: linesOf(directive, text, directives), tests: directive.rules.map(ruleTest) }));
  return (finding) => {
    const hit = targets.find(
      ({ lines, tests }) =>
        (lines === 'all' || lines.has(finding.span.startLine) || lines.has(finding.span.endLine)) && tests.some((test) => test(finding.ruleId)),
    );
    return hit === undefined ? undefined : { by: 'inline', reason: hit.directive.reason };
  };
}

/** A comment speaks for its own line; alone on its line also for the next line of code, over further directives and blank lines. */
function linesOf(directive: Directive, text: string, all: readonly Directive[]): ReadonlySet<number> | 'all' {
  if (directive.scope === 'file') return 'all';
  const lines = new Set([directive.line]);
  if (!directive.alone) return lines;
  const index = lineIndex(text);
  const commentLines = new Set(all.filter((other) => other.alone).map((other) => other.line));
  let next = directive.line + 1;
  while (next < index.lineCount && (commentLines.has(next) || text.slice(index.lineStart(next), index.lineEnd(next)).trim() === '')) next += 1;
  return lines.add(next);
}
