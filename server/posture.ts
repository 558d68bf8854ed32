import type { CodeLens, CodeLensParams } from 'vscode-languageserver/node';
import { countBySeverity } from '../core/scan/finding-wire.ts';
import { severities } from '../core/scan/model.ts';
import { shownFindings } from './diagnostics.ts';
import type { Host } from './host.ts';
import type { Checked } from './live-document.ts';
import { serverCommands } from './protocol.ts';

/** How a file stands, in one line: findings by severity, those that are suppressed, what was not checked. */
export function postureText(checked: Checked): string {
  const counts = countBySeverity(shownFindings(checked));
  const found = severities.filter((severity) => counts[severity] > 0).map((severity) => `${counts[severity]} ${severity}`);
  const { suppressed, skips } = checked.result;
  return [
    found.length === 0 ? 'no findings' : found.join(', '),
    ...(suppressed.length === 0 ? [] : [`${suppressed.length} suppressed`]),
    ...(skips.length === 0 ? [] : ['not checked in full']),
  ].join(' · ');
}

/** The state of the file above its first line, where the settings ask for it. */
export async function codeLenses({ documents, folders }: Host, { textDocument }: CodeLensParams): Promise<CodeLens[]> {
  await folders.ready;
  const { settings } = folders.placeOf(textDocument.uri).folder;
  const checked = settings.enable && settings.code_lens ? await documents.get(textDocument.uri)?.check() : undefined;
  if (checked === undefined || checked.layout.parts[0]?.uri !== textDocument.uri) return [];
  const start = { line: 0, character: 0 };
  const command = { title: `Sentrik: ${postureText(checked)}`, command: serverCommands.showPosture, arguments: [{ uri: textDocument.uri }] };
  return [{ range: { start, end: start }, command }];
}
