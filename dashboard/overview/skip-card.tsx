import type { JSX } from 'preact';
import { countOf } from '../parts/words.ts';
import type { ScanMetrics } from '../wire.ts';
import { Card } from '../parts/card.tsx';

type Skip = ScanMetrics['skipped'][number];

const mostShown = 200;

/** What the last scan did not check, and why. */
export function SkipCard({ skipped }: { readonly skipped: readonly Skip[] }): JSX.Element {
  const reasons = groupByReason(skipped);
  return (
    <Card title="Not checked" class="wide-card" aside={skipped.length > 0 && <span class="aside">{countOf(skipped.length, 'place')}</span>}>
      {reasons.length === 0 ? (
        <p class="quiet">The scan skipped no file that it was asked to read. Files that .gitignore or the configuration leave out are not counted here.</p>
      ) : (
        <div class="skip-groups">
          {reasons.map(([reason, places]) => (
            <SkipGroup key={reason} reason={reason} places={places} />
          ))}
        </div>
      )}
    </Card>
  );
}

function SkipGroup({ reason, places }: { readonly reason: string; readonly places: readonly Skip[] }): JSX.Element {
  return (
    <details class="skip-group" open={places.length <= 3}>
      <summary>
        <span class="skip-reason">{reason}</span>
        <span class="number">{places.length.toLocaleString('en')}</span>
      </summary>
      <ul>
        {places.slice(0, mostShown).map(({ path, message }, index) => (
          <li key={index}>
            <span class="mono">{path}</span>
            <span class="quiet">{message}</span>
          </li>
        ))}
        {places.length > mostShown && <li class="quiet">and {countOf(places.length - mostShown, 'more place')}; all are in scan_metrics.json</li>}
      </ul>
    </details>
  );
}

function groupByReason(skipped: readonly Skip[]): readonly (readonly [string, readonly Skip[]])[] {
  const groups = new Map<string, Skip[]>();
  for (const skip of skipped) {
    const group = groups.get(skip.reason);
    if (group === undefined) groups.set(skip.reason, [skip]);
    else group.push(skip);
  }
  return [...groups].toSorted(([, left], [, right]) => right.length - left.length);
}
