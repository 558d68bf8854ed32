import { type CodeAction, CodeActionKind, type CodeActionParams, type Command, type WorkspaceEdit } from 'vscode-languageserver/node';
import { z } from 'zod';
import { Failure } from '../core/kernel/failure.ts';
import type { Finding, Fix } from '../core/scan/model.ts';
import { toDiagnostic } from './convert.ts';
import { findingsAt, shownFindings } from './diagnostics.ts';
import type { Checked } from './documents.ts';
import { editText } from './edits.ts';
import { verifiedFix } from './fixes.ts';
import type { Host } from './host.ts';
import { fixAllKind, serverCommands, suppressKind } from './protocol.ts';
import { canSuppressByFile, suppressByComment, suppressByFile, suppressionsUri } from './suppression-edits.ts';

/** What an action without its edit carries, so that the edit can be made when the action is chosen. */
const pending = z.object({
  make: z.enum(['fix-all', 'fix-rule', 'suppress-comment', 'suppress-file']),
  uri: z.string(),
  version: z.number(),
  fingerprint: z.string().optional(),
});
type Pending = z.output<typeof pending>;

const mostFindings = 10;

/**
 * Actions for the findings at a range, from our own findings and never from the client's diagnostics: some clients send none.
 * Edits that cost a check are made when the action is chosen, where the client can ask for that.
 */
export async function codeActions(host: Host, { textDocument, range, context }: CodeActionParams): Promise<CodeAction[]> {
  const checked = await host.documents.get(textDocument.uri)?.check();
  if (checked === undefined || !host.client.literalActions) return [];
  const wants = (kind: string) => context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const here = findingsAt(checked, range).slice(0, mostFindings);
  return [
    ...here.flatMap((finding) => (wants(CodeActionKind.QuickFix) ? fixActions(host, checked, finding) : [])),
    ...here.flatMap((finding) => (wants(suppressKind) ? suppressActions(host, checked, finding) : [])),
    ...here.flatMap((finding) => (wants(CodeActionKind.QuickFix) ? [explainAction(finding)] : [])),
    ...(wants(fixAllKind) && isFixAllAsked(host, context.only, here) ? fixAllAction(host, checked) : []),
  ];
}

/** Makes the edit of a chosen action. Throws `conflict` when the text has changed since or the edit cannot be made. */
export async function resolveAction(host: Host, action: CodeAction): Promise<CodeAction> {
  const data = pending.safeParse(action.data).data;
  if (action.edit !== undefined || data === undefined) return action;
  const checked = await host.documents.get(data.uri)?.check();
  if (checked === undefined || checked.text.version !== data.version) throw new Failure('conflict', 'The text has changed; ask for the actions again');
  return { ...action, edit: makeEdit(host, checked, data) };
}

function fixActions(host: Host, checked: Checked, finding: Finding): CodeAction[] {
  const fix = verifiedFix(checked, finding);
  if (fix === undefined) return [];
  const isVerified = fix.verified === true;
  const sameRule = checked.result.findings.filter((other) => other.ruleId === finding.ruleId && other.fix !== undefined);
  const one: CodeAction = {
    title: titleOf(fix),
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(finding, checked.text.uri, host.client)],
    edit: editText(host.client, { document: checked.text, version: checked.text.version }, fix.edits),
    ...(isVerified && fix.caution === undefined && host.client.marksPreferred ? { isPreferred: true } : {}),
  };
  if (sameRule.length < 2) return [one];
  return [
    one,
    ...lazyAction(host, checked, { title: `Fix all ${finding.ruleId} findings in this file`, kind: CodeActionKind.QuickFix, make: 'fix-rule', finding }),
  ];
}

function titleOf({ title, verified, caution }: Fix): string {
  if (verified !== true) return `${title} (not verified)`;
  return caution === undefined ? title : `${title} (look first)`;
}

