import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { z } from 'zod';
import { suppressionEntry } from '../core/config/schema.ts';
import { Failure } from '../core/kernel/failure.ts';
import { readFacts } from '../core/scan/suppress/directive-facts.ts';
import type { Host } from './host.ts';
import { suppressByComment, suppressByFile, type Why } from './suppression-edits.ts';

const suppressArgument = z.object({
  uri: z.string(),
  version: z.number(),
  fingerprint: z.string(),
  where: z.enum(['comment', 'file', 'suppressions']),
  reason: suppressionEntry.shape.reason,
  owner: suppressionEntry.shape.owner,
  expires: suppressionEntry.shape.expires,
});

/**
 * The edit that suppresses a finding for a reason that the client has asked for. Throws `invalid_input` for a reason that is none, `conflict`
 * when the text has changed since or no suppression can stand there.
 */
export async function suppressFor(host: Host, input: unknown): Promise<WorkspaceEdit> {
  const parsed = suppressArgument.safeParse(input);
  if (!parsed.success) throw new Failure('invalid_input', parsed.error.issues[0]?.message ?? 'The suppression is wrong');
  const { uri, version, fingerprint, where, reason } = parsed.data;
  const checked = await host.documents.get(uri)?.check();
  const finding = checked?.result.findings.find((candidate) => candidate.fingerprint === fingerprint);
  if (checked === undefined || checked.text.version !== version || finding === undefined) {
    throw new Failure('conflict', 'The text has changed; ask for the actions again');
  }
  const why = whyOf(parsed.data);
  if (where === 'suppressions') return suppressByFile(host, checked, finding, why);
  if (/\*\/|-->|"""|'''/.test(reason)) throw new Failure('invalid_input', 'The reason may not end the comment that it stands in');
  return suppressByComment(host, checked, finding, { ...why, scope: where === 'file' ? 'file' : 'line' });
}

/** A reason may say more in brackets, as comments do. */
function whyOf({ reason, owner, expires }: z.output<typeof suppressArgument>): Why {
  const { rest, facts } = readFacts(reason.replaceAll(/\s+/g, ' '));
  if (!/\p{L}/u.test(rest)) throw new Failure('invalid_input', 'Say why the finding is acceptable');
  return { reason: rest, ...(isBlank(owner) ? {} : { owner }), ...(isBlank(expires) ? {} : { expires }), ...facts };
}

function isBlank(text: string | undefined): text is undefined {
  return text === undefined || text.trim() === '';
}
