import { z } from 'zod';
import { csvLine } from '../kernel/csv.ts';
import type { ReadEntry } from './verify.ts';

const text = z.string().optional().catch(undefined);
const detail = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** What a line of the file says, whoever wrote it; parts of another form are left out. */
const recorded = z.object({
  seq: z.number().int().optional().catch(undefined),
  at: text,
  action: text,
  actor: text,
  via: text,
  client: text.meta({ description: "The agent's program, as it named itself" }),
  tool: text,
  session: text,
  outcome: text.meta({ description: 'done, refused or failed' }),
  finding: z.object({ fingerprint: text, rule: text, file: text }).optional().catch(undefined),
  before: text.meta({ description: 'SHA-256 of the file before the change, in hex' }),
  after: text.meta({ description: 'SHA-256 of the file after the change, in hex' }),
  details: z.record(z.string(), detail).optional().catch(undefined),
});

export const auditEntryWire = recorded.extend({
  line: z.number().int().meta({ description: 'Line of the file' }),
  state: z
    .enum(['ok', 'changed', 'unchained', 'inserted', 'broken'])
    .meta({ description: 'ok: as it was written. unchained: of a version without a chain. inserted: no part of the chain. broken: no whole entry' }),
});
export type AuditEntryWire = z.output<typeof auditEntryWire>;

/** An entry as it is answered. */
export function toEntryWire({ line, state, record }: ReadEntry): AuditEntryWire {
  return { ...recorded.parse(record ?? {}), line, state };
}

const columns = [
  ...['seq', 'state', 'at', 'action', 'outcome', 'actor', 'via', 'client', 'tool', 'session'],
  ...['rule', 'file', 'fingerprint', 'before', 'after', 'details'],
] as const;

/** RFC 4180: one row per entry. */
export function toAuditCsv(entries: readonly AuditEntryWire[]): string {
  const rows = entries.map(({ seq, state, at, action, outcome, actor, via, client, tool, session, finding, before, after, details }) => {
    const who = [actor, via, client, tool, session].map(orEmpty);
    const what = [finding?.rule, finding?.file, finding?.fingerprint, before, after].map(orEmpty);
    return csvLine([seq ?? '', state, ...[at, action, outcome].map(orEmpty), ...who, ...what, details === undefined ? '' : JSON.stringify(details)]);
  });
  return [csvLine(columns), ...rows].join('');
}

function orEmpty(value: string | undefined): string {
  return (value ?? '').replace(/\p{Cc}/gu, ' ');
}
