import type { Files } from '../kernel/context.ts';
import { baseName, insideRoot } from '../kernel/path.ts';

/** The file of the output folder that says when a scan was and what it took: every scan writes it. */
export const metricsFile = 'scan_metrics.json';

/** What a scan took that found nothing changed since the last one. */
export interface Repetition {
  /** ISO time. */
  readonly scannedAt: string;
  readonly milliseconds: number;
}

/** Fields of the metrics that tell of the scan itself. */
export function repeatedFields({ scannedAt, milliseconds }: Repetition) {
  const rounded = Math.round(milliseconds * 100) / 100;
  return { scanned_at: scannedAt, total_duration_ms: rounded, timings_ms: { recall: rounded }, parallel_workers: 1 };
}

/** The same as a gate tells it. */
export function repeatedCosts(repetition: Repetition) {
  const { total_duration_ms: duration_ms, timings_ms, parallel_workers: threads } = repeatedFields(repetition);
  return { duration_ms, timings_ms, threads };
}

/** Tells this scan in the metrics among the files that the last one wrote; false when they are not there as a scan leaves them. */
export function refreshMetrics(files: Files, written: readonly string[], repetition: Repetition): boolean {
  const name = written.find((path) => baseName(path) === metricsFile);
  if (name === undefined) return true;
  const path = insideRoot(files.root, name);
  try {
    const metrics: unknown = JSON.parse(new TextDecoder().decode(files.read(path)));
    if (typeof metrics !== 'object' || metrics === null || !('scanned_at' in metrics)) return false;
    files.write(path, `${JSON.stringify({ ...metrics, ...repeatedFields(repetition) }, null, 2)}\n`);
    return true;
  } catch {
    return false;
  }
}
