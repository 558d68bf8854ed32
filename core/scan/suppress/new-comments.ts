import { lineIndex } from '../../kernel/text.ts';
import type { LineRange } from '../changes/changed-lines.ts';

/** What makes a comment suppress, ours and those for other tools. */
const markers = /sentrik(?=[-:])|nosec|nosem|NOSONAR|noqa|NOLINT|eslint-disable|gosec:disable|:skip=|\.io\/skip|gitleaks:allow/gi;

/** The text without what suppresses on these lines: markers become as many `_`, so that every place stays. The same text where there is none. */
export function withoutMarkers(text: string, changed: readonly LineRange[]): string {
  const lines = lineIndex(text);
  let masked = '';
  let at = 0;
  for (const { first, end } of changed) {
    const [from, to] = [lines.lineStart(first), Number.isFinite(end) ? lines.lineStart(end) : text.length];
    masked += text.slice(at, from) + text.slice(from, to).replace(markers, (marker) => '_'.repeat(marker.length));
    at = to;
  }
  return masked + text.slice(at);
}
