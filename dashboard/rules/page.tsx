import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { ListPage } from '../parts/list-page.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { severities, SeverityIcon, severityName } from '../parts/severity.tsx';
import { countOf } from '../parts/words.ts';
import type { RuleList, RuleSummaryWire } from '../wire.ts';
import { noRuleFilter, type RuleFilter, readRuleFilter, ruleRows } from './filter.ts';
import { RuleDetailPane } from './detail-pane.tsx';

/** The rules that are on for this project, with their help and examples. */
export function RulesPage(): JSX.Element {
  const { rules } = useApp();
  useEffect(() => rules.need(), [rules]);
  const state = rules.state.value;
  if (state.kind === 'ready') return <LoadedRules list={state.value} />;
  return (
    <div class="page">
      <PageHead title="Rules" note="" />
      {state.kind === 'loading' ? <Skeleton lines={12} label="Loading the rules" /> : <RefusalMessage refusal={state} retry={() => void rules.reload()} />}
    </div>
  );
}

function LoadedRules({ list }: { readonly list: RuleList }): JSX.Element {
  const { router } = useApp();
  const { query } = router.route.value;
  const { q, pack, language, severity } = query;
  const filter = useMemo(() => readRuleFilter(query), [q, pack, language, severity]);
  const rows = useMemo(() => ruleRows(list.rules, filter), [list, filter]);
  const shown = rows.filter(({ kind }) => kind === 'option').length;
  const chosen = query.rule;
  return (
    <ListPage
      listLabel="Rules"
      rows={rows}
      chosen={chosen}
      choose={(rule) => router.choose({ rule })}
      render={(rule) => <RuleRow rule={rule} />}
      head={
        <>
          <PageHead
            title="Rules"
            note={shown === list.total ? `${countOf(list.total, 'rule')} on for this project` : `${shown} of ${countOf(list.total, 'rule')}`}
          />
          <RuleFilterBar filter={filter} rules={list.rules} />
        </>
      }
      empty={<EmptyRules isFiltered={list.total > 0} />}
      detail={chosen === undefined ? undefined : <RuleDetailPane key={chosen} id={chosen} />}
      detailLabel="Rule"
      hint="Choose a rule to see what it looks for, why, and examples."
    />
  );
}

function RuleRow({ rule }: { readonly rule: RuleSummaryWire }): JSX.Element {
  const { severity, name, id, languages } = rule;
  return (
    <>
      <SeverityIcon severity={severity} />
      <span class="row-text">
        <span class="row-title" title={name}>
          <span class="visually-hidden">{severityName[severity]}: </span>
          {name}
        </span>
        <span class="row-note">
          <span class="mono">{id}</span>
          <span class="row-rule">{languages.join(', ')}</span>
        </span>
      </span>
    </>
  );
}

function EmptyRules({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element {
  const { router } = useApp();
  if (!isFiltered) {
    return (
      <Message icon="rules" title="No rules are on">
        <p>
          Turn a pack on with <code>sentrik add-pack</code>; the packs page lists them.
        </p>
      </Message>
    );
  }
  return (
    <Message icon="search" title="No rule passes the filter">
      <button type="button" class="button" onClick={() => router.choose(noRuleFilter)}>
        Remove the filter
      </button>
    </Message>
  );
}

interface RuleFilterBarProps {
  readonly filter: RuleFilter;
  readonly rules: readonly RuleSummaryWire[];
}

function RuleFilterBar({ filter, rules }: RuleFilterBarProps): JSX.Element {
  const { router } = useApp();
  const packs = useMemo(() => sortedSet(rules.map((rule) => rule.pack)), [rules]);
  const languages = useMemo(() => sortedSet(rules.flatMap((rule) => rule.languages)), [rules]);
  return (
    <search class="filter-bar" aria-label="Filter rules">
      <SearchField label="Search rules" value={filter.text} change={(q) => router.choose({ q })} />
      <Choice label="Pack" all="All packs" value={filter.pack} options={packs} change={(pack) => router.choose({ pack })} />
      <Choice label="Language" all="All languages" value={filter.language} options={languages} change={(language) => router.choose({ language })} />
      <Choice label="Severity" all="All severities" value={filter.severity} options={severities} change={(severity) => router.choose({ severity })} />
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly change: (value: string) => void;
}

function Choice({ label, all, value, options, change }: ChoiceProps): JSX.Element {
  return (
    <select class="field" aria-label={label} value={value} onChange={(event) => change(event.currentTarget.value)}>
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}

function sortedSet(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted((left, right) => left.localeCompare(right));
}
