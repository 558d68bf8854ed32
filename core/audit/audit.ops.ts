import { z } from 'zod';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { document } from '../kernel/reply.ts';
import type { ChainEnd } from '../kernel/audit-store.ts';
import { type AuditEntryWire, auditEntryWire, toAuditCsv, toEntryWire } from './entry-wire.ts';
import { auditProblemKinds, checkAudit } from './verify.ts';

const problem = z.object({ kind: z.enum(auditProblemKinds), line: z.number().int().optional(), message: z.string() });
const word = z.string().min(1).max(300).optional();
const moment = z.iso.datetime({ offset: true }).or(z.iso.date()).optional();

const listInput = z.object({
  action: word.meta({ description: "The operation's name, such as fix.apply" }),
  outcome: z.enum(['done', 'refused', 'failed']).optional(),
  client: word.meta({ description: "Part of the agent's name" }),
  tool: word,
  session: word,
  rule: word,
  fingerprint: word,
  file: word.meta({ description: 'Path relative to the project' }),
  since: moment.meta({ description: 'ISO date, or date and time, of the earliest entry' }),
  until: moment.meta({ description: 'The same of the latest one; a date means its whole day' }),
  limit: z.coerce.number().int().min(1).max(100_000).default(100).meta({ description: 'The latest so many' }),
  format: z.enum(['json', 'csv']).default('json'),
});
type ListInput = z.output<typeof listInput>;

/** Entries of the audit trail, the latest first; each says whether it is as it was written. */
export const listAudit = defineOperation({
  name: 'audit.list',
  summary: 'List the audit trail: who changed, fixed or accepted what',
  description: 'Every entry says whether it is as it was written. audit.verify tells whether entries are missing.',
  input: listInput,
  output: z.object({
    entries: z.array(auditEntryWire),
    total: z.number().int().meta({ description: 'Entries that fit, of which the latest are listed' }),
    intact: z.boolean().meta({ description: 'False where the whole trail has a problem' }),
    problems: z.number().int(),
  }),
  access: 'auditor',
  permission: 'audit:read',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/audit' },
  cli: 'audit list',
  run({ audit }, input) {
    const { entries, problems } = checkAudit(audit.stored());
    const fitting = entries.map(toEntryWire).filter((entry) => fits(entry, input));
    const latest = fitting.slice(-input.limit).toReversed();
    if (input.format === 'csv') return document('text/csv', toAuditCsv(latest), 'audit.csv');
    return { entries: latest, total: fitting.length, intact: problems.length === 0, problems: problems.length };
  },
});

/** Whether the audit trail is whole. */
export const verifyAudit = defineOperation({
  name: 'audit.verify',
  summary: 'Verify the audit trail: that no entry was changed, removed, reordered or added by somebody else',
  description:
    'Compares every entry with its hash, its signature where a key is at hand, and the one before it, and the end of the file with the one noted in the user`s state folder and with `expect`.',
  input: z.object({
    expect: z
      .string()
      .regex(/^[1-9]\d{0,14}:[0-9a-f]{64}$/)
      .optional()
      .meta({ description: 'An end that was told earlier, as number:hash; the trail has to go as far' }),
  }),
  output: z.object({
    intact: z.boolean(),
    problems: z.array(problem),
    entries: z.number().int().meta({ description: 'Entries of the chain' }),
    unchained: z.number().int().meta({ description: 'Entries of versions without a chain: nothing tells whether they were changed before the chain began' }),
    broken: z.number().int().meta({ description: 'Lines that are no whole entries, as a killed process leaves them' }),
    signed: z.number().int().meta({ description: 'Entries whose signature was verified' }),
    key: z.string().meta({ description: 'Where the key for signatures comes from, or why there is none' }),
    second_place: z.string().meta({ description: 'What the end of the file was compared with' }),
    end: z.string().optional().meta({ description: 'number:hash of the last entry; kept elsewhere, it proves later that nothing before it was taken away' }),
  }),
  access: 'auditor',
  permission: 'audit:read',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/audit/verify' },
  cli: 'audit verify',
  run({ audit }, { expect }) {
    const stored = audit.stored();
    const { entries, problems, end, signed } = checkAudit(stored, expect === undefined ? undefined : toEnd(expect));
    const count = (...states: readonly string[]) => entries.filter(({ state }) => states.includes(state)).length;
    return {
      intact: problems.length === 0,
      problems: problems.map((each) => ({ ...each })),
      entries: count('ok', 'changed'),
      unchained: count('unchained'),
      broken: count('broken'),
      signed,
      key: stored.key === undefined ? (stored.keyProblem ?? 'none: whoever may write the file and the second place can make a new chain') : stored.key.from,
      second_place: stored.head.kind === 'head' ? `the end at entry ${stored.head.end.seq}, noted for this folder and user` : stored.head.reason,
      ...(end.seq === 0 ? {} : { end: `${end.seq}:${end.hash}` }),
    };
  },
});

function toEnd(text: string): ChainEnd {
  const [seq, hash] = text.split(':');
  if (seq === undefined || hash === undefined) throw new Failure('invalid_input', 'expect: is number:hash');
  return { seq: Number(seq), hash };
}

function fits({ finding = {}, ...entry }: AuditEntryWire, wanted: ListInput): boolean {
  const { client, since, until } = wanted;
  const same = (['action', 'outcome', 'tool', 'session'] as const).every((name) => wanted[name] === undefined || wanted[name] === entry[name]);
  const about = (['rule', 'fingerprint', 'file'] as const).every((name) => wanted[name] === undefined || wanted[name] === finding[name]);
  const isClient = client === undefined || (entry.client ?? '').toLowerCase().includes(client.toLowerCase());
  return same && about && isClient && isWithin(entry.at, since, until);
}

const day = /^\d{4}-\d{2}-\d{2}$/;

function isWithin(at: string | undefined, since: string | undefined, until: string | undefined): boolean {
  if (since === undefined && until === undefined) return true;
  const time = Date.parse(at ?? '');
  const end = until !== undefined && day.test(until) ? `${until}T23:59:59.999Z` : until;
  return time >= Date.parse(since ?? '1970-01-01') && (end === undefined || time <= Date.parse(end));
}
