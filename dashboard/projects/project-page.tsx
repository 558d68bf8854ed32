import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Trail } from '../parts/trail.tsx';
import { countOf } from '../parts/words.ts';
import { AddRepositoryDialog } from '../repositories/add-dialog.tsx';
import { RepositoryTable } from '../repositories/table.tsx';
import type { Loadable, Resource } from '../state/resource.ts';
import { useToggle } from '../state/use-toggle.ts';
import { useLoaded } from '../state/use-loaded.ts';
import type { ProjectDetail } from '../wire.ts';
import { ProjectDialog } from './project-dialog.tsx';

const tabs = [['repositories', 'Repositories']] as const;

/** A project: its repositories, scans and findings. */
export function ProjectPage(): JSX.Element {
  const { router } = useApp();
  const { id = '', tab = 'repositories' } = router.route.value.query;
  const project = useLoaded(`project ${id}`, (api) => api.get<ProjectDetail>(`/v1/projects/${encodeURIComponent(id)}`));
  const state = project.state.value;
  return (
    <div class="page">
      <ProjectHead state={state} project={project} />
      {state.kind === 'loading' && <Skeleton lines={8} label="Loading the project" />}
      {state.kind === 'refused' && (state.status === 404 ? <NoProject /> : <RefusalMessage refusal={state} retry={() => void project.reload()} />)}
      {state.kind === 'ready' && (
        <>
          <Tabs label="Parts of the project" page="project" query={{ id }} tabs={tabs} chosen={tab} />
          <RepositoryTable key={id} projectId={id} />
        </>
      )}
    </div>
  );
}

interface ProjectHeadProps {
  readonly state: Loadable<ProjectDetail>;
  readonly project: Resource<ProjectDetail>;
}

function ProjectHead({ state, project }: ProjectHeadProps): JSX.Element {
  const isChanging = useToggle();
  const isAdding = useToggle();
  const known = state.kind === 'ready' ? state.value : undefined;
  return (
    <PageHead
      title={known?.name ?? 'Project'}
      note={known === undefined ? '' : noteText(known)}
      trail={
        <Trail>
          <PageLink page="projects">Projects</PageLink>
        </Trail>
      }
    >
      {known !== undefined && (
        <div class="page-actions">
          <button type="button" class="button" onClick={isChanging.on}>
            Change
          </button>
          <button type="button" class="button primary" onClick={isAdding.on}>
            <Icon name="plus" />
            Add repository
          </button>
        </div>
      )}
      {known !== undefined && isChanging.isOn && (
        <ProjectDialog
          project={known}
          close={isChanging.off}
          done={() => {
            isChanging.off();
            void project.reload();
          }}
        />
      )}
      {known !== undefined && isAdding.isOn && <AddRepositoryDialog projectId={known.id} close={isAdding.off} />}
    </PageHead>
  );
}

function noteText({ description, repository_count: repositories, scans }: ProjectDetail): string {
  const numbers = `${countOf(repositories, 'repository')}, ${countOf(scans.total, 'scan')}`;
  return description === '' ? numbers : `${description} · ${numbers}`;
}

function NoProject(): JSX.Element {
  return (
    <Message icon="projects" title="This project is gone">
      <p>It was deleted, or it belongs to another workspace.</p>
      <PageLink page="projects">To the projects</PageLink>
    </Message>
  );
}
