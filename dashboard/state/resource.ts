import { type ReadonlySignal, signal } from '@preact/signals';
import type { Answer, Refusal } from './api.ts';

/** Something that the server holds, as far as the page knows it. */
export type Loadable<T> = { readonly kind: 'loading' } | { readonly kind: 'ready'; readonly value: T } | Refusal;

export interface Resource<T> {
  readonly state: ReadonlySignal<Loadable<T>>;
  /** Loads on the first call and does nothing later. */
  need(): void;
  /** Loads again; what is shown stays until the answer is there. */
  reload(): Promise<void>;
  /** Loads again when the last load was refused. */
  retry(): void;
  set(value: T): void;
}

/** A resource that nothing has asked for yet. An answer that a later load or `set` has overtaken is dropped. */
export function createResource<T>(load: () => Promise<Answer<T>>): Resource<T> {
  const state = signal<Loadable<T>>({ kind: 'loading' });
  let turn = 0;
  const reload = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    if (state.value.kind === 'refused') state.value = { kind: 'loading' };
    const answer = await load();
    if (mine === turn) state.value = answer.kind === 'ok' ? { kind: 'ready', value: answer.value } : answer;
  };
  return {
    state,
    reload,
    need: () => {
      if (turn === 0) void reload();
    },
    retry: () => {
      if (state.value.kind === 'refused') void reload();
    },
    set: (value) => {
      turn += 1;
      state.value = { kind: 'ready', value };
    },
  };
}
