import type { CodeFrame } from '../../core/scan/code-frame.ts';
import type { FindingWire } from '../../core/scan/finding-wire.ts';
import type { Colors } from '../print.ts';
import { plain } from './plain.ts';

export interface FrameStyle {
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly columns: number;
}

interface Cut {
  readonly text: string;
  /** How many characters were left out at the start, less the ellipsis that stands for them. */
  readonly shift: number;
}

const indent = '    ';
const minColumns = 40;

/** The lines of a finding with their numbers, the finding's own underlined. */
export function renderFrame(frame: CodeFrame, { range }: Pick<FindingWire, 'range'>, { colors, columns }: FrameStyle): string {
  const digits = String(frame.first_line + frame.lines.length - 1).length;
  const room = Math.max(minColumns, columns - indent.length - digits - 5);
  const out: string[] = [];
  for (const [index, line] of frame.lines.entries()) {
    const number = frame.first_line + index;
    const isMarked = number >= range.start_line && number <= range.end_line;
    const cut = cutLine(line, isMarked && number === range.start_line ? range.start_column - 1 : 0, room);
    const gutter = `${isMarked ? colors.red('>') : ' '} ${colors.dim(`${String(number).padStart(digits)} │`)}`;
    out.push(`${indent}${gutter} ${isMarked ? cut.text : colors.dim(cut.text)}`.trimEnd());
    const marker = isMarked ? underline(line, number, range, cut) : '';
    if (marker !== '') out.push(`${indent}  ${colors.dim(`${' '.repeat(digits)} │`)} ${colors.red(marker)}`);
  }
  return `${out.join('\n')}\n`;
}

/** A line that is too long shows the part around its finding. */
function cutLine(line: string, from: number, room: number): Cut {
  if (line.length <= room) return { text: plain(line), shift: 0 };
  const start = from > room / 2 ? Math.min(from - Math.floor(room / 4), line.length - room + 1) : 0;
  const end = Math.min(line.length, start + room - 2);
  return { text: plain(`${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''}`), shift: start > 0 ? start - 1 : 0 };
}

function underline(line: string, number: number, range: FindingWire['range'], { text, shift }: Cut): string {
  const blanks = line.length - line.trimStart().length;
  const start = (number === range.start_line ? range.start_column - 1 : blanks) - shift;
  const end = Math.min(text.length, (number === range.end_line ? range.end_column - 1 : line.trimEnd().length) - shift);
  if (start < 0 || start > text.length || line.trim() === '') return '';
  return text.slice(0, start).replace(/[^\t]/g, ' ') + '^'.repeat(Math.max(1, end - start));
}
