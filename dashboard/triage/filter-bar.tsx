import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { SearchField } from '../parts/search-field.tsx';
import { severities, SeverityIcon, severityName } from '../parts/severity.tsx';
import { type Filtered, isFiltered, noFilter, statuses, type TriageFilter } from './filter.ts';
import { statusName } from './status.ts';

interface TriageFilterBarProps {
  readonly filter: TriageFilter;
  readonly filtered: Filtered;
}

/** Chooses which findings the list shows. */
export function TriageFilterBar({ filter, filtered }: TriageFilterBarProps): JSX.Element {
  const { router } = useApp();
  return (
    <search class="filter-bar triage-filter" aria-label="Filter findings">
      <SearchField label="Search findings" value={filter.text} change={(q) => router.choose({ q })} />
      <fieldset class="severity-choice" aria-label="State">
        {statuses.map((status) => (
          <button
            key={status}
            type="button"
            class="button toggle"
            aria-pressed={filter.statuses.has(status)}
            onClick={() => router.choose({ status: toggled(statuses, filter.statuses, status) })}
          >
            {statusName[status]}
            <span class="number">{filtered.byStatus[status].toLocaleString('en')}</span>
          </button>
        ))}
      </fieldset>
      <fieldset class="severity-choice" aria-label="Severity">
        {severities.map((severity) => (
          <button
            key={severity}
            type="button"
            class="button toggle"
            aria-pressed={filter.severities.has(severity)}
            onClick={() => router.choose({ severity: toggled(severities, filter.severities, severity) })}
          >
            <SeverityIcon severity={severity} />
            {severityName[severity]}
            <span class="number">{filtered.bySeverity[severity].toLocaleString('en')}</span>
          </button>
        ))}
      </fieldset>
      <button type="button" class="button quiet-button" disabled={!isFiltered(filter)} onClick={() => router.choose(noFilter)}>
        Clear
      </button>
    </search>
  );
}

/** The choice with one of its members put in or taken out, as the address has it. */
function toggled<T extends string>(all: readonly T[], chosen: ReadonlySet<T>, one: T): string {
  return all.filter((each) => chosen.has(each) !== (each === one)).join(',');
}
