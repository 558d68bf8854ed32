import { type ReadonlySignal, signal } from '@preact/signals';
import type { TextStorage } from './text-storage.ts';

const name = 'sentrik.api-key';

/** The API key of this browser tab. */
export interface Session {
  key(): string | undefined;
  /** A request with this key, or without one, was refused. */
  refused(key: string | undefined): void;
  /** Whether the server wants a key that the page does not have. */
  readonly asked: ReadonlySignal<boolean>;
  /** Whether the last key that was entered was refused. */
  readonly rejected: ReadonlySignal<boolean>;
  readonly hasKey: ReadonlySignal<boolean>;
  /** Asks the user for a key. */
  ask(): void;
  enter(key: string): void;
  forget(): void;
  dismiss(): void;
}

/** Keeps the key in the tab's storage only: it is gone when the tab is closed. */
export function createSession(storage: TextStorage): Session {
  const key = signal(storage.read(name));
  const asked = signal(false);
  const rejected = signal(false);
  const hasKey = signal(key.value !== undefined);
  const set = (value: string | undefined) => {
    key.value = value;
    hasKey.value = value !== undefined;
    storage.write(name, value);
  };
  return {
    asked,
    rejected,
    hasKey,
    key: () => key.value,
    refused(used) {
      // An answer to a request from before the present key was entered says nothing about that key.
      if (used !== key.value) return;
      if (used !== undefined) rejected.value = true;
      set(undefined);
      asked.value = true;
    },
    enter(value) {
      rejected.value = false;
      asked.value = false;
      set(value);
    },
    forget: () => set(undefined),
    ask() {
      asked.value = true;
    },
    dismiss() {
      asked.value = false;
      rejected.value = false;
    },
  };
}
