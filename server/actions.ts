import { type CodeAction, CodeActionKind, type CodeActionParams, type Command, type WorkspaceEdit } from 'vscode-languageserver/node';
import { z } from 'zod';
import { Failure } from '../core/kernel/failure.ts';
import type { Finding, Fix } from '../core/scan/model.ts';
import { toDiagnostic } from './convert.ts';
import { findingsAt, shownFindings } from './diagnostics.ts';
import { editText } from './edits.ts';
import { verifiedFix } from './fixes.ts';
import type { Host } from './host.ts';
import type { Checked } from './live-document.ts';
import { askReasonCommand, fixAllKind, serverCommands, suppressKind, type SuppressTarget } from './protocol.ts';
import { sightOf } from './sight.ts';
import { canSuppressByComment, canSuppressByFile, suppressByComment, suppressByFile, suppressionsUri } from './suppression-edits.ts';

/** What an action without its edit carries, so that the edit can be made when the action is chosen. */
const pending = z.object({
  make: z.enum(['fix-all', 'fix-rule', 'suppress-comment', 'suppress-top', 'suppress-file']),
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
  const here = findingsAt(checked, textDocument.uri, range).slice(0, mostFindings);
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
    diagnostics: [toDiagnostic(finding, sightOf(host, checked), host.client)],
    ...fixEdit(host, checked, fix),
    ...(isVerified && fix.caution === undefined && host.client.marksPreferred ? { isPreferred: true } : {}),
  };
  const first = [one, ...(host.client.showsPages ? [showFixAction(checked, finding)] : [])];
  if (sameRule.length < 2) return first;
  return [
    ...first,
    ...lazyAction(host, checked, { title: `Fix all ${finding.ruleId} findings in this file`, kind: CodeActionKind.QuickFix, make: 'fix-rule', finding }),
  ];
}

function showFixAction({ layout }: Checked, { fingerprint, ruleId, span }: Finding): CodeAction {
  const title = `Show what the fix of ${ruleId} changes`;
  const { uri } = layout.locate(span);
  return { title, kind: CodeActionKind.QuickFix, command: { title, command: serverCommands.showFix, arguments: [{ uri, fingerprint }] } };
}

/** A fix after which something is wrong cannot be chosen, where the client can say why. */
function fixEdit({ client }: Host, { layout }: Checked, { edits, verified, caution }: Fix): Pick<CodeAction, 'edit' | 'disabled'> {
  if (verified !== true && client.disabledActions)
    return { disabled: { reason: 'The fix could not be verified: after it the text does not parse, the finding stays or there are new ones' } };
  return { edit: editText(client, layout, edits, caution) };
}

function titleOf({ title, verified, caution }: Fix): string {
  if (verified !== true) return `${title} (not verified)`;
  return caution === undefined ? title : `${title} (look first)`;
}

function suppressActions(host: Host, checked: Checked, finding: Finding): CodeAction[] {
  if (host.client.asksReason) return askingActions(host, checked, finding);
  const comment = { title: `Suppress ${finding.ruleId} here with a comment`, kind: suppressKind, make: 'suppress-comment', finding } as const;
  const top = { title: `Suppress ${finding.ruleId} in this file with a comment`, kind: suppressKind, make: 'suppress-top', finding } as const;
  const title = `Suppress ${finding.ruleId} in this file through suppressions.yaml`;
  const show = { title, command: serverCommands.showReason, arguments: [{ uri: suppressionsUri(checked.folder) }] };
  const file = { title, kind: suppressKind, make: 'suppress-file', finding, ...(host.client.showsDocuments ? { command: show } : {}) } as const;
  const possible = [...(canSuppressByComment(checked.workspace, finding) ? [comment, top] : []), ...(canSuppressByFile(host, checked) ? [file] : [])];
  return possible.flatMap((action) => lazyAction(host, checked, action));
}

/** For a client that asks for the reason itself: it sends `suppressRequest` with what the user says. */
function askingActions(host: Host, checked: Checked, finding: Finding): CodeAction[] {
  const { fingerprint, ruleId } = finding;
  const ask = (title: string, where: SuppressTarget['where']): CodeAction => {
    const sight = sightOf(host, checked);
    const target: SuppressTarget = { uri: sight.locate(finding.span).uri, version: checked.text.version, fingerprint, ruleId, where };
    const diagnostics = [toDiagnostic(finding, sight, host.client)];
    return { title, kind: suppressKind, diagnostics, command: { title, command: askReasonCommand, arguments: [target] } };
  };
  const comments = [ask(`Suppress ${ruleId} here with a comment…`, 'comment'), ask(`Suppress ${ruleId} in this file with a comment…`, 'file')];
  return [
    ...(canSuppressByComment(checked.workspace, finding) ? comments : []),
    ...(canSuppressByFile(host, checked) ? [ask(`Suppress ${ruleId} in this file through suppressions.yaml…`, 'suppressions')] : []),
  ];
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
    ...(finding === undefined ? {} : { diagnostics: [toDiagnostic(finding, sightOf(host, checked), host.client)] }),
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
    case 'suppress-top':
      return suppressByComment(host, checked, finding, { scope: 'file' });
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
  const cautions = new Set(findings.flatMap(({ fix }) => fix?.caution ?? []));
  return editText(client, checked.layout, edits, cautions.size === 0 ? undefined : [...cautions].join('; '));
}
