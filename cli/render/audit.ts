import type { z } from 'zod';
import type { listAudit, verifyAudit } from '../../core/audit/audit.ops.ts';
import { plainLine } from './plain.ts';
import { counted } from './summary.ts';

type Entry = z.output<typeof listAudit.output>['entries'][number];

/** One line per entry, the latest first. */
export function renderAudit({ entries, total, intact, problems }: z.output<typeof listAudit.output>): string {
  const rows = entries.map((entry) => `${entryLine(entry)}\n`).join('');
  const more = total > entries.length ? `${entryCount(total - entries.length)} before these: --limit shows more\n` : '';
  const state = intact ? '' : `${counted(problems, 'problem')}: sentrik audit verify tells them\n`;
  return entries.length === 0 ? `No entries\n${state}` : `${rows}${more}${state}`;
}

function entryLine({ at = '', action = '(no entry)', outcome = '', actor = '', client, tool, session, finding, state }: Entry): string {
  const who = [client ?? actor, ...(tool === undefined ? [] : [tool]), ...(session === undefined ? [] : [`session ${session}`])].join(', ');
  const what = [finding?.rule, finding?.file].filter((part) => part !== undefined).join(' ');
  const mark = state === 'ok' ? '' : `[${state}] `;
  return plainLine(`${mark}${at}  ${action} ${outcome}  ${who}${what === '' ? '' : `  ${what}`}`);
}

/** What was verified, with what, and each problem. */
export function renderAuditCheck(answer: z.output<typeof verifyAudit.output>): string {
  const { intact, problems, entries, unchained, broken, signed, key, second_place: place, end } = answer;
  const lines = [
    ...problems.map(({ line, message }) => `${line === undefined ? '' : `line ${line}: `}${message}`),
    `${intact ? 'intact' : 'NOT INTACT'}: ${entryCount(entries)}, ${signed} with a verified signature`,
    ...(unchained === 0 ? [] : [`${entryCount(unchained)} of a version without a chain: not verifiable before the chain begins`]),
    ...(broken === 0 ? [] : [`${counted(broken, 'line')} without a whole entry, as a killed process leaves`]),
    `key: ${key}`,
    `second place: ${place}`,
    ...(end === undefined ? [] : [`end: ${end}`]),
  ];
  return lines.map((line) => `${plainLine(line)}\n`).join('');
}

function entryCount(count: number): string {
  return count === 1 ? '1 entry' : `${count.toLocaleString('en-US')} entries`;
}
