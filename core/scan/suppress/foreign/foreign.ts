import type { Language } from '../../languages/language.ts';
import type { Finding, Suppression } from '../../model.ts';
import type { FileTree } from '../../pattern/file-tree.ts';
import { readGitleaks, readSemgrep, readSonar } from './anywhere.ts';
import { readCheckov } from './checkov.ts';
import { readClangTidy } from './clang-tidy.ts';
import { type DirectiveReader, type ForeignDirective, openForeignText } from './directive.ts';
import { readEslint } from './eslint.ts';
import { readGosec } from './gosec.ts';
import { meaningOf } from './meaning.ts';
import { readBandit, readNoqa } from './python.ts';

const readers: readonly DirectiveReader[] = [readBandit, readNoqa, readSemgrep, readSonar, readEslint, readClangTidy, readGosec, readCheckov, readGitleaks];
const anyMarker = /nosec|nosem|NOSONAR|noqa|NOLINT|eslint-disable|gosec:disable|:skip=|\.io\/skip|gitleaks:allow/i;

/** A text with findings, for the comments for other tools in it. */
export interface ForeignSource {
  readonly text: string;
  readonly language: Language | undefined;
  readonly tree?: () => FileTree | undefined;
  /** Whether a rule looks for secrets. */
  readonly isSecret: (ruleId: string) => boolean;
}

/** Comments for other tools in a text, as their documentation has it. */
export function foreignDirectives({ text, language, tree }: Pick<ForeignSource, 'text' | 'language' | 'tree'>): readonly ForeignDirective[] {
  if (!anyMarker.test(text)) return [];
  const source = openForeignText(text, language, tree);
  return readers.flatMap((read) => read(source));
}

/** What comments for other tools say about a finding: those that name no rule, and those that name one about the same weakness. */
export function foreignSuppressions(source: ForeignSource): (finding: Finding) => Suppression | undefined {
  const directives = foreignDirectives(source).map((directive) => ({ directive, isMeant: meaningOf(directive) }));
  if (directives.length === 0) return () => undefined;
  return (finding) => {
    const isSecret = source.isSecret(finding.ruleId);
    const hit = directives.find(({ directive, isMeant }) => isAt(finding, directive) && isMeant({ ...finding, isSecret }));
    return hit === undefined ? undefined : { by: 'foreign', tool: hit.directive.tool, reason: hit.directive.reason };
  };
}

function isAt({ span: { startLine, endLine } }: Finding, { from, to }: ForeignDirective): boolean {
  return (from <= startLine && startLine <= to) || (from <= endLine && endLine <= to);
}
