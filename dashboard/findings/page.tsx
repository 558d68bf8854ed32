import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { NoScan } from '../overview/page.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ScanControl } from '../parts/scan-control.tsx';
import { countOf } from '../parts/words.ts';
import type { LastScan } from '../state/last-scan.ts';
import { FindingDetailPane } from './detail-pane.tsx';
import { filterFindings, isFiltered, noFilter, readFacets, readFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { FindingRow } from './finding-row.tsx';
import { toRows } from './rows.ts';

/** The findings of the last scan, to filter, read and repair. */
export function FindingsPage(): JSX.Element {
  const { lastScan } = useApp();
  useEffect(() => lastScan.need(), [lastScan]);
  const state = lastScan.state.value;
  if (state.kind === 'ready') return <LoadedFindings lastScan={state.value} />;
  return (
    <div class="page">
      <PageHead title="Findings" note="">
        <ScanControl />
      </PageHead>
      {state.kind === 'loading' && <Skeleton lines={12} label="Loading the findings" />}
      {state.kind === 'refused' &&
        (state.status === 404 ? <NoScan detail={state.detail} /> : <RefusalMessage refusal={state} retry={() => void lastScan.reload()} />)}
    </div>
  );
}

function LoadedFindings({ lastScan }: { readonly lastScan: LastScan }): JSX.Element {
  const { router } = useApp();
  const { query } = router.route.value;
  const { findings, total } = lastScan;
  const { severity, rule, file, framework, q, fix } = query;
  const filter = useMemo(() => readFilter(query), [severity, rule, file, framework, q, fix]);
  const filtered = useMemo(() => filterFindings(findings, filter), [findings, filter]);
  const facets = useMemo(() => readFacets(findings), [findings]);
  const grouped = query.view !== 'flat';
  const rows = useMemo(() => toRows(filtered.shown, grouped), [filtered, grouped]);
  const chosen = query.finding;
  const known = findings.find(({ fingerprint }) => fingerprint === chosen);
  return (
    <ListPage
      listLabel="Findings"
      rows={rows}
      chosen={chosen}
      choose={(finding) => router.choose({ finding })}
      render={(finding) => <FindingRow finding={finding} withFile={!grouped} />}
      head={
        <>
          <PageHead title="Findings" note={noteText(filtered.shown.length, findings.length, total)}>
            <ScanControl />
          </PageHead>
          <FilterBar filter={filter} counts={filtered.counts} facets={facets} grouped={grouped} />
        </>
      }
      empty={<EmptyList isFiltered={isFiltered(filter)} />}
      detail={chosen === undefined ? undefined : <FindingDetailPane key={chosen} id={chosen} known={known} />}
      detailLabel="Finding"
      hint="Choose a finding to see its code, why it matters and how to repair it."
    />
  );
}

function noteText(shown: number, loaded: number, total: number): string {
  const part = shown === loaded ? countOf(loaded, 'finding') : `${shown.toLocaleString('en')} of ${countOf(loaded, 'finding')}`;
  return loaded < total ? `${part}; the scan has ${total.toLocaleString('en')}, and only the first ${loaded.toLocaleString('en')} are loaded here` : part;
}

function EmptyList({ isFiltered: filtered }: { readonly isFiltered: boolean }): JSX.Element {
  const { router } = useApp();
  if (!filtered) {
    return (
      <Message icon="check" title="No findings">
        <p>No findings among the rules that were applied. The overview shows which rules were evaluated and what was not checked.</p>
      </Message>
    );
  }
  return (
    <Message icon="search" title="No finding passes the filter">
      <button type="button" class="button" onClick={() => router.choose(noFilter)}>
        Remove the filter
      </button>
    </Message>
  );
}
