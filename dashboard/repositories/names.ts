import { useMemo } from 'preact/hooks';
import { useLoaded } from '../state/use-loaded.ts';
import type { Repository } from '../wire.ts';

/** Names of a project's repositories by their ids, as soon as they are known. */
export function useRepositoryNames(projectId: string): ReadonlyMap<string, string> {
  const path = `/v1/projects/${encodeURIComponent(projectId)}/repositories?limit=1000`;
  const { value } = useLoaded(path, (api) => api.get<readonly Repository[]>(path)).state;
  return useMemo(() => new Map(value.kind === 'ready' ? value.value.map(({ id, name }) => [id, name] as const) : []), [value]);
}
