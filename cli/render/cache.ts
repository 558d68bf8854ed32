import type { z } from 'zod';
import type { cacheInfo, clearCache } from '../../core/scan/cache.ops.ts';
import { plainLine } from './plain.ts';
import { counted } from './summary.ts';

/** One line per entry, then the sum. */
export function renderCacheInfo({ enabled, entries, total_bytes: total }: z.output<typeof cacheInfo.output>): string {
  const rows = entries.map(({ name, bytes, written_at: writtenAt }) => `${size(bytes).padStart(10)}  ${writtenAt}  ${plainLine(name)}\n`);
  const off = enabled ? '' : 'Results are not kept in this project: the setting cache is off, or there is no place for them\n';
  if (entries.length === 0) return `${off}Nothing is kept of earlier scans\n`;
  return `${off}${rows.join('')}${counted(entries.length, 'file')}, ${size(total)}\n`;
}

/** What was forgotten. */
export function renderCleared({ removed, bytes }: z.output<typeof clearCache.output>): string {
  return removed === 0 ? 'There was nothing to forget\n' : `Removed ${counted(removed, 'file')}, ${size(bytes)}\n`;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
