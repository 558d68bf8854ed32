import { z } from 'zod';
import { suppressionsFile } from '../config/load.ts';
import { suppressionEntry } from '../config/schema.ts';
import { askHuman } from '../kernel/asking.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { quoted, quotedPath } from '../kernel/quoted.ts';
import { sha256 } from '../kernel/sha256.ts';
import { fingerprintShape, isFingerprint } from './fingerprint.ts';
import type { Finding } from './model.ts';
import { readSourceText } from './source-text.ts';
import { entryFor } from './suppress/entry.ts';
import { addSuppression } from './suppress/plan.ts';
import { openWorkspace } from './workspace.ts';

const mostDays = 366;
const maxReason = 300;
const maxOwner = 100;
const dayMilliseconds = 86_400_000;

/** What the person is asked for. Plain texts: clients show forms of nothing else everywhere. */
const answerFields = z.object({
  reason: z.string().min(1).max(maxReason).meta({ title: 'Reason', description: 'Why the finding is acceptable' }),
  owner: z.string().min(1).max(maxOwner).meta({ title: 'Owner', description: 'Who answers for it: your name or team' }),
  expires: z.string().min(10).max(10).meta({ title: 'Last day', description: 'As YYYY-MM-DD, within a year' }),
});
type Answer = z.output<typeof answerFields>;

/** Accepts a finding after a person gave the reason, the owner and the last day; the caller gives none of them. */
export const addSuppressionEntry = defineOperation({
  name: 'suppressions.add',
  summary: 'Ask a person to accept a finding',
  description: 'A person is asked for reason, owner and last day. Counts in gates of later changes.',
  input: z.object({
    path: z.string().min(1).max(1000).meta({ description: 'File in the project' }),
    fingerprint: z.string().regex(fingerprintShape).meta({ description: 'As `check` names it, or whole' }),
    reason: z.string().max(maxReason).optional().meta({ description: 'Shown to the person as a proposal' }),
  }),
  output: z.object({
    status: z.literal('suppressed'),
    entry: suppressionEntry,
    file: z.string().meta({ description: 'Where the entry was written' }),
    before_hash: z.string().optional().meta({ description: 'SHA-256 of that file before, in hex; absent where there was none' }),
    after_hash: z.string(),
    counts_in_gate: z.string().meta({ description: 'From when on the gate counts it' }),
  }),
  access: 'member',
  permission: 'findings:write',
  effect: 'write',
  limit: 'general',
  mcp: 'suppress',
  audited: ({ path: file, fingerprint }, result) => ({
    finding: { file, ...(result === undefined ? { fingerprint } : { fingerprint: result.entry.fingerprint ?? fingerprint, rule: result.entry.rule_id }) },
    ...(result?.before_hash === undefined ? {} : { before: result.before_hash }),
    ...(result === undefined ? {} : { after: result.after_hash, details: detailsOf(result.entry) }),
  }),
  async run(context, { path: name, fingerprint, reason: proposed }) {
    const path = insideRoot(context.files.root, name);
    const { scanner } = await openWorkspace(context);
    const { text } = readSourceText(context.files, path);
    const finding = scanner.check({ path, text }).findings.find((each) => isFingerprint(each.fingerprint, fingerprint));
    if (finding === undefined) throw new Failure('not_found', 'The file has no open finding with this fingerprint');
    const requester = context.actor.client ?? context.actor.id;
    const answer = checked(await askHuman(context, questionAbout(finding, requester, proposed), answerFields), context.clock.now());
    const approver = { owner: answer.owner, requested_by: requester, approved_by: answer.owner };
    const entry = suppressionEntry.parse(entryFor(finding, { ...answer, ...approver }, { only: true }));
    const hashes = write(context, entry);
    return { status: 'suppressed' as const, entry, file: suppressionsFile, ...hashes, counts_in_gate: 'not in the gate of the change that adds it' };
  },
});

/** The same for the same input, as the protocol wants it; what the agent says is quoted and named as its own. */
function questionAbout({ ruleId, severity, path, span, message }: Finding, requester: string, proposed: string | undefined): string {
  const proposal = proposed === undefined ? '' : ` It proposes: ${JSON.stringify(quoted(proposed, maxReason))}.`;
  const place = `${quotedPath(path)}:${span.startLine + 1}`;
  return `${quoted(requester)} asks to accept a ${severity} finding of ${ruleId} at ${place}: ${quoted(message, maxReason)}.${proposal} Accept it?`;
}

/** Throws `invalid_input` for what is no reason, no owner or no day within a year. */
function checked({ reason, owner, expires }: Answer, now: Date): Answer {
  const [why, who] = [quoted(reason, maxReason), quoted(owner, maxOwner)];
  if (!/\p{L}{2}/u.test(why) || /^<[^<>]*>$/.test(why)) throw new Failure('invalid_input', 'reason: say why the finding is acceptable');
  if (!/\p{L}/u.test(who)) throw new Failure('invalid_input', 'owner: say who answers for it');
  const [last, today] = [Date.parse(`${expires}T00:00:00Z`), Date.parse(`${now.toISOString().slice(0, 10)}T00:00:00Z`)];
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(expires) && !Number.isNaN(last) && new Date(last).toISOString().startsWith(expires);
  if (!isDay || last < today || last > today + mostDays * dayMilliseconds) {
    throw new Failure('invalid_input', 'expires: give a day from today on and within a year, as YYYY-MM-DD');
  }
  return { reason: why, owner: who, expires };
}

function write({ files }: Context, entry: z.output<typeof suppressionEntry>): { readonly before_hash?: string; readonly after_hash: string } {
  const path = insideRoot(files.root, suppressionsFile);
  const before = files.stat(path) === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(files.read(path));
  const after = addSuppression(before ?? '', entry);
  files.write(path, after);
  return { ...(before === undefined ? {} : { before_hash: sha256(before) }), after_hash: sha256(after) };
}

function detailsOf({ reason, owner = '', expires = '', requested_by: requestedBy = '', approved_by: approvedBy = '' }: z.output<typeof suppressionEntry>) {
  return { reason, owner, expires, requested_by: requestedBy, approved_by: approvedBy };
}
