import type { JSX } from 'preact';
import { Bar } from '../parts/bar.tsx';
import { PageLink } from '../parts/link.tsx';
import { severities, SeverityIcon, severityName } from '../parts/severity.tsx';
import { countOf } from '../parts/words.ts';
import type { ScanMetrics, Severity } from '../wire.ts';
import { Card } from '../parts/card.tsx';

/** How many findings there are of each severity; each row leads to them. */
export function SeverityCard({ metrics }: { readonly metrics: ScanMetrics }): JSX.Element {
  const counts = severities.map((severity) => ({ severity, count: metrics.findings_by_severity[severity] ?? 0 }));
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const { blocking_findings: blocking } = metrics.compliance_score;
  return (
    <Card title="Findings" class="severity-card">
      <p class="figure">
        <span class="figure-number">{metrics.total_findings.toLocaleString('en')}</span> {metrics.total_findings === 0 ? emptyText : gateText(blocking)}
      </p>
      <ul class="severity-bars">
        {counts.map(({ severity, count }) => (
          <SeverityRow key={severity} severity={severity} count={count} most={most} />
        ))}
      </ul>
    </Card>
  );
}

const emptyText = 'No findings among the rules that were applied.';

function gateText(blocking: number): string {
  return blocking === 0
    ? 'None has a severity that fails the gate.'
    : `${blocking.toLocaleString('en')} ${blocking === 1 ? 'has' : 'have'} a severity that fails the gate.`;
}

interface SeverityRowProps {
  readonly severity: Severity;
  readonly count: number;
  readonly most: number;
}

function SeverityRow({ severity, count, most }: SeverityRowProps): JSX.Element {
  const name = severityName[severity];
  return (
    <li>
      <PageLink page="findings" query={{ severity }} class="severity-row" label={`${name}: ${countOf(count, 'finding')}`}>
        <SeverityIcon severity={severity} />
        <span>{name}</span>
        <Bar parts={[{ name, value: count, class: severity }]} whole={most} />
        <span class="number">{count.toLocaleString('en')}</span>
      </PageLink>
    </li>
  );
}
