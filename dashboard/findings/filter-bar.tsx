import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { severities, SeverityIcon, severityName } from '../parts/severity.tsx';
import type { Severity } from '../wire.ts';
import { type Facets, type FindingFilter, isFiltered, noFilter } from './filter.ts';

interface FilterBarProps {
  readonly filter: FindingFilter;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly facets: Facets;
  readonly grouped: boolean;
}

/** Chooses which findings the list shows and how. */
export function FilterBar({ filter, counts, facets, grouped }: FilterBarProps): JSX.Element {
  const { router } = useApp();
  return (
    <search class="filter-bar" aria-label="Filter findings">
      <SearchField label="Search findings" value={filter.text} change={(q) => router.choose({ q })} />
      <FileField value={filter.file} files={facets.files} />
      <select class="field" aria-label="Rule" value={filter.rule} onChange={(event) => router.choose({ rule: event.currentTarget.value })}>
        <option value="">All rules</option>
        {facets.rules.map(([id, title, count]) => (
          <option key={id} value={id}>
            {title} ({count})
          </option>
        ))}
        {filter.rule !== '' && !facets.rules.some(([id]) => id === filter.rule) && <option value={filter.rule}>{filter.rule} (0)</option>}
      </select>
      <select class="field" aria-label="Framework" value={filter.framework} onChange={(event) => router.choose({ framework: event.currentTarget.value })}>
        <option value="">All frameworks</option>
        {facets.frameworks.map(([id, count]) => (
          <option key={id} value={id}>
            {id} ({count})
          </option>
        ))}
      </select>
      <SeverityChoice chosen={filter.severities} counts={counts} />
      <button type="button" class="button toggle" aria-pressed={filter.fixable} onClick={() => router.choose({ fix: filter.fixable ? '' : '1' })}>
        <Icon name="wrench" />
        Has a fix
      </button>
      <button type="button" class="button quiet-button" disabled={!isFiltered(filter)} onClick={() => router.choose(noFilter)}>
        Clear
      </button>
      <fieldset class="segments" aria-label="Order">
        <button type="button" class="segment" aria-pressed={grouped} onClick={() => router.choose({ view: '' })}>
          By file
        </button>
        <button type="button" class="segment" aria-pressed={!grouped} onClick={() => router.choose({ view: 'flat' })}>
          By severity
        </button>
      </fieldset>
    </search>
  );
}

interface SeverityChoiceProps {
  readonly chosen: ReadonlySet<Severity>;
  readonly counts: Readonly<Record<Severity, number>>;
}

function SeverityChoice({ chosen, counts }: SeverityChoiceProps): JSX.Element {
  const { router } = useApp();
  const toggle = (severity: Severity) => {
    const next = severities.filter((each) => chosen.has(each) !== (each === severity));
    router.choose({ severity: next.join(',') });
  };
  return (
    <fieldset class="severity-choice" aria-label="Severity">
      {severities.map((severity) => (
        <button key={severity} type="button" class="button toggle" aria-pressed={chosen.has(severity)} onClick={() => toggle(severity)}>
          <SeverityIcon severity={severity} />
          {severityName[severity]}
          <span class="number">{counts[severity].toLocaleString('en')}</span>
        </button>
      ))}
    </fieldset>
  );
}

const mostSuggestions = 500;

function FileField({ value, files }: { readonly value: string; readonly files: readonly string[] }): JSX.Element {
  const { router } = useApp();
  const listId = useId();
  return (
    <>
      <input
        class="field"
        type="text"
        placeholder="Part of the path"
        aria-label="File"
        list={listId}
        spellcheck={false}
        value={value}
        onInput={(event) => router.choose({ file: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <datalist id={listId}>
        {files.slice(0, mostSuggestions).map((file) => (
          <option key={file} value={file} />
        ))}
      </datalist>
    </>
  );
}
