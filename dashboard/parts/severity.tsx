import type { JSX } from 'preact';
import type { Severity } from '../wire.ts';

/** Worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

export const severityName: Readonly<Record<Severity, string>> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'Info' };

const shape: Readonly<Record<Severity, string>> = {
  critical: 'M5 1h6l4 4v6l-4 4H5l-4-4V5zM7.1 4v5h1.8V4zM7.1 10.400v1.800h1.800v-1.800z',
  high: 'M8 1.600L15.200 14.200H.8zM7.200 6v4h1.600V6zM7.200 11.200v1.500h1.600v-1.500z',
  medium: 'M8 1l7 7-7 7-7-7z',
  low: 'M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11z',
  info: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zm0 1.600a4.400 4.400 0 1 0 0 8.800 4.400 4.400 0 0 0 0-8.800zM7.300 7.200h1.400v4H7.300zM7.300 4.900h1.400v1.400H7.300z',
};

/** The sign of a severity: each has its own shape, so that colour is never the only difference. */
export function SeverityIcon({ severity }: { readonly severity: Severity }): JSX.Element {
  return (
    <svg class={`severity-icon ${severity}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
      <path fill-rule="evenodd" d={shape[severity]} />
    </svg>
  );
}

/** Sign and name of a severity. */
export function SeverityBadge({ severity }: { readonly severity: Severity }): JSX.Element {
  return (
    <span class={`badge ${severity}`}>
      <SeverityIcon severity={severity} />
      {severityName[severity]}
    </span>
  );
}
