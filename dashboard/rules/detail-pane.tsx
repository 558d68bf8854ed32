import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { CweLink, DetailSection } from '../findings/detail-pane.tsx';
import { PageLink, WebLink } from '../parts/link.tsx';
import { RefusalMessage, Skeleton } from '../parts/message.tsx';
import { CodeBlock, InlineProse, Prose } from '../parts/prose.tsx';
import { SeverityBadge } from '../parts/severity.tsx';
import { countOf } from '../parts/words.ts';
import type { Loadable } from '../state/resource.ts';
import type { RuleDetailWire } from '../wire.ts';

/** Everything about one rule. */
export function RuleDetailPane({ id }: { readonly id: string }): JSX.Element {
  const { api, session } = useApp();
  const state = useSignal<Loadable<RuleDetailWire>>({ kind: 'loading' });
  const round = useSignal(0);
  const hasKey = session.hasKey.value;
  const turn = round.value;
  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      const answer = await api.get<RuleDetailWire>(`/rules/${encodeURIComponent(id)}`, abort.signal);
      if (!abort.signal.aborted) state.value = answer.kind === 'ok' ? { kind: 'ready', value: answer.value } : answer;
    };
    void load();
    return () => abort.abort();
  }, [api, id, hasKey, turn]);
  if (state.value.kind === 'loading') return <Skeleton lines={12} label="Loading the rule" />;
  if (state.value.kind === 'refused') {
    return (
      <RefusalMessage
        refusal={state.value}
        retry={() => {
          round.value += 1;
        }}
      />
    );
  }
  return <RuleArticle rule={state.value.value} />;
}

function RuleArticle({ rule }: { readonly rule: RuleDetailWire }): JSX.Element {
  return (
    <article class="detail">
      <header class="detail-head">
        <SeverityBadge severity={rule.severity} />
        <h2>{rule.name}</h2>
        <p class="detail-place">
          <span class="mono">{rule.id}</span>
          <RuleFindings id={rule.id} />
        </p>
      </header>
      <p class="detail-message">
        <InlineProse text={rule.message} />
      </p>
      {rule.help !== '' && (
        <DetailSection title="Why it matters and what to do">
          <Prose text={rule.help} />
        </DetailSection>
      )}
      {rule.examples.length > 0 && (
        <DetailSection title="Examples">
          <Examples examples={rule.examples} />
        </DetailSection>
      )}
      <DetailSection title="Classification">
        <RuleFacts rule={rule} />
      </DetailSection>
    </article>
  );
}

function RuleFindings({ id }: { readonly id: string }): JSX.Element | null {
  const { lastScan } = useApp();
  const state = lastScan.state.value;
  if (state.kind !== 'ready') return null;
  const count = state.value.metrics.findings_by_rule[id] ?? 0;
  if (count === 0) return <span class="quiet">no finding in the last scan</span>;
  return (
    <PageLink page="findings" query={{ rule: id }}>
      {countOf(count, 'finding')} in the last scan
    </PageLink>
  );
}

function Examples({ examples }: { readonly examples: RuleDetailWire['examples'] }): JSX.Element {
  return (
    <>
      {examples.map(({ bad, good, fixed, language }, index) => (
        <div key={index} class="example">
          {bad !== undefined && <ExampleCode kind="bad" title={language === undefined ? 'Found' : `Found (${language})`} text={bad} />}
          {fixed !== undefined && <ExampleCode kind="good" title="After the fix" text={fixed} />}
          {good !== undefined && <ExampleCode kind="good" title={language === undefined ? 'Not found' : `Not found (${language})`} text={good} />}
        </div>
      ))}
    </>
  );
}

interface ExampleCodeProps {
  readonly kind: 'bad' | 'good';
  readonly title: string;
  readonly text: string;
}

function ExampleCode({ kind, title, text }: ExampleCodeProps): JSX.Element {
  return (
    <figure class={`example-code ${kind}`}>
      <figcaption>{title}</figcaption>
      <CodeBlock text={text.replace(/\n$/, '')} label={title} />
    </figure>
  );
}

function RuleFacts({ rule }: { readonly rule: RuleDetailWire }): JSX.Element {
  const facts: readonly (readonly [string, string])[] = [
    ...Object.entries(rule.controls).map(([framework, ids]) => [framework, ids.join(', ')] as const),
    ['Languages', rule.languages.join(', ')],
    ['Confidence', rule.confidence],
    ['Kind', rule.type],
    ['Fix', rule.has_fix ? 'yes' : 'no'],
    ['Pack', rule.pack],
    ['Tags', rule.tags.join(', ') || 'none'],
  ];
  return (
    <dl class="facts wide-facts">
      <div>
        <dt>CWE</dt>
        <dd>{rule.cwe.length === 0 ? 'none' : rule.cwe.map((id) => <CweLink key={id} id={id} />)}</dd>
      </div>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {rule.references.length > 0 && (
        <div>
          <dt>References</dt>
          <dd>
            <ul class="plain-list">
              {rule.references.map((reference) => (
                <li key={reference}>
                  <WebLink href={reference}>{reference}</WebLink>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
    </dl>
  );
}
