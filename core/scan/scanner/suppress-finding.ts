import { extensionOf } from '../../kernel/path.ts';
import { applyEdits } from '../fix.ts';
import type { Language } from '../languages/language.ts';
import type { Edit, Finding, Source } from '../model.ts';
import { planFileSuppressions, planSuppressionComments } from '../suppress/plan.ts';
import { nodeCovering } from '../tree/flat-tree.ts';
import { checkText } from './check.ts';
import { type CheckedSource, layerAt, openSource, unparsedLength } from './checked-source.ts';
import type { Engine } from './engine.ts';

/** A reason for trying a place: any text that counts as one. */
const trialReason = 'reason';

/** What a suppression comment covers: the finding's line, or its rule in the whole file. */
export type SuppressionScope = 'line' | 'file';

/**
 * The edit that puts a suppression comment with this reason (which may be a placeholder) at the finding: a comment line above, else one at
 * the end of the line; for the whole file a comment at its top. Only a place where it is a comment, suppresses the finding and leaves everything else as it was; undefined when there is none.
 */
export function suppressFinding(engine: Engine, source: Source, finding: Finding, { reason, scope = 'line' }: SuppressionComment): Edit | undefined {
  const opened = openSource(engine, source);
  if (opened.kind === 'skip' || opened.source.language === undefined) return undefined;
  const before = opened.source;
  if (!mayHoldComments(before)) return undefined;
  const plan = scope === 'line' ? planSuppressionComments : planFileSuppressions;
  const places = (why: string) => languagesAt(before, finding).flatMap((language) => plan(finding, why, { text: source.text, language }));
  const works = places(trialReason).findIndex((edit) => {
    const text = applyEdits(source.text, [edit]);
    return (
      isComment(engine, before, { ...source, text }, edit.start + edit.text.indexOf('SENTRIK')) && suppresses(engine, { ...source, text }, source, finding)
    );
  });
  return places(reason)[works];
}

interface SuppressionComment {
  readonly reason: string;
  readonly scope?: SuppressionScope;
}

/** The language that the finding is in, and that of the file around it. */
function languagesAt(checked: CheckedSource, finding: Finding): readonly Language[] {
  const languages = [layerAt(checked, finding.span.start).language, checked.language];
  return [...new Set(languages)].filter((language) => language !== undefined);
}

function suppresses(engine: Engine, after: Source, before: Source, finding: Finding): boolean {
  const [now, old] = [checkText(engine, after), checkText(engine, before)];
  // Data from another file: the text alone does not have the finding, with or without the comment.
  if (!old.findings.some((one) => isSamePlace(one, finding))) return now.findings.length <= old.findings.length && now.skips.length <= old.skips.length;
  // Counted by rule: a comment at the end of the line changes the line, and with it the fingerprint.
  const count = (findings: readonly Finding[]) => findings.filter(({ ruleId }) => ruleId === finding.ruleId).length;
  const isSuppressed = count(now.suppressed) > count(old.suppressed) && count(now.findings) < count(old.findings);
  return isSuppressed && now.findings.length < old.findings.length && now.skips.length <= old.skips.length;
}

function isSamePlace(one: Finding, other: Finding): boolean {
  return one.ruleId === other.ruleId && one.span.start === other.span.start && one.span.end === other.span.end;
}

/** Whether `at` is in a comment of the patched text. Without a grammar there is nothing to ask: the comment is taken for one. */
function isComment(engine: Engine, before: CheckedSource, patched: Source, at: number): boolean {
  if (before.language?.grammar === undefined) return true;
  const opened = openSource(engine, patched);
  if (opened.kind === 'skip') return false;
  const [old, now] = [unparsedLength(before), unparsedLength(opened.source)];
  if (old === undefined || now === undefined || now > old) return false;
  const file = layerAt(opened.source, at).tree();
  return file !== undefined && (file.grammar.kinds[file.tree.kind[nodeCovering(file.tree, at, at + 1)] ?? 0] ?? '').includes('comment');
}

/** Strict JSON has no comments: a file that has none yet may be read by a program that refuses them. */
function mayHoldComments(checked: CheckedSource): boolean {
  if (checked.language?.id !== 'json' || extensionOf(checked.path) === 'jsonc') return true;
  const file = checked.tree();
  const kinds = file?.grammar.kindIds('comment') ?? [];
  return file?.tree.kind.subarray(0, file.tree.count).some((kind) => kinds.includes(kind)) === true;
}
