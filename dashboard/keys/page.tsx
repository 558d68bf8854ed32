import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { Ago } from '../parts/ago.tsx';
import { FormDialog, useSubmission } from '../parts/form.tsx';
import { Icon } from '../parts/icon.tsx';
import { Message, RefusalMessage, Skeleton } from '../parts/message.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { countOf } from '../parts/words.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { useToggle } from '../state/use-toggle.ts';
import type { ApiKey } from '../wire.ts';
import { KeyForm } from './key-form.tsx';

/** The API keys of whoever is signed in. */
export function KeysPage(): JSX.Element {
  const keys = useLoaded('keys', (api) => api.get<readonly ApiKey[]>('/v1/api-keys'));
  const making = useToggle();
  const state = keys.state.value;
  return (
    <div class="page">
      <PageHead title="API keys" note={state.kind === 'ready' ? `${countOf(state.value.length, 'key')}; each has your rights in this workspace` : ''}>
        <button type="button" class="button primary" onClick={making.on}>
          <Icon name="plus" />
          New key
        </button>
      </PageHead>
      {state.kind === 'loading' && <Skeleton lines={6} label="Loading the keys" />}
      {state.kind === 'refused' && <RefusalMessage refusal={state} retry={() => void keys.reload()} />}
      {state.kind === 'ready' && state.value.length === 0 && <NoKeys />}
      {state.kind === 'ready' && state.value.length > 0 && <KeyTable keys={state.value} reload={() => void keys.reload()} />}
      {making.isOn && <KeyForm close={making.off} made={() => void keys.reload()} />}
    </div>
  );
}

function NoKeys(): JSX.Element {
  return (
    <Message icon="keys" title="No keys yet">
      <p>Programs prove with a key that they act for you, such as a pipeline that starts scans.</p>
    </Message>
  );
}

interface KeyTableProps {
  readonly keys: readonly ApiKey[];
  readonly reload: () => void;
}

function KeyTable({ keys, reload }: KeyTableProps): JSX.Element {
  const doomed = useSignal<ApiKey | undefined>(undefined);
  return (
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col" class="minor">
              Made
            </th>
            <th scope="col">Last used</th>
            <th scope="col">Ends</th>
            <th scope="col">
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow
              key={key.id}
              apiKey={key}
              revoke={() => {
                doomed.value = key;
              }}
            />
          ))}
        </tbody>
      </table>
      {doomed.value !== undefined && (
        <RevokeDialog
          apiKey={doomed.value}
          close={() => {
            doomed.value = undefined;
          }}
          done={reload}
        />
      )}
    </div>
  );
}

function KeyRow({ apiKey, revoke }: { readonly apiKey: ApiKey; readonly revoke: () => void }): JSX.Element {
  const { name, hint, created_at: made, last_used_at: used, expires_at: ends } = apiKey;
  const isOver = ends !== null && Date.parse(ends) <= Date.now();
  return (
    <tr>
      <th scope="row">
        <span class="row-name">{name}</span>
        <span class="row-description mono">…{hint}</span>
      </th>
      <td class="minor">
        <Ago at={made} />
      </td>
      <td>
        <Ago at={used} />
      </td>
      <td>
        {ends === null && <span class="quiet">never</span>}
        {ends !== null && (isOver ? <span class="tag">ended</span> : <time dateTime={ends}>{new Date(ends).toLocaleDateString('en')}</time>)}
      </td>
      <td class="row-actions">
        <button type="button" class="icon-button" aria-label={`Revoke ${name}`} title="Revoke" onClick={revoke}>
          <Icon name="trash" />
        </button>
      </td>
    </tr>
  );
}

interface RevokeDialogProps {
  readonly apiKey: ApiKey;
  readonly close: () => void;
  readonly done: () => void;
}

function RevokeDialog({ apiKey, close, done }: RevokeDialogProps): JSX.Element {
  const { api } = useApp();
  const submission = useSubmission(
    () => api.remove(`/v1/api-keys/${apiKey.id}`),
    () => {
      close();
      done();
    },
  );
  return (
    <FormDialog title="Revoke this key" action="Revoke key" tone="danger" submission={submission} isComplete close={close}>
      <p>
        <strong class="typed-name">{apiKey.name}</strong> (…{apiKey.hint}) counts no more from then on. Programs that use it are refused.
      </p>
    </FormDialog>
  );
}
