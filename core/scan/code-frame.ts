import { z } from 'zod';
import { lineIndex, type LineIndex } from '../kernel/text.ts';
import type { Finding, Span } from './model.ts';
import { maskSecrets } from './scanner/secrets.ts';

/** Lines around a finding: 1-based number of the first one, and the lines without their ends. Secrets are starred out. */
export const codeFrame = z.object({ first_line: z.number().int(), lines: z.array(z.string()) }).meta({ id: 'CodeFrame' });
export type CodeFrame = z.output<typeof codeFrame>;

/** What frames are cut from: a text with all that was found in it, suppressed or not, so that no secret shows in a neighbour's frame. */
export interface FramedText {
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly isSecret: (ruleId: string) => boolean;
}

const maxLines = 40;

/** One frame per finding by fingerprint, with `around` lines before and after; a long finding shows its first lines. */
export function codeFrames({ text, findings, isSecret }: FramedText, around: number): Record<string, CodeFrame> {
  const secrets = findings.filter((finding) => isSecret(finding.ruleId)).map(({ span }) => span);
  const masked = maskSecrets(text, secrets);
  const lines = lineIndex(masked);
  return Object.fromEntries(
    findings.filter((finding) => !finding.obligation).map((finding) => [finding.fingerprint, cutFrame(masked, lines, finding.span, around)]),
  );
}

/** The lines of a span with `around` lines before and after; of a long one the first 40. `lines` is the index of `text`. */
export function cutFrame(text: string, lines: LineIndex, span: Pick<Span, 'startLine' | 'endLine'>, around: number): CodeFrame {
  const first = Math.max(0, span.startLine - around);
  const end = lines.lineStart(lines.lineCount - 1) === text.length ? Math.max(span.endLine, lines.lineCount - 2) : lines.lineCount - 1;
  const last = Math.min(end, span.endLine + around, first + maxLines);
  const count = Math.max(0, last - first + 1);
  return {
    first_line: first + 1,
    lines: Array.from({ length: count }, (_unused, index) => text.slice(lines.lineStart(first + index), lines.lineEnd(first + index))),
  };
}
