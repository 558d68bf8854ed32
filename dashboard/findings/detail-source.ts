import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import type { Loadable } from '../state/resource.ts';
import type { FindingDetail } from '../wire.ts';

/** Moving through the list must not ask the server for every finding on the way. */
const restMs = 150;

export interface DetailSource<T> {
  readonly state: ReadonlySignal<Loadable<T>>;
  readonly reload: () => void;
}

/** Loads code, help and fix of a finding once the user rests on it. */
export function useDetail(id: string): DetailSource<FindingDetail> {
  const { session, scanId } = useApp();
  return useRested<FindingDetail>(`/api/findings/${encodeURIComponent(id)}`, `${scanId.value} ${String(session.hasKey.value)}`);
}

/** Loads what is at an address once the user rests on it, and again when `turn` changes. */
export function useRested<T>(path: string, turn: string): DetailSource<T> {
  const { api } = useApp();
  const state = useSignal<Loadable<T>>({ kind: 'loading' });
  const round = useSignal(0);
  const current = round.value;
  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      const answer = await api.get<T>(path, abort.signal);
      if (!abort.signal.aborted) state.value = answer.kind === 'ok' ? { kind: 'ready', value: answer.value } : answer;
    };
    const timer = setTimeout(() => void load(), restMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, path, turn, current]);
  return {
    state,
    reload: () => {
      state.value = { kind: 'loading' };
      round.value += 1;
    },
  };
}
