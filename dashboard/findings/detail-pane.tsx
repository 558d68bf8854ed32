import type { ComponentChildren, JSX } from 'preact';
import { PageLink, WebLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { InlineProse, Prose } from '../parts/prose.tsx';
import { SeverityBadge } from '../parts/severity.tsx';
import type { Loadable } from '../state/resource.ts';
import type { FindingDetail, FindingWire } from '../wire.ts';
import { CodeFrameView } from './code-frame.tsx';
import { useDetail } from './detail-source.ts';
import { FixSection } from './fix-section.tsx';
import { placeText } from './rows.ts';
import { Trace } from './trace.tsx';

interface DetailPaneProps {
  readonly id: string;
  /** The finding as the list has it; absent when the list does not. */
  readonly known: FindingWire | undefined;
}

/** Everything about one finding. What the list knows is there at once, the rest follows. */
export function FindingDetailPane({ id, known }: DetailPaneProps): JSX.Element {
  const { state, reload } = useDetail(id);
  const loaded = state.value;
  const finding = loaded.kind === 'ready' ? loaded.value.finding : known;
  if (finding === undefined) return <UnknownFinding loaded={loaded} reload={reload} />;
  const detail = loaded.kind === 'ready' ? loaded.value : undefined;
  return (
    <article class="detail">
      <header class="detail-head">
        <SeverityBadge severity={finding.severity} />
        <h2>{finding.title}</h2>
        <p class="detail-place">
          <span class="mono">{placeText(finding)}</span>
          <PageLink page="rules" query={{ rule: finding.rule_id }} class="mono">
            {finding.rule_id}
          </PageLink>
        </p>
      </header>
      <p class="detail-message">
        <InlineProse text={finding.message} />
      </p>
      <div class="detail-code">
        {loaded.kind === 'loading' && <Skeleton lines={9} label="Loading the code" />}
        {detail?.code_frame !== undefined && <CodeFrameView frame={detail.code_frame} finding={finding} />}
        {detail !== undefined && detail.code_frame === undefined && <p class="quiet">{noCodeText(finding)}</p>}
      </div>
      {loaded.kind === 'refused' && <RefusalMessage refusal={loaded} retry={reload} />}
      {finding.trace !== undefined && finding.trace.length > 0 && (
        <DetailSection title="How the value gets there">
          <Trace steps={finding.trace} />
        </DetailSection>
      )}
      {detail !== undefined && finding.fix !== undefined && detail.code_frame?.stale !== true && (
        <DetailSection title="Fix">
          <FixSection finding={finding} fix={finding.fix} preview={detail.fix_preview} />
        </DetailSection>
      )}
      {detail !== undefined && detail.help !== '' && (
        <DetailSection title="Why it matters and what to do">
          <Prose text={detail.help} />
        </DetailSection>
      )}
      {loaded.kind !== 'loading' && (
        <DetailSection title="Classification">
          <Classification finding={finding} references={detail?.references ?? []} />
        </DetailSection>
      )}
    </article>
  );
}

/** A titled part of a detail. */
export function DetailSection({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <section class="detail-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function UnknownFinding({ loaded, reload }: { readonly loaded: Loadable<FindingDetail>; readonly reload: () => void }): JSX.Element {
  if (loaded.kind !== 'refused') return <Skeleton lines={12} label="Loading the finding" />;
  if (loaded.status !== 404) return <RefusalMessage refusal={loaded} retry={reload} />;
  return (
    <Message icon="check" title="This finding is gone">
      <p>The last scan does not have it. It was repaired or suppressed, or its code has changed.</p>
    </Message>
  );
}

function noCodeText(finding: FindingWire): string {
  if (finding.is_obligation) return 'This is about the project as a whole, so there is no code to show.';
  return 'The code cannot be shown: the file is no longer there or cannot be read.';
}

interface ClassificationProps {
  readonly finding: FindingWire;
  readonly references: readonly string[];
}

/** What catalogues say of a finding, and how it is known. */
export function Classification({ finding, references }: ClassificationProps): JSX.Element {
  const { cwe, controls, confidence, pack, tags, fingerprint } = finding;
  return (
    <dl class="facts wide-facts">
      <Fact name="CWE">{cwe.length === 0 ? 'none' : cwe.map((id) => <CweLink key={id} id={id} />)}</Fact>
      {Object.entries(controls).map(([framework, ids]) => (
        <Fact key={framework} name={framework}>
          {ids.join(', ')}
        </Fact>
      ))}
      <Fact name="Confidence">{confidence.toLocaleString('en')} of 1</Fact>
      <Fact name="Pack">{pack}</Fact>
      {tags.length > 0 && <Fact name="Tags">{tags.join(', ')}</Fact>}
      <Fact name="Fingerprint">
        <span class="mono">{fingerprint}</span>
      </Fact>
      {references.length > 0 && (
        <Fact name="References">
          <ul class="plain-list">
            {references.map((reference) => (
              <li key={reference}>
                <WebLink href={reference}>{reference}</WebLink>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const cweNumber = /^CWE-(\d{1,5})$/;

/** The entry of the public weakness list. */
export function CweLink({ id }: { readonly id: string }): JSX.Element {
  const number = cweNumber.exec(id)?.[1];
  return <span class="inline-item">{number === undefined ? id : <WebLink href={`https://cwe.mitre.org/data/definitions/${number}.html`}>{id}</WebLink>}</span>;
}
