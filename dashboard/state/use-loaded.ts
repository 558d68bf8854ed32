import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import type { Answer, Api } from './api.ts';
import { createResource, type Resource } from './resource.ts';

/** What a page shows from the server. Another key, or another user, is another resource. */
export function useLoaded<T>(key: string, load: (api: Api) => Promise<Answer<T>>): Resource<T> {
  const { api, account } = useApp();
  const { value } = account.state;
  const who = value.kind === 'signed-in' ? value.user.id : '';
  const resource = useMemo(() => createResource(() => load(api)), [api, key, who]);
  useEffect(() => resource.need(), [resource]);
  return resource;
}

const refreshMs = 3000;

/** Loads a resource again and again while something goes on that it will show; each time some seconds after the last answer, and not in a hidden tab. */
export function useRefresh({ reload }: Pick<Resource<unknown>, 'reload'>, isGoingOn: boolean): void {
  useEffect(() => {
    if (!isGoingOn) return undefined;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = () => {
      if (!isOver) timer = setTimeout(() => void turn(), refreshMs);
    };
    const turn = async () => {
      if (document.visibilityState === 'visible') await reload();
      rest();
    };
    rest();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [reload, isGoingOn]);
}
