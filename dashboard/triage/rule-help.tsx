import type { JSX } from 'preact';
import { DetailSection } from '../findings/detail-pane.tsx';
import { Skeleton } from '../parts/message.tsx';
import { Prose } from '../parts/prose.tsx';
import type { Refusal } from '../state/api.ts';
import type { Loadable } from '../state/resource.ts';
import { useIsForeign } from '../state/rights.ts';
import { useLoaded } from '../state/use-loaded.ts';
import type { RuleDetailWire } from '../wire.ts';

const closed: Refusal = { kind: 'refused', status: 403, detail: "The server shows its rules to its main workspace's members." };

/** What the server knows of a rule. */
export function useRule(id: string): Loadable<RuleDetailWire> {
  const isForeign = useIsForeign();
  const rule = useLoaded(`rule ${id} ${String(isForeign)}`, (api) =>
    isForeign ? Promise.resolve(closed) : api.get<RuleDetailWire>(`/rules/${encodeURIComponent(id)}`),
  );
  return rule.state.value;
}

/** Why what a rule finds matters and what to do about it; where that is not known here, why not. */
export function RuleHelp({ rule }: { readonly rule: Loadable<RuleDetailWire> }): JSX.Element | null {
  if (rule.kind === 'ready' && rule.value.help === '') return null;
  return (
    <DetailSection title="Why it matters and what to do">
      {rule.kind === 'loading' && <Skeleton lines={4} label="Loading the help" />}
      {rule.kind === 'refused' && <p class="quiet">{noHelpText(rule)}</p>}
      {rule.kind === 'ready' && <Prose text={rule.value.help} />}
    </DetailSection>
  );
}

function noHelpText({ status, detail }: Refusal): string {
  return status === 404 ? 'The server has no help about this rule: it came with the repository, or the rule was removed.' : `There is no help here. ${detail}`;
}
