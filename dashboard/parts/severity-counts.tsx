import type { JSX } from 'preact';
import type { Severity } from '../wire.ts';
import { severities, SeverityIcon, severityName } from './severity.tsx';

/** How many there are of each severity, without those of which there are none. */
export function SeverityCounts({ counts }: { readonly counts: Readonly<Partial<Record<Severity, number>>> }): JSX.Element {
  const present = severities.filter((severity) => (counts[severity] ?? 0) > 0);
  if (present.length === 0) return <span class="quiet">none</span>;
  return (
    <ul class="severity-counts">
      {present.map((severity) => (
        <li key={severity} title={severityName[severity]}>
          <SeverityIcon severity={severity} />
          {(counts[severity] ?? 0).toLocaleString('en')}
          <span class="visually-hidden"> {severityName[severity]}</span>
        </li>
      ))}
    </ul>
  );
}
