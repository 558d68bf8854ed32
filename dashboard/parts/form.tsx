import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Answer } from '../state/api.ts';
import { Dialog } from './dialog.tsx';

/** Sends something once at a time and keeps why it was refused. */
export interface Submission {
  readonly busy: boolean;
  readonly error: string;
  readonly submit: () => Promise<void>;
}

/** A submission of what `send` sends; `done` hears the answer. */
export function useSubmission<T>(send: () => Promise<Answer<T>>, done: (value: T) => void): Submission {
  const busy = useSignal(false);
  const error = useSignal('');
  const submit = async () => {
    if (busy.value) return;
    busy.value = true;
    error.value = '';
    const answer = await send();
    busy.value = false;
    if (answer.kind === 'ok') done(answer.value);
    else error.value = answer.detail;
  };
  return { busy: busy.value, error: error.value, submit };
}

interface FormProps {
  readonly submission: Submission;
  /** What the button says. */
  readonly action: string;
  readonly tone?: 'primary' | 'danger';
  /** Whether everything that is needed was given. */
  readonly isComplete: boolean;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** Fields inside a dialog with the buttons to send and to leave them; why it was refused is read out. */
export function Form({ submission, action, tone = 'primary', isComplete, close, children }: FormProps): JSX.Element {
  const { busy, error, submit } = submission;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) void submit();
      }}
    >
      {children}
      <p class="field-error" role="alert">
        {error}
      </p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
        <button type="submit" class={`button ${tone}`} disabled={!isComplete || busy}>
          {action}
        </button>
      </div>
    </form>
  );
}

/** A dialog that asks for something and sends it. */
export function FormDialog({ title, ...form }: FormProps & { readonly title: string }): JSX.Element {
  return (
    <Dialog title={title} close={form.close}>
      <div class="dialog-body">
        <Form {...form} />
      </div>
    </Dialog>
  );
}

interface TextFieldProps {
  readonly label: string;
  /** What was typed. */
  readonly field: Signal<string>;
  readonly type?: 'text' | 'email' | 'password';
  readonly hint?: string;
  readonly placeholder?: string;
  readonly autoComplete?: string;
  /** Has the focus when the dialog opens. */
  readonly isFirst?: boolean;
  /** Rows of a field for more than one line. */
  readonly rows?: number;
}

/** A field with its label and a line about it. */
export function TextField({ label, field, type = 'text', hint, isFirst, rows, autoComplete = 'off', placeholder = '' }: TextFieldProps): JSX.Element {
  const id = useId();
  const shared = {
    ...{ id, value: field.value, autoComplete, placeholder, spellcheck: false },
    ...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }),
    ...(isFirst === true ? { 'data-first': true } : {}),
    onInput: (event: Event & { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      field.value = event.currentTarget.value;
    },
  };
  return (
    <div class="form-field">
      <label class="field-label" htmlFor={id}>
        {label}
      </label>
      {rows !== undefined && <textarea class="field" rows={rows} {...shared} />}
      {rows === undefined && type === 'text' && <input class="field" type="text" {...shared} />}
      {type === 'email' && <input class="field" type="email" {...shared} />}
      {type === 'password' && <input class="field" type="password" {...shared} />}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