function suppressActions(host: Host, checked: Checked, finding: Finding): CodeAction[] {
  const comment = { title: `Suppress ${finding.ruleId} here with a comment`, kind: suppressKind, make: 'suppress-comment', finding } as const;
  const title = `Suppress ${finding.ruleId} in this file through suppressions.yaml`;
  const show = { title, command: serverCommands.showReason, arguments: [{ uri: suppressionsUri(checked.folder) }] };
  const file = { title, kind: suppressKind, make: 'suppress-file', finding, ...(host.client.showsDocuments ? { command: show } : {}) } as const;
  return [...lazyAction(host, checked, comment), ...(canSuppressByFile(host, checked) ? lazyAction(host, checked, file) : [])];
}

function explainAction(finding: Finding): CodeAction {
  const title = `Explain ${finding.ruleId}`;
  return { title, kind: CodeActionKind.QuickFix, command: { title, command: serverCommands.showRule, arguments: [{ rule_id: finding.ruleId }] } };
}

function fixAllAction(host: Host, checked: Checked): CodeAction[] {
  if (!checked.result.findings.some(isFixedUnasked)) return [];
  return lazyAction(host, checked, { title: 'Apply all verified Sentrik fixes', kind: fixAllKind, make: 'fix-all' });
}

/**
 * The whole file is repaired when the client names the kind; in a menu it stands where a finding has a fix. A client that cannot ask for
 * the edit later gets it at once, so only when it names the kind: verifying every fix takes time.
 */
function isFixAllAsked({ client }: Host, only: readonly string[] | undefined, here: readonly Finding[]): boolean {
  return only !== undefined || (client.resolvesEdits && here.some(isFixedUnasked));
}

interface LazyAction {
  readonly title: string;
  readonly kind: string;
  readonly make: Pending['make'];
  readonly finding?: Finding;
  /** Runs after the edit. */
  readonly command?: Command;
}

/** With the edit left out where the client asks for it later; none when the edit is impossible or empty. */
function lazyAction(host: Host, checked: Checked, { title, kind, make, finding, command }: LazyAction): CodeAction[] {
  const { uri, version } = checked.text;
  const data: Pending = { make, uri, version, ...(finding === undefined ? {} : { fingerprint: finding.fingerprint }) };
  const rest = {
    ...(finding === undefined ? {} : { diagnostics: [toDiagnostic(finding, uri, host.client)] }),
    ...(command === undefined ? {} : { command }),
  };
  if (host.client.resolvesEdits) return [{ title, kind, ...rest, data }];
  try {
    return [{ title, kind, ...rest, edit: makeEdit(host, checked, data) }];
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'conflict') return [];
    throw thrown;
  }
}

function makeEdit(host: Host, checked: Checked, { make, fingerprint }: Pending): WorkspaceEdit {
  if (make === 'fix-all') return fixAll(host, checked, shownFindings(checked).filter(isFixedUnasked));
  const finding = checked.result.findings.find((candidate) => candidate.fingerprint === fingerprint);
  if (finding === undefined) throw new Failure('conflict', 'The finding is gone; ask for the actions again');
  switch (make) {
    case 'fix-rule':
      return fixAll(
        host,
        checked,
        checked.result.findings.filter((other) => other.ruleId === finding.ruleId),
      );
    case 'suppress-comment':
      return suppressByComment(host, checked, finding);
    case 'suppress-file':
      return suppressByFile(host, checked, finding);
    default:
      return make satisfies never;
  }
}

/** Fixes after which something elsewhere may stop working are made only one by one or by rule. */
function isFixedUnasked({ fix }: Finding): boolean {
  return fix !== undefined && fix.caution === undefined;
}

function fixAll({ client }: Host, checked: Checked, findings: readonly Finding[]): WorkspaceEdit {
  const edits = checked.scanner.fixAll(checked.source, findings);
  if (edits.length === 0) throw new Failure('conflict', 'No fix in this file could be verified');
  return editText(client, { document: checked.text, version: checked.text.version }, edits);
}
