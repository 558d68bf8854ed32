import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useApp } from './app-context.ts';
import { Dialog } from './parts/dialog.tsx';

/** Asks for the API key when the server wants one. */
export function KeyDialog(): JSX.Element {
  const { session, retry } = useApp();
  const key = useSignal('');
  const fieldId = useId();
  const submit = (event: Event) => {
    event.preventDefault();
    const value = key.value.trim();
    if (value === '') return;
    session.enter(value);
    retry();
  };
  return (
    <Dialog title="This server asks for an API key" close={() => session.dismiss()}>
      <form class="dialog-body" onSubmit={submit}>
        <p>It is the value of GUARD_API_KEY, or the key that the server printed when it started. This browser tab keeps it until the tab is closed.</p>
        <label class="field-label" htmlFor={fieldId}>
          API key
        </label>
        <input
          id={fieldId}
          class="field"
          type="password"
          data-first
          autoComplete="off"
          spellcheck={false}
          value={key.value}
          aria-invalid={session.rejected.value}
          aria-describedby={`${fieldId}-error`}
          onInput={(event) => {
            key.value = event.currentTarget.value;
          }}
        />
        <p id={`${fieldId}-error`} class="field-error" aria-live="polite">
          {session.rejected.value ? 'The server refused this key.' : ''}
        </p>
        <div class="dialog-actions">
          <button type="submit" class="button primary" disabled={key.value.trim() === ''}>
            Use this key
          </button>
        </div>
      </form>
    </Dialog>
  );
}
