import { createTwoFilesPatch } from 'diff';
import { Failure } from '../core/kernel/failure.ts';
import { applyEdits } from '../core/scan/fix.ts';
import { shownFindings } from './diagnostics.ts';
import { verifiedFix } from './fixes.ts';
import type { Host } from './host.ts';
import type { Checked } from './live-document.ts';
import { fixScheme, helpScheme, postureScheme, ruleScheme } from './protocol.ts';
import { postureText } from './posture.ts';
import { cataloguesOf, placement, ruleOfPage } from './rule-page.ts';

/** Schemes of the read-only documents that the server makes: help of rules, what fixes change, how a file stands, help. */
export const pageSchemes: readonly string[] = [ruleScheme, fixScheme, postureScheme, helpScheme];

/** The page about fixes and suppressions, which the menu of actions points to. */
export const actionHelpUri = `${helpScheme}:/actions.md`;

const actionHelp = `# Fixes and suppressions of Sentrik

A fix is **verified** before it is offered: the repaired text parses, the finding is gone and nothing new is found. A fix that fails one of
these is not offered, or cannot be chosen. Fixes marked **look first** may change what other code sees; no command makes them unasked.

A **suppression** needs a reason. As long as the placeholder \`<reason>\` stands, the finding stays.

| | |
|---|---|
| here with a comment | for one line, in the code |
| in this file with a comment | for the rule in the whole file, in its first lines |
| through suppressions.yaml | for the rule in this file, in \`.sentrik/suppressions.yaml\`, where it can have an owner and a last day |

No fix comes from a language model.
`;

/** What a page says about an open document, or about one finding of it. */
export interface PageSubject {
  readonly uri: string;
  readonly fingerprint?: string;
}

/** The address of the page that shows what a fix changes, as a patch. */
export function fixPageUri(subject: Required<PageSubject>): string {
  return `${fixScheme}:/${encodeURIComponent(nameOf(subject.uri))}.diff?${encodeURIComponent(JSON.stringify(subject))}`;
}

/** The address of the page about all findings of a document. */
export function posturePageUri(uri: string): string {
  return `${postureScheme}:/${encodeURIComponent(nameOf(uri))}.md?${encodeURIComponent(JSON.stringify({ uri }))}`;
}

/** The text of a page. Throws `not_found` for an address that is none, and when the document is no longer open. */
export async function pageText(host: Host, uri: string, ruleText: (ruleId: string) => Promise<string>): Promise<string> {
  if (uri.startsWith(`${ruleScheme}:`)) return ruleText(ruleOfPage(uri) ?? '');
  if (uri === actionHelpUri) return actionHelp;
  const subject = subjectOf(uri);
  const checked = subject === undefined ? undefined : await host.documents.get(subject.uri)?.check();
  if (subject === undefined || checked === undefined) throw new Failure('not_found', 'There is no such page; it may be about a document that was closed');
  return uri.startsWith(`${fixScheme}:`) ? patch(checked, subject) : posture(checked);
}

function patch(checked: Checked, { fingerprint }: PageSubject): string {
  const finding = checked.result.findings.find((candidate) => candidate.fingerprint === fingerprint);
  const fix = finding === undefined ? undefined : verifiedFix(checked, finding);
  if (fix === undefined) throw new Failure('not_found', 'The finding is gone');
  const { path, text } = checked.source;
  return createTwoFilesPatch(path, path, text, applyEdits(text, fix.edits), '', fix.title);
}

async function posture(checked: Checked): Promise<string> {
  const findings = shownFindings(checked);
  const catalogues = await cataloguesOf(
    checked.folder.context(),
    findings.flatMap(({ controls }) => Object.keys(controls)),
  );
  const list = findings.map((finding) =>
    [
      `## Line ${finding.span.startLine + 1}: ${finding.title}`,
      `${finding.message} · ${finding.severity} · \`${finding.ruleId}\``,
      placement(finding, catalogues),
    ].join('\n\n'),
  );
  const skips = checked.result.skips.map(({ message }) => `- Not checked: ${message}`);
  return `${[`# ${checked.source.path}`, postureText(checked), ...(skips.length === 0 ? [] : [skips.join('\n')]), ...list].join('\n\n')}\n`;
}

function subjectOf(uri: string): PageSubject | undefined {
  try {
    const value: unknown = JSON.parse(decodeURIComponent(uri.slice(uri.indexOf('?') + 1)));
    const [document, fingerprint] = typeof value === 'object' && value !== null ? [Reflect.get(value, 'uri'), Reflect.get(value, 'fingerprint')] : [];
    if (typeof document !== 'string') return undefined;
    return { uri: document, ...(typeof fingerprint === 'string' ? { fingerprint } : {}) };
  } catch {
    return undefined;
  }
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1).replace(/[?#].*$/, '') || 'text';
}
