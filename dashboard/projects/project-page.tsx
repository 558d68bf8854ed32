import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { GuardedButton } from '../parts/guarded-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Trail } from '../parts/trail.tsx';
import { countOf } from '../parts/words.ts';
import { AddRepositoryDialog } from '../repositories/add-dialog.tsx';
import { useRepositoryNames } from '../repositories/names.ts';
import { RepositoryTable } from '../repositories/table.tsx';
import type { Resource } from '../state/resource.ts';
import { useToggle } from '../state/use-toggle.ts';
import { ScanTable } from '../scans/table.tsx';
import { TriagePage } from '../triage/page.tsx';
import { useLoaded } from '../state/use-loaded.ts';
import type { ProjectDetail } from '../wire.ts';
import { ProjectDialog } from './project-dialog.tsx';

const tabs = [
  ['repositories', 'Repositories'],
  ['scans', 'Scans'],
  ['findings', 'Findings'],
] as const;

/** A project: its repositories, scans and findings. */
export function ProjectPage(): JSX.Element {
  const { router } = useApp();
  const { id = '', tab = 'repositories' } = router.route.value.query;
  const path = `/v1/projects/${encodeURIComponent(id)}`;
  const project = useLoaded(path, (api) => api.get<ProjectDetail>(path));
  const state = project.state.value;
  if (state.kind !== 'ready') {
    return (
      <div class="page">
        {state.kind === 'loading' && <Skeleton lines={8} label="Loading the project" />}
        {state.kind === 'refused' && (state.status === 404 ? <NoProject /> : <RefusalMessage refusal={state} retry={() => void project.reload()} />)}
      </div>
    );
  }
  const head = (
    <>
      <ProjectHead known={state.value} project={project} />
      <Tabs label="Parts of the project" page="project" query={{ id }} tabs={tabs} chosen={tab} />
    </>
  );
  if (tab === 'findings') return <ProjectFindings key={id} projectId={id} head={head} />;
  return (
    <div class="page">
      {head}
      {tab === 'scans' ? <ProjectScans key={id} projectId={id} /> : <RepositoryTable key={id} projectId={id} />}
    </div>
  );
}

function ProjectFindings({ projectId, head }: { readonly projectId: string; readonly head: JSX.Element }): JSX.Element {
  return <TriagePage path={`/v1/projects/${encodeURIComponent(projectId)}/findings`} head={head} names={useRepositoryNames(projectId)} />;
}

function ProjectScans({ projectId }: { readonly projectId: string }): JSX.Element {
  const path = `/v1/projects/${encodeURIComponent(projectId)}/scans`;
  return <ScanTable path={path} hint="Open a repository and press “Scan now”." names={useRepositoryNames(projectId)} />;
}

interface ProjectHeadProps {
  readonly known: ProjectDetail;
  readonly project: Resource<ProjectDetail>;
}

function ProjectHead({ known, project }: ProjectHeadProps): JSX.Element {
  const isChanging = useToggle();
  const isAdding = useToggle();
  return (
    <PageHead
      title={known.name}
      note={noteText(known)}
      trail={
        <Trail>
          <PageLink page="projects">Projects</PageLink>
        </Trail>
      }
    >
      <div class="page-actions">
        <GuardedButton right="write" class="button" onClick={isChanging.on}>
          Change
        </GuardedButton>
        <GuardedButton right="write" class="button primary" onClick={isAdding.on}>
          <Icon name="plus" />
          Add repository
        </GuardedButton>
      </div>
      {isChanging.isOn && (
        <ProjectDialog
          project={known}
          close={isChanging.off}
          done={() => {
            isChanging.off();
            void project.reload();
          }}
        />
      )}
      {isAdding.isOn && <AddRepositoryDialog projectId={known.id} close={isAdding.off} />}
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
