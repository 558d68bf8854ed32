import type { JSX } from 'preact';
import { durationText, percentText } from '../parts/words.ts';
import type { ScanMetrics } from '../wire.ts';
import { Card } from '../parts/card.tsx';
import { FactList } from '../parts/facts.tsx';

/** What the last scan read and how long it took. */
export function ScanCard({ metrics }: { readonly metrics: ScanMetrics }): JSX.Element {
  const languages = Object.entries(metrics.files_by_language).toSorted(([, left], [, right]) => right - left);
  const facts: readonly (readonly [string, string])[] = [
    ['Finished', new Date(metrics.scanned_at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })],
    ['Files', metrics.files_scanned.toLocaleString('en')],
    ['Lines', metrics.lines_scanned.toLocaleString('en')],
    ['Duration', durationText(metrics.total_duration_ms)],
    ['Threads', String(metrics.parallel_workers)],
    ['Suppressed', suppressedText(metrics)],
    ['Languages', languages.length === 0 ? 'none' : languages.map(([language, files]) => `${language} ${files.toLocaleString('en')}`).join(', ')],
  ];
  return (
    <Card title="Last scan" class="scan-card">
      <FactList facts={facts} />
    </Card>
  );
}

function suppressedText({ suppressed_count: count, false_positive_rate: share }: ScanMetrics): string {
  return count === 0 ? 'none' : `${count.toLocaleString('en')} (${percentText(share)} of all)`;
}
