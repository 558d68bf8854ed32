import { useSignal } from '@preact/signals';
import type { Answer, Api } from './api.ts';
import type { Resource } from './resource.ts';
import { useLoaded } from './use-loaded.ts';
import { useApp } from '../app-context.ts';

/** A list of the server as far as it was loaded. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

export interface Pages<T> extends Resource<Listing<T>> {
  /** Whether the next page is on its way. */
  readonly isLoadingMore: boolean;
  /** Loads the next page behind what is there. */
  more(): Promise<void>;
}

/** A list that the server gives in pages of `limit` rows; `path` has a query already. */
export function usePages<T extends { readonly id: string }>(path: string, limit: number): Pages<T> {
  const { api, notices } = useApp();
  const busy = useSignal(false);
  const resource = useLoaded(path, (from) => loadPage<T>(from, `${path}&limit=${limit}`, limit));
  const more = async () => {
    const { value } = resource.state;
    const last = value.kind === 'ready' ? value.value.items.at(-1) : undefined;
    if (value.kind !== 'ready' || last === undefined || busy.value) return;
    busy.value = true;
    const next = await loadPage<T>(api, `${path}&limit=${limit}&after=${encodeURIComponent(last.id)}`, limit);
    busy.value = false;
    if (next.kind === 'ok') resource.set({ items: [...value.value.items, ...next.value.items], hasMore: next.value.hasMore });
    else notices.add({ tone: 'bad', text: next.detail });
  };
  return { ...resource, more, isLoadingMore: busy.value };
}

async function loadPage<T>(api: Api, path: string, limit: number): Promise<Answer<Listing<T>>> {
  const answer = await api.get<readonly T[]>(path);
  return answer.kind === 'ok' ? { kind: 'ok', value: { items: answer.value, hasMore: answer.value.length >= limit } } : answer;
}
