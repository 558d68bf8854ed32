import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import type { Answer } from '../state/api.ts';
import type { Repository } from '../wire.ts';

/** An upload that belongs to the form that shows it. */
export interface Upload {
  /** How much has left, from 0 to 1. */
  readonly sent: number;
  send(form: FormData): Promise<Answer<Repository>>;
  /** Leads on to what was added, or tells of it where the form was left. */
  readonly done: (repository: Repository) => void;
}

/**
 * Uploads an archive to an address. Who leaves the form before all of it has left stops it; what the server has by then it takes in, and a message
 * tells what has become of it.
 */
export function useUpload(path: string, added: (repository: Repository) => void): Upload {
  const { api, notices } = useApp();
  const sent = useSignal(0);
  const going = useRef<AbortController | undefined>(undefined);
  const isLeft = useRef(false);
  useEffect(
    () => () => {
      isLeft.current = true;
      if (going.current === undefined || sent.value >= 1) return;
      going.current.abort();
      notices.add({ tone: 'bad', text: 'The upload was stopped. Nothing was added.' });
    },
    [],
  );
  return {
    sent: sent.value,
    async send(form) {
      const abort = new AbortController();
      going.current = abort;
      sent.value = 0;
      const answer = await api.upload<Repository>(path, form, {
        signal: abort.signal,
        progress: (share) => {
          sent.value = share;
        },
      });
      going.current = undefined;
      if (answer.kind === 'refused' && isLeft.current && !abort.signal.aborted) notices.add({ tone: 'bad', text: `Nothing was added. ${answer.detail}` });
      return answer;
    },
    done(repository) {
      if (isLeft.current) notices.add({ tone: 'good', text: `The repository ${repository.name} was added.` });
      else added(repository);
    },
  };
}
