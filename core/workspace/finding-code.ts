import { z } from 'zod';
import { jobs } from '../jobs/tables.ts';
import type { Context } from '../kernel/context.ts';
import { toFailure } from '../kernel/failure.ts';
import { platformOf, tenantOf } from '../kernel/platform.ts';
import { lineIndex } from '../kernel/text.ts';
import { codeFrame, cutFrame } from '../scan/code-frame.ts';
import { decodeText } from '../scan/decode.ts';
import type { FindingWire } from '../scan/finding-wire.ts';
import { fixHunk, fixHunks, toHunkWire } from '../scan/fix-hunks.ts';
import { fileAt, manifestOf } from './manifest.ts';
import type { FindingRow } from './scan-tables.ts';
import { snapshots } from './tables.ts';

/** A finding's code in the snapshot that its scan has looked at. Nothing where that is gone, or where the scan has hidden a secret in the finding's lines. */
export const findingCode = z.object({
  code_frame: codeFrame.optional().meta({ description: 'The lines around it in the source that was scanned' }),
  fix_preview: z.array(fixHunk).optional().meta({ description: 'The lines that its fix changes' }),
});
export type FindingCode = z.output<typeof findingCode>;

const linesAround = 4;

/** Reads the code around a finding from the snapshot of its scan. */
export async function codeOf(context: Context, row: Pick<FindingRow, 'scan_id'>, finding: FindingWire): Promise<FindingCode> {
  const text = finding.is_obligation ? undefined : await scannedText(context, row.scan_id, finding.evidence.file);
  if (text === undefined || !showsAsKept(finding, text)) return {};
  const { start_line: start, end_line: end } = finding.range;
  const frame = cutFrame(text, lineIndex(text), { startLine: start - 1, endLine: end - 1 }, linesAround);
  const edits = finding.fix?.edits.map(({ start_offset: from, end_offset: to, text: put }) => ({ start: from, end: to, text: put }));
  return { code_frame: frame, ...(edits === undefined ? {} : { fix_preview: fixHunks(text, edits).map(toHunkWire) }) };
}

async function scannedText(context: Context, scanId: string, file: string): Promise<string | undefined> {
  const store = tenantOf(context);
  const scan = await store.rows(jobs).first({ where: { id: scanId } });
  const snapshot = await store.rows(snapshots).first({ where: { id: scan?.snapshot_id ?? '' } });
  if (snapshot === undefined) return undefined;
  try {
    const { blob, size } = fileAt(await manifestOf(context, snapshot), file);
    const decoded = decodeText(await platformOf(context).blobs.readAll(blob, size));
    return decoded.kind === 'text' ? decoded.text : undefined;
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code === 'not_found') return undefined;
    throw failure;
  }
}

/** Whether a text has a finding where and as the scan has kept it, which hides secrets. */
function showsAsKept({ range, evidence }: FindingWire, text: string): boolean {
  const kept = evidence.snippet.split('\n');
  const index = lineIndex(text);
  const lineAt = (line: number) => (line < index.lineCount ? text.slice(index.lineStart(line), index.lineEnd(line)) : undefined);
  return kept.every((line, offset) => lineAt(range.start_line - 1 + offset)?.includes(line.trim()) === true);
}
