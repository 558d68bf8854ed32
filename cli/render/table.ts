import { plainLine } from './plain.ts';

/** Rows in columns as wide as their longest cell; the last column is cut at `width`. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const cells = [head, ...rows.map((row) => row.map(plainLine))];
  const widths = head.map((_name, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const lines = cells.map((row) => row.map((cell, column) => (column === head.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '));
  return lines.map((line) => `${(line.length > width ? `${line.slice(0, width - 1)}…` : line).trimEnd()}\n`).join('');
}
