import type { JSX } from 'preact';
import { Classification, DetailSection } from '../findings/detail-pane.tsx';
import { useRested } from '../findings/detail-source.ts';
import { Trace } from '../findings/trace.tsx';
import { PageLink } from '../parts/link.tsx';
import { RefusalMessage, Skeleton } from '../parts/message.tsx';
import { InlineProse } from '../parts/prose.tsx';
import { SeverityBadge } from '../parts/severity.tsx';
import { useIsForeign } from '../state/rights.ts';
import type { FindingWire, ScanFindingDetail, ScanFindingWire } from '../wire.ts';
import { FindingCode } from './code.tsx';
import { Decision } from './decision.tsx';
import { ProposedFix } from './proposed-fix.tsx';
import { RuleHelp, useRule } from './rule-help.tsx';

interface TriageDetailProps {
  /** The finding as the list has it. */
  readonly known: ScanFindingWire;
  readonly decided: (finding: ScanFindingWire) => void;
}

/** Everything about one finding of the platform. What the list knows is there at once, the rest follows. */
export function TriageDetail({ known, decided }: TriageDetailProps): JSX.Element {
  const { id, repository_id: repository, file_path: file, line, rule_id: rule } = known;
  const { state, reload } = useRested<ScanFindingDetail>(`/v1/repositories/${repository}/findings/${id}`, '');
  const loaded = state.value;
  return (
    <article class="detail">
      <header class="detail-head">
        <SeverityBadge severity={known.severity} />
        <h2>{known.title}</h2>
        <p class="detail-place">
          <PageLink page="repository" query={{ id: repository, tab: 'source', file }} class="mono">
            {file}:{line}
          </PageLink>
          <RuleName id={rule} />
        </p>
      </header>
      <Decision finding={known} decided={decided} />
      {loaded.kind === 'loading' && <Skeleton lines={9} label="Loading the finding" />}
      {loaded.kind === 'refused' && <RefusalMessage refusal={loaded} retry={reload} />}
      {loaded.kind === 'ready' && <LoadedDetail finding={loaded.value} />}
    </article>
  );
}

/** Leads to the rule where the server shows its rules. */
function RuleName({ id }: { readonly id: string }): JSX.Element {
  if (useIsForeign()) return <span class="mono">{id}</span>;
  return (
    <PageLink page="rules" query={{ rule: id }} class="mono">
      {id}
    </PageLink>
  );
}

function LoadedDetail({ finding }: { readonly finding: ScanFindingDetail }): JSX.Element {
  const { detail, others } = finding;
  const rule = useRule(detail.rule_id);
  return (
    <>
      <p class="detail-message">
        <InlineProse text={detail.message} />
      </p>
      {!detail.is_obligation && <FindingCode finding={finding} />}
      {others.length > 0 && (
        <DetailSection title="Other places in the file">
          <ul class="place-list">
            {others.map((other) => (
              <Place key={other.fingerprint} finding={other} />
            ))}
          </ul>
        </DetailSection>
      )}
      {detail.trace !== undefined && detail.trace.length > 0 && (
        <DetailSection title="How the value gets there">
          <Trace steps={detail.trace} />
        </DetailSection>
      )}
      {detail.fix !== undefined && (
        <DetailSection title="Proposed fix">
          <ProposedFix found={finding} fix={detail.fix} />
        </DetailSection>
      )}
      <RuleHelp rule={rule} />
      <DetailSection title="Classification">
        <Classification finding={detail} references={rule.kind === 'ready' ? rule.value.references : []} />
      </DetailSection>
    </>
  );
}

function Place({ finding: { range, evidence } }: { readonly finding: FindingWire }): JSX.Element {
  return (
    <li>
      <span class="quiet">line {range.start_line}</span>
      <code>{evidence.snippet.split('\n')[0]}</code>
    </li>
  );
}
