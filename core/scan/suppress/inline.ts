import { lineIndex } from '../../kernel/text.ts';
import type { Language } from '../languages/language.ts';
import type { Finding, Suppression, SuppressionComment } from '../model.ts';
import { type Directive, directivesIn } from './directives.ts';
import { ruleTest } from './rule-glob.ts';

interface Target {
  readonly directive: Directive;
  readonly covers: (finding: Finding) => boolean;
}

/** Our comments in a text. */
export interface OwnComments {
  /** What they say about a finding, if anything. */
  suppressionOf(finding: Finding): Suppression | undefined;
  /** Those that could suppress, and whether there is a finding for them to. */
  listed(findings: readonly Finding[]): readonly SuppressionComment[];
}

/** Reads our comments in a text. */
export function readOwnComments(text: string, language: Language | undefined): OwnComments {
  const targets = targetsIn(text, language);
  return {
    suppressionOf(finding) {
      const hit = targets.find(({ covers }) => covers(finding));
      return hit === undefined ? undefined : { by: 'inline', reason: hit.directive.reason, ...hit.directive.facts };
    },
    listed: (findings) => targets.map(({ directive: { line, rules, reason }, covers }) => ({ line, rules, reason, isUsed: findings.some(covers) })),
  };
}

function targetsIn(text: string, language: Language | undefined): readonly Target[] {
  const directives = directivesIn(text, language).filter((directive) => directive.reason !== '');
  return directives.map((directive) => {
    const lines = linesOf(directive, text, directives);
    const tests = directive.rules.map(ruleTest);
    const isAt = ({ startLine, endLine }: Finding['span']) => lines === 'all' || lines.has(startLine) || lines.has(endLine);
    return { directive, covers: ({ span, ruleId }) => isAt(span) && tests.some((test) => test(ruleId)) };
  });
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
