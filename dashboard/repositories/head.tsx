import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { GuardedButton } from '../parts/guarded-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageLink } from '../parts/link.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Trail } from '../parts/trail.tsx';
import type { Resource } from '../state/resource.ts';
import { useDenial } from '../state/rights.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { useToggle } from '../state/use-toggle.ts';
import type { ProjectDetail, Repository, ScanWire } from '../wire.ts';
import { PushDialog } from './push-form.tsx';
import { IngestTag, isIngesting, sourceText } from './ingest-state.tsx';

const tabs = [
  ['scans', 'Scans'],
  ['findings', 'Findings'],
  ['source', 'Source'],
] as const;

interface RepositoryHeadProps {
  readonly repository: Repository;
  readonly resource: Resource<Repository>;
  readonly tab: string;
}

/** Name and state of a repository, what can be done with it, and its parts. */
export function RepositoryHead({ repository, resource, tab }: RepositoryHeadProps): JSX.Element {
  const { id, name, ingest_status: status, ingest_error: error, snapshot_id: snapshot } = repository;
  return (
    <>
      <PageHead
        title={name}
        note={
          <span class="state-note">
            <IngestTag state={status} />
            <span class="mono source-text">{sourceText(repository)}</span>
          </span>
        }
        trail={<RepositoryTrail projectId={repository.project_id} />}
      >
        <RepositoryActions repository={repository} resource={resource} />
      </PageHead>
      {error !== null && snapshot !== null && <p class="warning">The latest source could not be taken in: {error}</p>}
      <Tabs label="Parts of the repository" page="repository" query={{ id }} tabs={tabs} chosen={tab} />
    </>
  );
}

function RepositoryTrail({ projectId }: { readonly projectId: string }): JSX.Element {
  const project = useLoaded(`project ${projectId}`, (api) => api.get<ProjectDetail>(`/v1/projects/${encodeURIComponent(projectId)}`));
  const { value } = project.state;
  return (
    <Trail>
      <PageLink page="projects">Projects</PageLink>
      <PageLink page="project" query={{ id: projectId }}>
        {value.kind === 'ready' ? value.value.name : 'Project'}
      </PageLink>
    </Trail>
  );
}

function RepositoryActions({ repository, resource }: Omit<RepositoryHeadProps, 'tab'>): JSX.Element {
  const { api, router, notices } = useApp();
  const deleting = useToggle();
  const starting = useToggle();
  const mayRemove = useDenial('write') === undefined;
  const { id, name, project_id: project, ingest_status: status } = repository;
  const start = async () => {
    starting.on();
    const answer = await api.post<ScanWire>(`/v1/repositories/${id}/scans`, {});
    starting.off();
    if (answer.kind === 'ok') router.open('scan', { repository: id, id: answer.value.id });
    else notices.add({ tone: 'bad', text: answer.detail });
  };
  return (
    <div class="page-actions">
      {mayRemove && (
        <button type="button" class="icon-button" aria-label={`Delete ${name}`} title="Delete" onClick={deleting.on}>
          <Icon name="trash" />
        </button>
      )}
      <SourceAgain repository={repository} resource={resource} />
      <GuardedButton right="scan" class="button primary" disabled={status !== 'ready' || starting.isOn} onClick={() => void start()}>
        <Icon name="play" />
        Scan now
      </GuardedButton>
      {deleting.isOn && (
        <DeleteDialog
          noun="repository"
          name={name}
          loss="with its scans and findings"
          send={() => api.remove(`/v1/repositories/${id}`)}
          done={() => router.open('project', { id: project })}
          close={deleting.off}
        />
      )}
    </div>
  );
}

/** Takes the source in anew, from where it came from. An archive comes as a repository of its own. */
function SourceAgain({ repository, resource }: Omit<RepositoryHeadProps, 'tab'>): JSX.Element | null {
  const { api, notices } = useApp();
  const pushing = useToggle();
  const { id, source_type: type, source_url: url } = repository;
  const fetchAgain = async () => {
    const answer = await api.put<Repository>(`/v1/repositories/${id}`, { source_url: url });
    if (answer.kind === 'ok') resource.set(answer.value);
    else notices.add({ tone: 'bad', text: answer.detail });
  };
  if (type === 'zip_upload') return null;
  if (type === 'git_url') {
    return (
      <GuardedButton right="write" class="button" disabled={isIngesting(repository)} onClick={() => void fetchAgain()}>
        Fetch again
      </GuardedButton>
    );
  }
  return (
    <>
      <GuardedButton right="write" class="button" onClick={pushing.on}>
        Push
      </GuardedButton>
      {pushing.isOn && <PushDialog repositoryId={id} close={pushing.off} changed={() => void resource.reload()} />}
    </>
  );
}
