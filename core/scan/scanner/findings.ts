import type { LineIndex } from '../../kernel/text.ts';
import type { Detection } from '../detectors/text-detector.ts';
import { fingerprintsOf } from '../fingerprint.ts';
import type { Language } from '../languages/language.ts';
import type { Finding, Rule, Span, TraceStep } from '../model.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { interpolate } from '../pattern/interpolate.ts';
import { contextOf } from './finding-context.ts';
import { type FixPlace, planFix } from './plan-fix.ts';
import { maskSecrets } from './secrets.ts';
import { withoutWeaker } from './subsume.ts';

/** A match of a rule. `scope` names the functions and classes around it, for rules that work on trees. */
export interface RuleMatch {
  readonly rule: Rule;
  readonly match: Detection;
  readonly scope: string;
  /** The language of the place, where it is not that of the file. */
  readonly language?: Language | undefined;
  /** What is settled about it where it stands in a text that was taken out of this one. */
  readonly inner?: Inner;
}

export type Inner = Pick<Finding, 'fix' | 'suppression'>;

export interface FoundIn {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly language: Language | undefined;
  readonly tree: () => FileTree | undefined;
  /** The parts in other languages. */
  readonly views: readonly Pick<FoundIn, 'language' | 'tree'>[];
}

const maxSnippet = 200;

/** Turns matches into findings: sorted by place and rule, without repetitions, secrets masked everywhere. */
export function toFindings(matches: readonly RuleMatch[], found: FoundIn): readonly Finding[] {
  const ordered = withoutWeaker(inOrder(matches), found.lines);
  const masked = maskSecrets(
    found.text,
    ordered.filter(({ rule }) => rule.secret).map(({ match }) => match),
  );
  const spans = ordered.map(({ match }) => spanOf(match.start, match.end, found.lines));
  const fingerprints = fingerprintsOf(ordered.map((item) => ({ ruleId: item.rule.id, path: found.path, scope: item.scope, context: contextOf(item, found) })));
  return ordered.map((item, index) => {
    const span = spans[index] ?? spanOf(0, 0, found.lines);
    return toFinding(item, { span, fingerprint: fingerprints[index] ?? '', masked }, found);
  });
}

/** Offsets with their lines and columns. */
export function spanOf(start: number, end: number, lines: LineIndex): Span {
  const from = lines.positionAt(start);
  const to = lines.positionAt(end);
  return { start, end, startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

/** Order of findings in a file: place, then rule. */
export function compareFindings(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || compareText(a.ruleId, b.ruleId);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function inOrder(matches: readonly RuleMatch[]): readonly RuleMatch[] {
  const unique = new Map<string, RuleMatch>();
  for (const item of matches) {
    const key = `${item.match.start}:${item.match.end}:${item.rule.id}`;
    if (!unique.has(key)) unique.set(key, item);
  }
  return [...unique.values()].sort((a, b) => a.match.start - b.match.start || a.match.end - b.match.end || compareText(a.rule.id, b.rule.id));
}

interface Derived {
  readonly span: Span;
  readonly fingerprint: string;
  readonly masked: string;
}

function toFinding({ rule, match, language, inner }: RuleMatch, { span, fingerprint, masked }: Derived, found: FoundIn): Finding {
  const fix = inner === undefined ? planFix(rule, match, fixPlaceIn(found, language)) : inner.fix;
  const trace = match.trace?.map(
    ({ kind, message, start, end, elsewhere }): TraceStep => ({
      kind,
      message,
      ...(elsewhere ?? { span: spanOf(start, end, found.lines) }),
    }),
  );
  return {
    fingerprint,
    ruleId: rule.id,
    pack: rule.pack,
    title: rule.title,
    message: match.message ?? interpolate(rule.message, match.bindings, masked),
    severity: rule.severity,
    confidence: rule.confidence,
    path: found.path,
    span,
    snippet: snippetOf(span, masked, found.lines),
    cwe: rule.cwe,
    controls: rule.controls,
    tags: rule.tags,
    obligation: rule.detector.kind === 'documentation-obligation',
    ...(fix === undefined ? {} : { fix }),
    ...(trace === undefined || trace.length === 0 ? {} : { trace }),
    ...(inner?.suppression === undefined ? {} : { suppression: inner.suppression }),
  };
}

function fixPlaceIn(found: FoundIn, language: Language | undefined): FixPlace {
  if (language === undefined) return found;
  const view = found.views.find((candidate) => candidate.language === language);
  return { ...found, language, tree: () => view?.tree() };
}

function snippetOf(span: Span, text: string, lines: LineIndex): string {
  const line = text.slice(lines.lineStart(span.startLine), lines.lineEnd(span.startLine));
  const trimmed = line.trim();
  if (trimmed.length <= maxSnippet) return trimmed;
  const from = Math.max(0, Math.min(span.startColumn - 40, line.length - maxSnippet));
  return line.slice(from, from + maxSnippet);
}
