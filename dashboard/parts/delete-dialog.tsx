import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Answer } from '../state/api.ts';
import { FormDialog, TextField, useSubmission } from './form.tsx';

interface DeleteDialogProps {
  /** Such as "project". */
  readonly noun: string;
  readonly name: string;
  /** What goes with it. */
  readonly loss: string;
  readonly send: () => Promise<Answer<unknown>>;
  readonly done: () => void;
  readonly close: () => void;
}

/** Deletes something that cannot be had again, once its name was typed. */
export function DeleteDialog({ noun, name, loss, send, done, close }: DeleteDialogProps): JSX.Element {
  const typed = useSignal('');
  const submission = useSubmission(send, done);
  return (
    <FormDialog
      title={`Delete this ${noun}`}
      action={`Delete ${noun}`}
      tone="danger"
      submission={submission}
      isComplete={typed.value.trim() === name.trim()}
      close={close}
    >
      <p>
        <strong class="typed-name">{name}</strong> is deleted {loss}. Nothing of it can be had again.
      </p>
      <TextField label={`Type the name of the ${noun}`} field={typed} isFirst />
    </FormDialog>
  );
}
