import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Form, TextField, useSubmission } from '../parts/form.tsx';
import type { NewGitUpload } from '../wire.ts';
import type { AddFormProps } from './add-dialog.tsx';

/** Takes a new repository by a git push to this server. */
export function PushForm({ projectId, close, added }: AddFormProps): JSX.Element {
  const { api } = useApp();
  const name = useSignal('');
  const branch = useSignal('main');
  const made = useSignal<NewGitUpload | undefined>(undefined);
  const submission = useSubmission(
    () => api.post<NewGitUpload>('/v1/git-uploads', { project_id: projectId, name: name.value.trim(), branch: branch.value.trim() }),
    (upload) => {
      made.value = upload;
    },
  );
  if (made.value !== undefined) return <PushAddress upload={made.value} leave="To the repository" done={({ repository_id: id }) => added({ id: id ?? '' })} />;
  return (
    <Form submission={submission} action="Make the address" isComplete={name.value.trim() !== '' && branch.value.trim() !== ''} close={close}>
      <TextField label="Name" field={name} />
      <TextField label="Branch" hint="The branch that is pushed." field={branch} />
    </Form>
  );
}

interface PushDialogProps {
  readonly repositoryId: string;
  readonly close: () => void;
  readonly changed: () => void;
}

/** Makes an address for a push that becomes the next snapshot of a repository. */
export function PushDialog({ repositoryId, close, changed }: PushDialogProps): JSX.Element {
  const { api } = useApp();
  const branch = useSignal('main');
  const made = useSignal<NewGitUpload | undefined>(undefined);
  const submission = useSubmission(
    () => api.post<NewGitUpload>('/v1/git-uploads', { repository_id: repositoryId, branch: branch.value.trim() }),
    (upload) => {
      made.value = upload;
    },
  );
  const done = () => {
    close();
    changed();
  };
  return (
    <Dialog title="Push to this repository" close={done}>
      <div class="dialog-body">
        {made.value !== undefined && <PushAddress upload={made.value} leave="Done" done={done} />}
        {made.value === undefined && (
          <Form submission={submission} action="Make the address" isComplete={branch.value.trim() !== ''} close={close}>
            <TextField label="Branch" isFirst hint="The branch that is pushed." field={branch} />
          </Form>
        )}
      </div>
    </Dialog>
  );
}

interface PushAddressProps {
  readonly upload: NewGitUpload;
  /** What the button says that leads on. */
  readonly leave: string;
  readonly done: (upload: NewGitUpload) => void;
}

function PushAddress({ upload, leave, done }: PushAddressProps): JSX.Element {
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  const until = new Date(upload.expires_at).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false });
  return (
    <div class="push-address">
      <p>Push from a clone of the repository. The address takes one push, until {until}.</p>
      <CopyText label="command" text={pushCommand(upload)} />
      <p class="warning">The address holds a secret and is shown this once.</p>
      <div class="dialog-actions">
        <button ref={next} type="button" class="button primary" onClick={() => done(upload)}>
          {leave}
        </button>
      </div>
    </div>
  );
}

/** What sends the present commit to a git upload. */
function pushCommand({ url, branch }: Pick<NewGitUpload, 'url' | 'branch'>): string {
  return `git push '${url}' HEAD:refs/heads/${branch}`;
}
