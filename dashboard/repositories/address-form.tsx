import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { Form, TextField, useSubmission } from '../parts/form.tsx';
import type { Repository } from '../wire.ts';
import type { AddFormProps } from './add-dialog.tsx';

/** Takes a repository from where git finds it. */
export function AddressForm({ projectId, close, added }: AddFormProps): JSX.Element {
  const { api } = useApp();
  const url = useSignal('');
  const ref = useSignal('');
  const name = useSignal('');
  const submission = useSubmission(
    () =>
      api.post<Repository>(`/v1/projects/${encodeURIComponent(projectId)}/repositories`, {
        source_url: url.value.trim(),
        ...(ref.value.trim() === '' ? {} : { source_ref: ref.value.trim() }),
        ...(name.value.trim() === '' ? {} : { name: name.value.trim() }),
      }),
    added,
  );
  return (
    <Form submission={submission} action="Add repository" isComplete={url.value.trim() !== ''} close={close}>
      <TextField label="Address" placeholder="https://example.org/team/shop.git" hint="https, http, git or ssh; the server fetches it." field={url} />
      <TextField label="Branch or tag" hint="The default branch where it stays empty." field={ref} />
      <TextField label="Name" hint="The last part of the address where it stays empty." field={name} />
    </Form>
  );
}
