import type { JSX } from 'preact';
import { Ago } from '../parts/ago.tsx';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { MoreButton } from '../parts/more-button.tsx';
import { useDenial } from '../state/rights.ts';
import { type Column, FramedTable } from '../parts/table.tsx';
import { useRefresh } from '../state/use-loaded.ts';
import { usePages } from '../state/use-pages.ts';
import type { Repository } from '../wire.ts';
import { IngestTag, isIngesting, sourceText } from './ingest-state.tsx';

const pageSize = 100;

const columns: readonly Column[] = ['Repository', 'Source', { title: 'Changed', class: 'minor' }];

/** The repositories of a project, and how far their sources are. */
export function RepositoryTable({ projectId }: { readonly projectId: string }): JSX.Element {
  const repositories = usePages<Repository>(`/v1/projects/${encodeURIComponent(projectId)}/repositories?`, pageSize);
  const state = repositories.state.value;
  useRefresh(repositories, state.kind === 'ready' && state.value.items.length <= pageSize && state.value.items.some(isIngesting));
  if (state.kind === 'loading') return <Skeleton lines={6} label="Loading the repositories" />;
  if (state.kind === 'refused') return <RefusalMessage refusal={state} retry={() => void repositories.reload()} />;
  if (state.value.items.length === 0) return <NoRepositories />;
  return (
    <>
      <FramedTable columns={columns}>
        {state.value.items.map((repository) => (
          <RepositoryRow key={repository.id} repository={repository} />
        ))}
      </FramedTable>
      <MoreButton pages={repositories} />
    </>
  );
}

function RepositoryRow({ repository }: { readonly repository: Repository }): JSX.Element {
  const { id, name, ingest_status: status, ingest_error: error, updated_at: at } = repository;
  return (
    <tr>
      <th scope="row">
        <PageLink page="repository" query={{ id }} class="row-link">
          {name}
        </PageLink>
        <span class="row-description mono">{sourceText(repository)}</span>
      </th>
      <td>
        <IngestTag state={status} />
        {error !== null && <span class="row-description">{error}</span>}
      </td>
      <td class="minor">
        <Ago at={at} />
      </td>
    </tr>
  );
}

function NoRepositories(): JSX.Element {
  const mayAdd = useDenial('write') === undefined;
  return (
    <Message icon="branch" title="No repositories yet">
      <p>
        {mayAdd
          ? '“Add repository” takes source code in from a git address, from an archive, or by a git push to this server.'
          : 'Nobody has added one to this project.'}
      </p>
    </Message>
  );
}
