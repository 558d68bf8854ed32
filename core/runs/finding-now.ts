import { z } from 'zod';
import { lineIndex } from '../kernel/text.ts';
import { type CodeFrame, codeFrame, cutFrame } from '../scan/code-frame.ts';
import { type FindingWire, findingWire, toFindingWire } from '../scan/finding-wire.ts';
import { fixHunk, fixHunks, toHunkWire } from '../scan/fix-hunks.ts';
import type { Scanner } from '../scan/scanner.ts';
import { maskEdits, maskSecrets, secretRuleIds } from '../scan/scanner/secrets.ts';
import { withTriedFix } from '../scan/tried-fix.ts';

const maxFrameColumns = 500;

/** `stale`: the file no longer has the finding, so the lines may not be the finding's. */
const frameNow = codeFrame.extend({ stale: z.boolean() });

/** A finding with its code as the file is now. Secrets are starred out, and a fix that would show one has no preview. */
export const findingNow = z.object({ finding: findingWire, code_frame: frameNow.optional(), fix_preview: z.array(fixHunk).optional() });
export type FindingNow = z.output<typeof findingNow>;

/** The file's text as it is now, and how many lines to show around the finding. */
export interface Look {
  readonly text: string;
  readonly around: number;
}

/**
 * Checks the file again: the finding may have moved since the scan, its fix can be verified, and the file's secrets are known.
 * A finding that is no longer there keeps the place the scan gave it, and its frame is stale.
 */
export function lookAgain(scanner: Scanner, stored: FindingWire, { text, around }: Look): FindingNow {
  const source = { path: stored.evidence.file, text };
  const { findings, suppressed } = scanner.check(source);
  const present = [...findings, ...suppressed];
  const secretRules = secretRuleIds(scanner.rules);
  const secrets = present.filter(({ ruleId }) => secretRules.has(ruleId)).map(({ span }) => span);
  const masked = maskSecrets(text, secrets);
  const current = present.find(({ fingerprint }) => fingerprint === stored.fingerprint);
  if (current === undefined) return { finding: stored, code_frame: { ...frameOf(masked, stored.range, around), stale: true } };
  const finding = toFindingWire(withTriedFix(scanner, source, current));
  const preview =
    current.fix === undefined || secretRules.has(current.ruleId) ? undefined : fixHunks(masked, maskEdits(current.fix.edits, text, secrets)).map(toHunkWire);
  return { finding, code_frame: { ...frameOf(masked, finding.range, around), stale: false }, ...(preview === undefined ? {} : { fix_preview: preview }) };
}

function frameOf(text: string, { start_line: start, end_line: end }: FindingWire['range'], around: number): CodeFrame {
  const { first_line: first, lines } = cutFrame(text, lineIndex(text), { startLine: start - 1, endLine: end - 1 }, around);
  return { first_line: first, lines: lines.map((line) => line.slice(0, maxFrameColumns)) };
}
