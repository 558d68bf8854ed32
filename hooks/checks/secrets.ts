import { quoted, quotedPath } from '../../core/kernel/quoted.ts';
import path from 'node:path';
import type { z } from 'zod';
import { recordAudit } from '../../core/kernel/audit-entry.ts';
import { runJson } from '../../core/kernel/operation.ts';
import { findSecrets } from '../../core/scan/edits.ops.ts';
import type { Desk } from '../desk.ts';
import { capped } from '../message.ts';
import { type AgentPlace, placeOf } from '../places.ts';
import type { FileToWrite, Verdict } from '../request.ts';

type Secret = z.output<typeof findSecrets.output>['secrets'][number];

const mostFiles = 50;
/** Longer texts are not what somebody pastes or a settings file holds. */
const mostCharacters = 5_000_000;
const pass: Verdict = { kind: 'pass' };

/** Before an agent reads files: none with live secrets comes into its context. */
export async function checkReading(desk: Desk, paths: readonly string[]): Promise<Verdict> {
  for (const given of paths.slice(0, mostFiles)) {
    const place = placeOf(desk, given);
    const text = desk.readText(place.file);
    const secrets = text === undefined ? [] : await secretsIn(desk, place, { text });
    if (secrets.length > 0) return refuse(desk, place, secrets, 'was not opened: it holds');
  }
  return pass;
}

/** Before an agent writes files: no live secret that is not there already. */
export async function checkWriting(desk: Desk, files: readonly FileToWrite[]): Promise<Verdict> {
  for (const file of files.slice(0, mostFiles)) {
    const place = placeOf(desk, file.path);
    const before = desk.readText(place.file);
    const text = textAfter(file, before);
    const secrets = text === undefined ? [] : await secretsIn(desk, place, { text, ...(before === undefined ? {} : { before }) });
    if (secrets.length > 0) return refuse(desk, place, secrets, 'was not written: the new text holds');
  }
  return pass;
}

/** Before what the user typed goes to a model. */
export async function checkPrompt(desk: Desk, text: string): Promise<Verdict> {
  const place = { kind: 'outside', file: 'prompt.txt' } as const;
  const secrets = await secretsIn(desk, place, { text });
  return secrets.length === 0 ? pass : refuse(desk, place, secrets, 'was not sent: it holds');
}

async function secretsIn({ context }: Desk, place: AgentPlace, texts: { readonly text: string; readonly before?: string }): Promise<readonly Secret[]> {
  if (texts.text.trim() === '' || texts.text.length > mostCharacters || (texts.before?.length ?? 0) > mostCharacters) return [];
  const filename = place.kind === 'inside' ? place.path : path.basename(place.file);
  return (await runJson(findSecrets, context, { ...texts, filename })).secrets;
}

/** The whole new text; only the new parts where they do not fit the text before. */
function textAfter({ text, replaced }: FileToWrite, before: string | undefined): string | undefined {
  if (text !== undefined || replaced === undefined) return text;
  let after = before ?? '';
  for (const { from, to } of replaced) {
    if (from === '' || !after.includes(from)) return replaced.map((part) => part.to).join('\n');
    after = after.replace(from, () => to);
  }
  return after;
}

function refuse(desk: Desk, place: AgentPlace, secrets: readonly Secret[], what: string): Verdict {
  const { context, settings } = desk;
  const isPrompt = place.file === 'prompt.txt' && place.kind === 'outside';
  const name = isPrompt ? 'The prompt' : quotedPath(place.kind === 'inside' ? place.path : place.file);
  recordAudit(context, {
    action: 'hook.block',
    outcome: 'refused',
    facts: {
      finding: {
        ...(place.kind === 'inside' ? { file: place.path } : {}),
        ...(secrets[0] === undefined ? {} : { rule: secrets[0].rule_id, fingerprint: secrets[0].fingerprint }),
      },
      details: { check: 'secrets', findings: secrets.length, rules: [...new Set(secrets.map((secret) => secret.rule_id))] },
    },
  });
  const heading = `Sentrik: ${name} ${what} ${secrets.length === 1 ? 'a live secret' : `${secrets.length} live secrets`}.`;
  const lines = secrets.map(({ line, rule_id: rule, title }) => `- line ${line}: ${quoted(rule, 80)} ${quoted(title, 120)}`);
  return {
    kind: 'block',
    text: capped(
      heading,
      [...lines, 'Secrets belong in a secret store or an environment variable; code and agents need their names only.'],
      settings.max_tokens,
    ),
  };
}
