import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import type { Loadable } from '../state/resource.ts';
import type { FindingDetail } from '../wire.ts';

/** Moving through the list must not ask the server for every finding on the way. */
const restMs = 150;

export interface DetailSource {
  readonly state: ReadonlySignal<Loadable<FindingDetail>>;
  readonly reload: () => void;
}

/** Loads code, help and fix of a finding once the user rests on it. */
export function useDetail(id: string): DetailSource {
  const { api, session, scanId } = useApp();
  const state = useSignal<Loadable<FindingDetail>>({ kind: 'loading' });
  const round = useSignal(0);
  const hasKey = session.hasKey.value;
  const turn = `${scanId.value} ${round.value}`;
  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      const answer = await api.get<FindingDetail>(`/api/findings/${encodeURIComponent(id)}`, abort.signal);
      if (!abort.signal.aborted) state.value = answer.kind === 'ok' ? { kind: 'ready', value: answer.value } : answer;
    };
    const timer = setTimeout(() => void load(), restMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, id, hasKey, turn]);
  return {
    state,
    reload: () => {
      state.value = { kind: 'loading' };
      round.value += 1;
    },
  };
}
