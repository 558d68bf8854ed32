import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import type { Repository } from '../wire.ts';
import { AddressForm } from './address-form.tsx';
import { ArchiveForm } from './archive-form.tsx';
import { PushForm } from './push-form.tsx';

const ways = [
  ['address', 'Git address'],
  ['archive', 'Archive'],
  ['push', 'Git push'],
] as const;
type Way = (typeof ways)[number][0];

/** What the forms of all ways need. */
export interface AddFormProps {
  readonly projectId: string;
  readonly close: () => void;
  readonly added: (repository: Pick<Repository, 'id'>) => void;
}

/** Adds a repository to a project, in one of three ways. */
export function AddRepositoryDialog({ projectId, close }: Pick<AddFormProps, 'projectId' | 'close'>): JSX.Element {
  const { router } = useApp();
  const way = useSignal<Way>('address');
  const props = { projectId, close, added: ({ id }: Pick<Repository, 'id'>) => router.open('repository', { id }) };
  return (
    <Dialog title="Add a repository" close={close}>
      <div class="dialog-body">
        <fieldset class="segments way-choice" aria-label="Where the source comes from">
          {ways.map(([name, text]) => (
            <button
              key={name}
              type="button"
              class="segment"
              aria-pressed={way.value === name}
              onClick={() => {
                way.value = name;
              }}
            >
              {text}
            </button>
          ))}
        </fieldset>
        {way.value === 'address' && <AddressForm {...props} />}
        {way.value === 'archive' && <ArchiveForm {...props} />}
        {way.value === 'push' && <PushForm {...props} />}
      </div>
    </Dialog>
  );
}
