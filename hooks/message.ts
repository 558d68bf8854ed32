import { estimateTokens } from '../core/kernel/token-estimate.ts';

/** Kept for the line that tells what was left out. */
const frame = 15;

/** A heading, as many of the lines as fit into so many tokens, and how many are left out. */
export function capped(heading: string, lines: readonly string[], maxTokens: number): string {
  const shown = [heading];
  let left = maxTokens - estimateTokens(heading) - frame;
  for (const line of lines) {
    left -= estimateTokens(line);
    if (left < 0 && shown.length > 1) break;
    shown.push(line);
  }
  const hidden = lines.length + 1 - shown.length;
  return (hidden === 0 ? shown : [...shown, `… and ${hidden} more, left out for length`]).join('\n');
}
