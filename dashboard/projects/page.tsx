import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { Ago } from '../parts/ago.tsx';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { GuardedButton } from '../parts/guarded-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { MoreButton } from '../parts/more-button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { SeverityCounts } from '../parts/severity-counts.tsx';
import { countOf } from '../parts/words.ts';
import { useDenial } from '../state/rights.ts';
import { type Pages, usePages } from '../state/use-pages.ts';
import { useToggle } from '../state/use-toggle.ts';
import type { ProjectListed } from '../wire.ts';
import { ProjectDialog } from './project-dialog.tsx';

const pageSize = 100;

/** The projects of the workspace. */
export function ProjectsPage(): JSX.Element {
  const { router, account } = useApp();
  const projects = usePages<ProjectListed>('/v1/projects?overview=true', pageSize);
  const adding = useToggle();
  const state = projects.state.value;
  const member = account.state.value;
  const workspace = member.kind === 'signed-in' ? ` in ${member.user.workspace.name}` : '';
  return (
    <div class="page">
      <PageHead
        title="Projects"
        note={state.kind === 'ready' ? `${countOf(state.value.items.length, 'project')}${state.value.hasMore ? ' loaded' : ''}${workspace}` : ''}
      >
        <GuardedButton right="write" class="button primary" onClick={adding.on}>
          <Icon name="plus" />
          New project
        </GuardedButton>
      </PageHead>
      {state.kind === 'loading' && <Skeleton lines={8} label="Loading the projects" />}
      {state.kind === 'refused' && <RefusalMessage refusal={state} retry={() => void projects.reload()} />}
      {state.kind === 'ready' && state.value.items.length === 0 && <NoProjects />}
      {state.kind === 'ready' && state.value.items.length > 0 && <ProjectTable projects={state.value.items} pages={projects} />}
      <MoreButton pages={projects} />
      {adding.isOn && <ProjectDialog close={adding.off} done={({ id }) => router.open('project', { id })} />}
    </div>
  );
}

function NoProjects(): JSX.Element {
  const mayMake = useDenial('write') === undefined;
  return (
    <Message icon="projects" title="No projects yet">
      <p>A project holds repositories that belong together, with their scans and findings.{mayMake && ' Make the first one with “New project”.'}</p>
    </Message>
  );
}

interface ProjectTableProps {
  readonly projects: readonly ProjectListed[];
  readonly pages: Pages<ProjectListed>;
}

function ProjectTable({ projects, pages }: ProjectTableProps): JSX.Element {
  const { api, notices } = useApp();
  const doomed = useSignal<ProjectListed | undefined>(undefined);
  const keep = () => {
    doomed.value = undefined;
  };
  return (
    <div class="table-frame">
      <table class="table">
        <ProjectTableHead />
        <tbody>
          {projects.map((project) => (
            <ProjectRow
              key={project.id}
              project={project}
              remove={() => {
                doomed.value = project;
              }}
            />
          ))}
        </tbody>
      </table>
      {doomed.value !== undefined && (
        <DeleteDialog
          noun="project"
          name={doomed.value.name}
          loss="with its repositories, scans and findings"
          send={() => api.remove(`/v1/projects/${doomed.value?.id ?? ''}`)}
          done={() => {
            notices.add({ tone: 'good', text: `The project ${doomed.value?.name ?? ''} was deleted.` });
            keep();
            void pages.reload();
          }}
          close={keep}
        />
      )}
    </div>
  );
}

function ProjectTableHead(): JSX.Element {
  return (
    <thead>
      <tr>
        <th scope="col">Project</th>
        <th scope="col">Open findings</th>
        <th scope="col" class="number minor">
          Repositories
        </th>
        <th scope="col" class="minor">
          Last scan
        </th>
        <th scope="col">
          <span class="visually-hidden">Actions</span>
        </th>
      </tr>
    </thead>
  );
}

function ProjectRow({ project, remove }: { readonly project: ProjectListed; readonly remove: () => void }): JSX.Element {
  const { id, name, description, overview } = project;
  const mayRemove = useDenial('write') === undefined;
  return (
    <tr>
      <th scope="row">
        <PageLink page="project" query={{ id }} class="row-link">
          {name}
        </PageLink>
        {description !== '' && <span class="row-description">{description}</span>}
      </th>
      <td>
        {overview !== undefined &&
          (overview.last_scan_at === null ? <span class="quiet">not scanned</span> : <SeverityCounts counts={overview.open_findings} />)}
      </td>
      <td class="number minor">{overview?.repository_count.toLocaleString('en')}</td>
      <td class="minor">
        <Ago at={overview?.last_scan_at ?? null} never="" />
      </td>
      <td class="row-actions">
        {mayRemove && (
          <button type="button" class="icon-button" aria-label={`Delete ${name}`} title="Delete" onClick={remove}>
            <Icon name="trash" />
          </button>
        )}
      </td>
    </tr>
  );
}
