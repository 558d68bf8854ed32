import type { ComponentChildren, JSX } from 'preact';
import { useApp } from '../app-context.ts';
import type { Refusal } from '../state/api.ts';
import { Icon, type IconName } from './icon.tsx';

interface MessageProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A place where something would stand: what is missing and what to do. */
export function Message({ icon, title, children }: MessageProps): JSX.Element {
  return (
    <div class="message">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Why something could not be loaded, in the server's words, and what to do about it. */
export function RefusalMessage({ refusal, retry }: { readonly refusal: Refusal; readonly retry: () => void }): JSX.Element {
  const { session } = useApp();
  const needsKey = refusal.status === 401;
  return (
    <div role="alert">
      <Message icon={needsKey ? 'key' : 'alert'} title={needsKey ? 'An API key is needed' : 'This could not be loaded'}>
        <p>{refusal.detail}</p>
        <button type="button" class="button" onClick={needsKey ? () => session.ask() : retry}>
          {needsKey ? 'Enter API key' : 'Try again'}
        </button>
      </Message>
    </div>
  );
}

/** Grey lines in the place of something that is on its way. */
export function Skeleton({ lines, label }: { readonly lines: number; readonly label: string }): JSX.Element {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{label}</span>
      {Array.from({ length: lines }, (_unused, index) => (
        <span key={index} class="skeleton-line" />
      ))}
    </div>
  );
}
