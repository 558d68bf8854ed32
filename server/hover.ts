import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver/node';
import { fixHunks } from '../core/scan/fix-hunks.ts';
import type { Catalogue } from '../core/scan/frameworks/catalogue.ts';
import type { Finding, Fix } from '../core/scan/model.ts';
import { suppressionComment } from '../core/scan/suppress/plan.ts';
import { findingsAt } from './diagnostics.ts';
import { verifiedFix } from './fixes.ts';
import type { Host } from './host.ts';
import type { Checked } from './live-document.ts';
import { cataloguesOf, fence, placement } from './rule-page.ts';
import { canSuppressByComment, suppressionsFile } from './suppression-edits.ts';

const mostFindings = 3;

/** What is wrong at a place: the rule's help, weaknesses, controls, the way of tainted data, what the fix would change, how to suppress. */
export async function hoverAt({ documents, client }: Host, { textDocument, position }: HoverParams): Promise<Hover | undefined> {
  const checked = await documents.get(textDocument.uri)?.check();
  if (checked === undefined) return undefined;
  const findings = findingsAt(checked, textDocument.uri, { start: position, end: position });
  const [first] = findings;
  if (first === undefined) return undefined;
  const frameworks = await cataloguesOf(
    checked.folder.context(),
    findings.flatMap(({ controls }) => Object.keys(controls)),
  );
  const value = findings
    .slice(0, mostFindings)
    .map((finding) => describe(finding, checked, frameworks))
    .join('\n\n---\n\n');
  return { range: checked.layout.locate(first.span).range, contents: { kind: client.markdownHover ? MarkupKind.Markdown : MarkupKind.PlainText, value } };
}

function describe(finding: Finding, checked: Checked, frameworks: readonly Catalogue[]): string {
  const { scanner, source, workspace } = checked;
  const rule = scanner.rules.find((candidate) => candidate.id === finding.ruleId);
  const fix = verifiedFix(checked, finding);
  const language = scanner.languageOf(source);
  const comment = language === undefined ? undefined : suppressionComment(finding.ruleId, 'reason [owner=name expires=YYYY-MM-DD]', language);
  const parts = [
    `**${finding.title}** · ${finding.severity} · confidence ${finding.confidence}`,
    rule?.help ?? finding.message,
    trace(finding),
    fix === undefined ? '' : fixPreview(source.text, fix),
    placement(finding, frameworks),
    suppressing(finding, canSuppressByComment(workspace, finding), comment),
  ];
  return parts.filter((part) => part.trim() !== '').join('\n\n');
}

function suppressing({ ruleId }: Finding, takesComment: boolean, comment: string | undefined): string {
  if (!takesComment) return `Rule \`${ruleId}\`. An entry in \`${suppressionsFile}\` can suppress it, no comment.`;
  return comment === undefined ? '' : `Rule \`${ruleId}\`. Suppress it with a reason: \`${comment}\``;
}

function trace({ trace: steps = [] }: Finding): string {
  return steps
    .map(({ kind, message, span, path }, index) => `${index + 1}. ${kind}, ${path === undefined ? '' : `${path} `}line ${span.startLine + 1}: ${message}`)
    .join('\n');
}

function fixPreview(text: string, { title, edits, verified, caution }: Fix): string {
  const lines = fixHunks(text, edits, 0).flatMap(({ before, after }) => [...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)]);
  const label = verified === true ? 'Fix, verified' : 'Fix, not verified';
  const first = caution === undefined ? '' : `Look first: ${caution}\n\n`;
  return `${label}: ${title}\n\n${first}${fence(lines.join('\n'), 'diff')}`;
}
