import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { FormDialog, TextField, useSubmission } from '../parts/form.tsx';
import type { NewApiKey } from '../wire.ts';

interface KeyFormProps {
  readonly close: () => void;
  readonly made: () => void;
}

const dayMs = 86_400_000;
const spans = [
  ['30', 'in 30 days'],
  ['90', 'in 90 days'],
  ['365', 'in a year'],
  ['', 'never'],
] as const;

/** Makes a key and shows it this once. */
export function KeyForm({ close, made }: KeyFormProps): JSX.Element {
  const { api } = useApp();
  const id = useId();
  const name = useSignal('');
  const days = useSignal('90');
  const key = useSignal<NewApiKey | undefined>(undefined);
  const submission = useSubmission(
    () => {
      const ends = days.value === '' ? {} : { expires_at: new Date(Date.now() + Number(days.value) * dayMs).toISOString() };
      return api.post<NewApiKey>('/v1/api-keys', { name: name.value, ...ends });
    },
    (answer) => {
      key.value = answer;
      made();
    },
  );
  if (key.value !== undefined) return <NewKey apiKey={key.value} close={close} />;
  return (
    <FormDialog title="New API key" action="Make the key" submission={submission} isComplete={name.value.trim() !== ''} close={close}>
      <TextField label="Name" isFirst field={name} hint="What the key is for, such as the pipeline that uses it." />
      <label class="field-label" htmlFor={id}>
        Ends
      </label>
      <select
        id={id}
        class="field"
        value={days.value}
        onChange={(event) => {
          days.value = event.currentTarget.value;
        }}
      >
        {spans.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </FormDialog>
  );
}

function NewKey({ apiKey, close }: { readonly apiKey: NewApiKey; readonly close: () => void }): JSX.Element {
  return (
    <Dialog title={`The key ${apiKey.name}`} close={close}>
      <div class="dialog-body new-key">
        <CopyText label="API key" text={apiKey.key} />
        <p class="warning">It is shown this once. Who has it can do what you can.</p>
        <p>
          Programs send it as <code>Authorization: Bearer …</code> or as <code>X-API-Key</code>.
        </p>
        <div class="dialog-actions">
          <button type="button" class="button primary" data-first onClick={close}>
            Done
          </button>
        </div>
      </div>
    </Dialog>
  );
}
