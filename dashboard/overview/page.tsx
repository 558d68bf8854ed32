import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ScanControl, ScanTime } from '../parts/scan-control.tsx';
import { agoText, countOf, durationText } from '../parts/words.ts';
import type { LastScan } from '../state/last-scan.ts';
import type { Loadable } from '../state/resource.ts';
import { CoverageCard } from './coverage-card.tsx';
import { ProblemCard } from './problem-card.tsx';
import { FileRanking, RuleRanking } from './rankings.tsx';
import { ScanCard } from './scan-card.tsx';
import { SeverityCard } from './severity-card.tsx';
import { SkipCard } from './skip-card.tsx';

/** What the last scan found, what it covered and what it did not check. */
export function OverviewPage(): JSX.Element {
  const { lastScan, rules } = useApp();
  useEffect(() => {
    lastScan.need();
    rules.need();
  }, [lastScan, rules]);
  const state = lastScan.state.value;
  return (
    <div class="page">
      <PageHead title="Overview" note={<OverviewNote state={state} />}>
        <ScanControl />
      </PageHead>
      <OverviewBody state={state} />
    </div>
  );
}

function OverviewNote({ state }: { readonly state: Loadable<LastScan> }): JSX.Element | null {
  const { now } = useApp();
  if (state.kind !== 'ready') return null;
  const { metrics } = state.value;
  return (
    <>
      Last scan <ScanTime at={metrics.scanned_at} text={agoText(Date.parse(metrics.scanned_at), now.value)} />: {countOf(metrics.files_scanned, 'file')},{' '}
      {countOf(metrics.lines_scanned, 'line')}, {durationText(metrics.total_duration_ms)}
    </>
  );
}

function OverviewBody({ state }: { readonly state: Loadable<LastScan> }): JSX.Element {
  const { lastScan } = useApp();
  if (state.kind === 'loading') return <OverviewSkeleton />;
  if (state.kind === 'refused')
    return state.status === 404 ? <NoScan detail={state.detail} /> : <RefusalMessage refusal={state} retry={() => void lastScan.reload()} />;
  const { metrics, findings } = state.value;
  return (
    <div class="cards">
      <SeverityCard metrics={metrics} />
      <CoverageCard score={metrics.compliance_score} />
      <ScanCard metrics={metrics} />
      {findings.length > 0 && <RuleRanking metrics={metrics} findings={findings} />}
      {findings.length > 0 && <FileRanking findings={findings} />}
      <SkipCard skipped={metrics.skipped} />
      <ProblemCard />
    </div>
  );
}

/** What to do in a project that has never been scanned. */
export function NoScan({ detail }: { readonly detail: string }): JSX.Element {
  return (
    <Message icon="findings" title="No scan yet">
      <p>{detail}.</p>
      <p>
        Press “Scan now”, or run <code>sentrik scan</code> in the project.
      </p>
    </Message>
  );
}

function OverviewSkeleton(): JSX.Element {
  return (
    <div class="cards">
      {['severities', 'coverage', 'scan'].map((name) => (
        <section key={name} class="card">
          <Skeleton lines={7} label="Loading the last scan" />
        </section>
      ))}
    </div>
  );
}
