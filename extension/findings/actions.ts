import { commands, Disposable, Range, type TextDocument, Uri, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient/node';
import { extensionCommands, type ListedFinding, serverCommands, type SuppressTarget } from '../../server/protocol.ts';
import { suppressWithReason } from '../suppress.ts';
import type { Node } from './tree.ts';

/** What can be done with a line of the findings view. */
export function findingActions(client: BaseLanguageClient): Disposable {
  const onFinding = (command: string, act: (finding: ListedFinding) => Promise<unknown>) =>
    commands.registerCommand(command, async (node: Node | undefined) => (node?.kind === 'finding' ? act(node.finding) : undefined));
  return Disposable.from(
    onFinding(extensionCommands.openFinding, open),
    onFinding(extensionCommands.explainFinding, ({ ruleId }) => explain(ruleId)),
    onFinding(extensionCommands.fixFinding, fix),
    onFinding(extensionCommands.suppressFinding, (finding) => suppress(client, finding)),
  );
}

/** Findings about the project as a whole have no place: their rule is shown instead. */
async function open(finding: ListedFinding): Promise<TextDocument | undefined> {
  if (finding.path === '') {
    await explain(finding.ruleId);
    return undefined;
  }
  const { start, end } = finding.range;
  const selection = new Range(start.line, start.character, end.line, end.character);
  const editor = await window.showTextDocument(Uri.parse(finding.uri), { selection, preview: true });
  return editor.document;
}

async function explain(ruleId: string): Promise<void> {
  await commands.executeCommand(serverCommands.showRule, { rule_id: ruleId });
}

/** In the editor, so that it can be seen and taken back. */
async function fix(finding: ListedFinding): Promise<void> {
  const document = await open(finding);
  if (document === undefined) return;
  await commands.executeCommand(serverCommands.applyFix, { file_path: finding.uri, fingerprint: finding.fingerprint });
}

async function suppress(client: BaseLanguageClient, finding: ListedFinding): Promise<void> {
  const where = await placeFor(finding);
  const document = where === undefined ? undefined : await open(finding);
  if (where === undefined || document === undefined) return;
  const { uri, fingerprint, ruleId } = finding;
  await suppressWithReason(client, { uri, version: document.version, fingerprint, ruleId, where });
}

/** Asks where the suppression is to stand; where no comment may suppress the finding there is nothing to ask. */
async function placeFor({ ruleId, takesComment }: ListedFinding): Promise<SuppressTarget['where'] | undefined> {
  if (!takesComment) return 'suppressions';
  const places: readonly { readonly label: string; readonly where: SuppressTarget['where'] }[] = [
    { label: 'With a comment in the code', where: 'comment' },
    { label: 'In .sentrik/suppressions.yaml', where: 'suppressions' },
  ];
  return (await window.showQuickPick(places, { title: `Suppress ${ruleId}` }))?.where;
}
