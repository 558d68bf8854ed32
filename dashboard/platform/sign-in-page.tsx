import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { KeyDialog } from '../key-dialog.tsx';
import { TextField } from '../parts/form.tsx';
import type { Refusal } from '../state/api.ts';
import { useToggle } from '../state/use-toggle.ts';
import { isPlatformPage } from '../state/route.ts';

/** Asks who is there, in the place of a page that only somebody who is signed in may see; that page follows. */
export function SignInPage(): JSX.Element {
  const { session, router } = useApp();
  const hasOtherWay = session.asked.value && !isPlatformPage(router.route.value.page);
  const wantsKey = useToggle();
  return (
    <div class="sign-in">
      <section class="sign-in-card" aria-labelledby="sign-in-title">
        <h1 id="sign-in-title">Sign in to Sentrik</h1>
        <SignInForm />
        {hasOtherWay && (
          <button type="button" class="button quiet-button" onClick={wantsKey.on}>
            Use an API key instead
          </button>
        )}
      </section>
      {wantsKey.isOn && hasOtherWay && <KeyDialog />}
    </div>
  );
}

function SignInForm(): JSX.Element {
  const { account, session, retry } = useApp();
  const email = useSignal('');
  const password = useSignal('');
  const error = useSignal('');
  const busy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const submit = async () => {
    busy.value = true;
    error.value = '';
    const answer = await account.signIn(email.value, password.value);
    busy.value = false;
    if (answer.kind === 'refused') {
      error.value = refusalText(answer, Date.now());
      return;
    }
    session.dismiss();
    retry();
  };
  const isComplete = email.value.trim() !== '' && password.value !== '';
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete && !busy.value) void submit();
      }}
    >
      <TextField label="E-mail address" type="email" autoComplete="username" field={email} />
      <TextField label="Password" type="password" autoComplete="current-password" field={password} />
      <p class="field-error" role="alert">
        {error.value}
      </p>
      <button type="submit" class="button primary wide-button" disabled={!isComplete || busy.value}>
        {busy.value ? 'Signing in' : 'Sign in'}
      </button>
    </form>
  );
}

/** Why nobody was signed in. A lock is told by the time at which it ends. */
export function refusalText({ status, detail, retryAfter }: Refusal, now: number): string {
  if (status !== 429 || retryAfter === undefined) return status === 401 ? 'Wrong e-mail address or password.' : detail;
  const until = new Date(now + retryAfter * 1000).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  return `Too many failed attempts: locked until ${until}.`;
}
