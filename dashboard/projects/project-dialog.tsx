import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { FormDialog, TextField, useSubmission } from '../parts/form.tsx';
import type { ProjectDetail } from '../wire.ts';

type Named = Pick<ProjectDetail, 'id' | 'name' | 'description'>;

interface ProjectDialogProps {
  /** The one to change; a new one without. */
  readonly project?: Named;
  readonly done: (project: Named) => void;
  readonly close: () => void;
}

/** Asks for the name and description of a project. */
export function ProjectDialog({ project, done, close }: ProjectDialogProps): JSX.Element {
  const { api } = useApp();
  const name = useSignal(project?.name ?? '');
  const description = useSignal(project?.description ?? '');
  const submission = useSubmission(() => {
    const body = { name: name.value, description: description.value };
    return project === undefined ? api.post<Named>('/v1/projects', body) : api.put<Named>(`/v1/projects/${project.id}`, body);
  }, done);
  return (
    <FormDialog
      title={project === undefined ? 'New project' : 'Change the project'}
      action={project === undefined ? 'Create project' : 'Save'}
      submission={submission}
      isComplete={name.value.trim() !== ''}
      close={close}
    >
      <TextField label="Name" isFirst field={name} />
      <TextField label="Description" rows={3} field={description} hint="What it is and who looks after it; it can stay empty." />
    </FormDialog>
  );
}
