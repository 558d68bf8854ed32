import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { ListPage } from '../parts/list-page.tsx';
import { type ListRow, stepOption } from '../parts/list-window.ts';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { SeverityIcon, severityName } from '../parts/severity.tsx';
import type { Resource } from '../state/resource.ts';
import { useLoaded } from '../state/use-loaded.ts';
import type { ScanFindingWire } from '../wire.ts';
import { TriageDetail } from './detail.tsx';
import { filterFindings, isFiltered, noFilter, readFilter } from './filter.ts';
import { TriageFilterBar } from './filter-bar.tsx';
import { type LoadedFindings, loadFindings } from './load.ts';

interface TriagePageProps {
  /** Address of the findings of a repository or of a project. */
  readonly path: string;
  /** What stands above the list. */
  readonly head: ComponentChildren;
  /** Names of repositories by their ids, where the findings are of several. */
  readonly names?: ReadonlyMap<string, string>;
}

const noNames: ReadonlyMap<string, string> = new Map();

/** Findings of the newest scans, to read and to decide on. */
export function TriagePage({ path, head, names = noNames }: TriagePageProps): JSX.Element {
  const findings = useLoaded(path, (api) => loadFindings(api, path));
  const state = findings.state.value;
  if (state.kind === 'ready') return <FindingList loaded={state.value} resource={findings} head={head} names={names} />;
  return (
    <div class="page">
      {head}
      {state.kind === 'loading' && <Skeleton lines={12} label="Loading the findings" />}
      {state.kind === 'refused' && <RefusalMessage refusal={state} retry={() => void findings.reload()} />}
    </div>
  );
}

interface FindingListProps extends Required<Pick<TriagePageProps, 'head' | 'names'>> {
  readonly loaded: LoadedFindings;
  readonly resource: Resource<LoadedFindings>;
}

function FindingList({ loaded: { items: findings, isCut }, resource, head, names }: FindingListProps): JSX.Element {
  const { router } = useApp();
  const { query } = router.route.value;
  const { severity, status, q, finding: chosen } = query;
  const filter = useMemo(() => readFilter(query), [severity, status, q]);
  const filtered = useMemo(() => filterFindings(findings, filter), [findings, filter]);
  const rows = useMemo(() => filtered.shown.map(toRow), [filtered]);
  const known = findings.find(({ id }) => id === chosen);
  const decided = (changed: ScanFindingWire) => {
    const next = stepOption(rows, changed.id, 1);
    const all = findings.map((each) => (each.id === changed.id ? { ...each, status: changed.status, status_reason: changed.status_reason } : each));
    resource.set({ items: all, isCut });
    // Somebody who goes through a list of open findings is led on to the next one.
    const isStillShown = filter.statuses.size === 0 || filter.statuses.has(changed.status);
    if (!isStillShown && router.route.value.query.finding === changed.id) router.choose({ finding: next === changed.id ? '' : (next ?? '') });
  };
  return (
    <ListPage
      listLabel="Findings"
      rows={rows}
      chosen={chosen}
      choose={(finding) => router.choose({ finding })}
      render={(finding) => <FindingRow finding={finding} repositoryName={names.get(finding.repository_id)} />}
      head={
        <>
          {head}
          <TriageFilterBar filter={filter} filtered={filtered} />
          {isCut && <CutNote loaded={findings.length} />}
        </>
      }
      empty={<EmptyList isFiltered={isFiltered(filter)} />}
      detail={known === undefined ? undefined : <TriageDetail key={known.id} known={known} decided={decided} />}
      detailLabel="Finding"
      hint="Choose a finding to see its code and to say what is to be thought of it."
    />
  );
}

/** A list that ends early looks complete, and a filter over it as if nothing else fitted. */
function CutNote({ loaded }: { readonly loaded: number }): JSX.Element {
  return (
    <p class="warning" role="status">
      There are more findings than these {loaded.toLocaleString('en')}, which are the first by path; the filter looks at them alone. The documents of a scan
      have all of its findings.
    </p>
  );
}

function toRow(finding: ScanFindingWire): ListRow<ScanFindingWire> {
  return { kind: 'option', key: finding.id, value: finding };
}

interface FindingRowProps {
  readonly finding: ScanFindingWire;
  readonly repositoryName: string | undefined;
}

function FindingRow({ finding, repositoryName }: FindingRowProps): JSX.Element {
  const { severity, title, file_path: file, line, occurrences, status } = finding;
  return (
    <>
      <SeverityIcon severity={severity} />
      <span class="row-text">
        <span class="row-title" title={title}>
          <span class="visually-hidden">{severityName[severity]}: </span>
          {title}
        </span>
        <span class="row-note">
          <span class="mono">
            {file}:{line}
          </span>
          {repositoryName !== undefined && <span>{repositoryName}</span>}
          {occurrences > 1 && <span>{occurrences} places</span>}
        </span>
      </span>
      {status !== 'open' && <span class="tag">{status}</span>}
    </>
  );
}

function EmptyList({ isFiltered: filtered }: { readonly isFiltered: boolean }): JSX.Element {
  const { router } = useApp();
  if (!filtered) {
    return (
      <Message icon="check" title="No findings">
        <p>There is no scan yet, or the newest one has found nothing with the rules that it applied.</p>
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
