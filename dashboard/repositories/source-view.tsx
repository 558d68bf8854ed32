import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { CodeLine } from '../findings/code-frame.tsx';
import { openHighlighter } from '../findings/syntax.ts';
import { Icon } from '../parts/icon.tsx';
import { PageLink } from '../parts/link.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { bytesText, countOf } from '../parts/words.ts';
import { useLoaded } from '../state/use-loaded.ts';
import type { SourceTree } from '../wire.ts';
import { linesOf } from './lines.ts';
import { entriesIn, parentOf } from './source-folder.ts';

interface SourceViewProps {
  readonly repositoryId: string;
}

/** The files of a repository's latest snapshot, folder by folder, and what is in them. */
export function SourceView({ repositoryId }: SourceViewProps): JSX.Element {
  const tree = useLoaded(`tree ${repositoryId}`, (api) => api.get<SourceTree>(`/v1/repositories/${repositoryId}/source-tree?limit=50000`));
  const { folder = '', file = '' } = useApp().router.route.value.query;
  const state = tree.state.value;
  if (state.kind === 'loading') return <Skeleton lines={10} label="Loading the files" />;
  if (state.kind === 'refused') return <RefusalMessage refusal={state} retry={() => void tree.reload()} />;
  if (file !== '') return <SourceFile key={file} repositoryId={repositoryId} file={file} />;
  return <Folder repositoryId={repositoryId} tree={state.value} folder={folder} />;
}

interface FolderProps extends SourceViewProps {
  readonly tree: SourceTree;
  readonly folder: string;
}

function Folder({ repositoryId, tree, folder }: FolderProps): JSX.Element {
  const entries = useMemo(() => entriesIn(tree.files, folder), [tree, folder]);
  const link = (query: Readonly<Record<string, string>>) => ({
    page: 'repository' as const,
    query: { id: repositoryId, tab: 'source', ...query },
    class: 'file-row',
  });
  return (
    <section class="table-frame" aria-label={folder === '' ? 'Files' : `Files in ${folder}`}>
      <p class="source-head">
        <span class="mono">{folder === '' ? '/' : folder}</span>
        <span class="aside">
          {countOf(tree.total_files, 'file')}, {bytesText(tree.total_bytes)}
          {tree.commit === null ? '' : `, commit ${tree.commit.slice(0, 12)}`}
          {tree.skipped.length === 0 ? '' : `, ${tree.skipped.length.toLocaleString('en')} not taken in`}
        </span>
      </p>
      <ul class="file-list">
        {folder !== '' && (
          <li>
            <PageLink {...link({ folder: parentOf(folder) })}>
              <Icon name="back" />
              <span>To the folder above</span>
            </PageLink>
          </li>
        )}
        {entries.map(({ name, path, kind, note }) => (
          <li key={path}>
            <PageLink {...link(kind === 'folder' ? { folder: path } : { file: path })}>
              <Icon name={kind === 'folder' ? 'projects' : 'file'} />
              <span class="mono">{name}</span>
              <span class="aside">{note}</span>
            </PageLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

const mostLines = 5000;

function SourceFile({ repositoryId, file }: { readonly repositoryId: string; readonly file: string }): JSX.Element {
  const text = useLoaded(`file ${repositoryId} ${file}`, (api) => api.text(sourceAddress(repositoryId, file)));
  const state = text.state.value;
  return (
    <section class="table-frame" aria-label={file}>
      <p class="source-head">
        <PageLink page="repository" query={{ id: repositoryId, tab: 'source', folder: parentOf(file) }}>
          Files
        </PageLink>
        <span class="mono">{file}</span>
      </p>
      {state.kind === 'loading' && <Skeleton lines={12} label="Loading the file" />}
      {state.kind === 'refused' && <RefusalMessage refusal={state} retry={() => void text.reload()} />}
      {state.kind === 'ready' && state.value === undefined && (
        <Message icon="file" title="This file is no text">
          <a href={sourceAddress(repositoryId, file)} download={file.slice(file.lastIndexOf('/') + 1)}>
            Save it
          </a>
        </Message>
      )}
      {state.kind === 'ready' && state.value !== undefined && <CodeTable file={file} text={state.value} />}
    </section>
  );
}

/** Address of a file of the latest snapshot. */
export function sourceAddress(repositoryId: string, file: string): string {
  return `/v1/repositories/${repositoryId}/source-files/${file.split('/').map(encodeURIComponent).join('/')}`;
}

function CodeTable({ file, text }: { readonly file: string; readonly text: string }): JSX.Element {
  const lines = useMemo(() => linesOf(text), [text]);
  const highlight = useMemo(() => openHighlighter(file), [file]);
  return (
    <div class="code-frame source-code">
      <table>
        <tbody>
          {lines.slice(0, mostLines).map((line, index) => (
            <tr key={index}>
              <td class="line-number">{index + 1}</td>
              <td class="line-code">
                <CodeLine parts={highlight(line)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > mostLines && (
        <p class="source-head">
          The first {mostLines.toLocaleString('en')} of {countOf(lines.length, 'line')} are shown.
        </p>
      )}
    </div>
  );
}
