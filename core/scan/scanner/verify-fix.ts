import { Failure } from '../../kernel/failure.ts';
import { applyEdits, overlaps, withoutRepeats } from '../fix.ts';
import type { Edit, FileResult, Finding, Fix, Source } from '../model.ts';
import { checkText } from './check.ts';
import { openSource, unparsedLength } from './checked-source.ts';
import type { Engine } from './engine.ts';

/**
 * Tries a finding's fix on the text. Verified: the patched text parses no worse, its rule finds one place less, and no rule finds more.
 * Throws Failure `not_found` when the finding has no fix.
 */
export function verifyFix(engine: Engine, source: Source, finding: Finding): Fix {
  const { fix } = finding;
  if (fix === undefined) throw new Failure('not_found', 'This finding has no automatic fix');
  const before = checkText(engine, source);
  return { ...fix, verified: holds(engine, { source, before, edits: fix.edits, fixed: [finding] }) };
}

/**
 * Edits that repair as many of the findings as possible at once: fixes that do not overlap, verified together; where the
 * whole does not verify, each is taken that holds together with those before it.
 */
export function fixAllEdits(engine: Engine, source: Source, findings: readonly Finding[]): readonly Edit[] {
  const chosen: Finding[] = [];
  for (const finding of findings) {
    const edits = finding.fix?.edits;
    if (edits !== undefined && !chosen.some((other) => overlaps(other.fix?.edits ?? [], edits))) chosen.push(finding);
  }
  if (chosen.length === 0) return [];
  const before = checkText(engine, source);
  const edits = editsOf(chosen);
  if (holds(engine, { source, before, edits, fixed: chosen })) return edits;
  const together: Finding[] = [];
  for (const finding of chosen) {
    const fixed = [...together, finding];
    if (holds(engine, { source, before, edits: editsOf(fixed), fixed })) together.push(finding);
  }
  return editsOf(together);
}

interface Trial {
  readonly source: Source;
  readonly before: FileResult;
  readonly edits: readonly Edit[];
  readonly fixed: readonly Finding[];
}

function holds(engine: Engine, { source, before, edits, fixed }: Trial): boolean {
  const patched = { ...source, text: applyEdits(source.text, edits) };
  if (patched.text === source.text || parsesWorse(engine, source, patched)) return false;
  const old = countByRule(before);
  const now = countByRule(checkText(engine, patched));
  const gone = countByRule({ findings: fixed, suppressed: [], skips: [] });
  for (const [rule, count] of gone) if ((now.get(rule) ?? 0) > (old.get(rule) ?? 0) - count) return false;
  for (const [rule, count] of now) if (count > (old.get(rule) ?? 0)) return false;
  return true;
}

function parsesWorse(engine: Engine, before: Source, after: Source): boolean {
  const [old, now] = [before, after]
    .map((source) => openSource(engine, source))
    .map((opened) => (opened.kind === 'source' ? unparsedLength(opened.source) : undefined));
  return old === undefined || now === undefined || now > old;
}

function countByRule(result: FileResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { ruleId } of [...result.findings, ...result.suppressed]) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return counts;
}

function editsOf(findings: readonly Finding[]): readonly Edit[] {
  return withoutRepeats(findings.flatMap((finding) => finding.fix?.edits ?? []));
}
