import { extensionOf } from '../../kernel/path.ts';
import { applyEdits } from '../fix.ts';
import { languageOf } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import type { Edit, Finding, Source } from '../model.ts';
import { planSuppressionComments } from '../suppress/plan.ts';
import { type FlatTree, nodeCovering } from '../tree/flat-tree.ts';
import { checkText } from './check.ts';
import { errorLength } from './checked-source.ts';
import type { Engine } from './engine.ts';

/** A reason for trying a place: any text that counts as one. */
const trialReason = 'reason';

/**
 * The edit that puts a suppression comment with this reason (which may be a placeholder) at the finding: a comment line above, else one at
 * the end of the line. Only a place where it is a comment, suppresses the finding and leaves everything else as it was; undefined when there is none.
 */
export function suppressFinding(engine: Engine, source: Source, finding: Finding, reason: string): Edit | undefined {
  const language = languageOf(source, engine.settings.languages);
  if (language === undefined) return undefined;
  const before = parse(engine, language, source.text);
  if (!mayHoldComments(engine, language, source, before)) return undefined;
  const places = planSuppressionComments(finding, trialReason, { text: source.text, language });
  const works = places.findIndex((edit) => {
    const text = applyEdits(source.text, [edit]);
    return (
      isComment(engine, language, { text, at: edit.start + edit.text.indexOf('SENTRIK'), before }) && suppresses(engine, { ...source, text }, source, finding)
    );
  });
  return planSuppressionComments(finding, reason, { text: source.text, language })[works];
}

function suppresses(engine: Engine, after: Source, before: Source, finding: Finding): boolean {
  const [now, old] = [checkText(engine, after), checkText(engine, before)];
  // Counted by rule: a comment at the end of the line changes the line, and with it the fingerprint.
  const count = (findings: readonly Finding[]) => findings.filter(({ ruleId }) => ruleId === finding.ruleId).length;
  const isSuppressed = count(now.suppressed) > count(old.suppressed) && count(now.findings) < count(old.findings);
  return isSuppressed && now.findings.length < old.findings.length && now.skips.length <= old.skips.length;
}

interface Trial {
  readonly text: string;
  /** Offset inside the comment. */
  readonly at: number;
  readonly before: FlatTree | undefined;
}

/** Without a grammar there is nothing to ask: the line comment is taken for one. */
function isComment(engine: Engine, language: Language, { text, at, before }: Trial): boolean {
  if (language.grammar === undefined) return true;
  const tree = parse(engine, language, text);
  if (tree === undefined || before === undefined || errorLength(tree) > errorLength(before)) return false;
  return kindAt(engine, language, tree, at).includes('comment');
}

/** Strict JSON has no comments: a file that has none yet may be read by a program that refuses them. */
function mayHoldComments(engine: Engine, language: Language, source: Source, tree: FlatTree | undefined): boolean {
  if (language.id !== 'json' || extensionOf(source.path) === 'jsonc' || language.grammar === undefined) return true;
  const kinds = engine.grammars.get(language.grammar).kindIds('comment');
  return tree?.kind.subarray(0, tree.count).some((kind) => kinds.includes(kind)) === true;
}

function parse(engine: Engine, language: Language, text: string): FlatTree | undefined {
  return language.grammar === undefined ? undefined : engine.grammars.get(language.grammar).parse(text);
}

function kindAt(engine: Engine, language: Language, tree: FlatTree, at: number): string {
  if (language.grammar === undefined) return '';
  const kind = tree.kind[nodeCovering(tree, at, at + 1)];
  return engine.grammars.get(language.grammar).kinds[kind ?? 0] ?? '';
}
