import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useApp, useShortcuts } from '../app-context.ts';
import { FormDialog, TextField, useSubmission } from '../parts/form.tsx';
import { useDenial } from '../state/rights.ts';
import { useToggle } from '../state/use-toggle.ts';
import type { FindingStatus, ScanFindingWire } from '../wire.ts';
import { statuses } from './filter.ts';
import { statusName } from './status.ts';

interface DecisionProps {
  readonly finding: ScanFindingWire;
  readonly decided: (finding: ScanFindingWire) => void;
}

const keyOf: Readonly<Record<FindingStatus, string>> = { open: 'o', confirmed: 'c', dismissed: 'd' };

/** Says what is to be thought of a finding, by mouse or with a key; to dismiss it takes a reason. */
export function Decision({ finding, decided }: DecisionProps): JSX.Element {
  const { api, notices } = useApp();
  const asking = useToggle();
  const denial = useDenial('write');
  const address = `/v1/repositories/${finding.repository_id}/findings/${finding.id}`;
  const decide = async (status: FindingStatus) => {
    if (denial !== undefined) {
      notices.add({ tone: 'bad', text: denial });
      return;
    }
    if (status === finding.status) return;
    if (status === 'dismissed') {
      asking.on();
      return;
    }
    const answer = await api.put<ScanFindingWire>(address, { status });
    if (answer.kind === 'ok') decided(answer.value);
    else notices.add({ tone: 'bad', text: answer.detail });
  };
  useShortcuts(Object.fromEntries(statuses.map((status) => [keyOf[status], () => void decide(status)])));
  return (
    <div class="decision">
      <fieldset class="segments" aria-label="What is to be thought of it">
        {statuses.map((status) => (
          <button
            key={status}
            type="button"
            class="segment"
            {...(denial === undefined ? {} : { 'aria-disabled': true, title: denial })}
            aria-pressed={finding.status === status}
            aria-keyshortcuts={keyOf[status]}
            onClick={() => void decide(status)}
          >
            <span>
              {statusName[status]}{' '}
              <span class="key" aria-hidden="true">
                {keyOf[status]}
              </span>
            </span>
          </button>
        ))}
      </fieldset>
      {finding.status_reason !== null && <p class="decision-reason">{finding.status_reason}</p>}
      {asking.isOn && <DismissDialog address={address} close={asking.off} decided={decided} />}
    </div>
  );
}

interface DismissDialogProps extends Pick<DecisionProps, 'decided'> {
  readonly address: string;
  readonly close: () => void;
}

function DismissDialog({ address, close, decided }: DismissDialogProps): JSX.Element {
  const { api } = useApp();
  const reason = useSignal('');
  const submission = useSubmission(
    () => api.put<ScanFindingWire>(address, { status: 'dismissed', reason: reason.value }),
    (finding) => {
      close();
      decided(finding);
    },
  );
  return (
    <FormDialog title="Dismiss this finding" action="Dismiss" submission={submission} isComplete={reason.value.trim() !== ''} close={close}>
      <p>It stays dismissed in later scans of the repository, at all its places in the file.</p>
      <TextField label="Reason" rows={3} isFirst field={reason} hint="Why it does no harm here, for whoever asks later." />
    </FormDialog>
  );
}
