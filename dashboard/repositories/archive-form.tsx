import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Form, TextField, useSubmission } from '../parts/form.tsx';
import { percentText } from '../parts/words.ts';
import type { AddFormProps } from './add-dialog.tsx';
import { useUpload } from './use-upload.ts';

/** Takes a repository from an archive on this computer. */
export function ArchiveForm({ projectId, close, added }: AddFormProps): JSX.Element {
  const id = useId();
  const file = useSignal<File | undefined>(undefined);
  const name = useSignal('');
  const upload = useUpload(`/v1/projects/${encodeURIComponent(projectId)}/repositories`, added);
  const { sent } = upload;
  const submission = useSubmission(() => {
    const form = new FormData();
    if (name.value.trim() !== '') form.set('name', name.value.trim());
    if (file.value !== undefined) form.set('upload', file.value);
    return upload.send(form);
  }, upload.done);
  return (
    <Form submission={submission} action="Upload" isComplete={file.value !== undefined} close={close}>
      <div class="form-field">
        <label class="field-label" htmlFor={id}>
          Archive
        </label>
        <input
          id={id}
          class="field file-field"
          type="file"
          accept=".zip,.tar,.tgz,.gz"
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            file.value = event.currentTarget.files?.[0];
          }}
        />
        <p id={`${id}-hint`} class="field-hint">
          zip, tar or tar.gz with the files of the repository.
        </p>
      </div>
      <TextField label="Name" hint="That of the archive where it stays empty." field={name} />
      {submission.busy && (
        <div class="upload-progress">
          <progress class="progress" aria-label="Upload" value={sent} max={1} />
          <span>{sent < 1 ? `${percentText(Math.floor(sent * 100) / 100)} sent` : 'The server takes it in'}</span>
        </div>
      )}
    </Form>
  );
}
