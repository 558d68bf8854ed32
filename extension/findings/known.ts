import { commands, Disposable, EventEmitter, languages, workspace } from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient/node';
import { contextKeys, type FindingList, findingsChanged, findingsRequest, statusNotification, type ViewState } from '../../server/protocol.ts';

/** What the server knows now, asked again after each change. */
export interface KnownFindings {
  readonly list: FindingList;
  readonly onDidChange: EventEmitter<void>['event'];
  readonly disposable: Disposable;
  /** Asks at once. */
  refresh(): Promise<void>;
}

const nothing: FindingList = { findings: [], notChecked: [], openFiles: 0 };
const settleMilliseconds = 250;

export function knownFindings(client: BaseLanguageClient): KnownFindings {
  const changed = new EventEmitter<void>();
  let list = nothing;
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;

  async function refresh(): Promise<void> {
    asked += 1;
    const own = asked;
    const answer = client.state === State.Running ? await client.sendRequest<FindingList>(findingsRequest).catch(() => undefined) : nothing;
    if (own !== asked || answer === undefined) return;
    list = answer;
    await commands.executeCommand('setContext', contextKeys.state, stateOf(client.state, list));
    changed.fire();
  }

  function later(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), settleMilliseconds);
  }

  later();
  const parts = [
    languages.onDidChangeDiagnostics(later),
    client.onDidChangeState(later),
    client.onNotification(statusNotification, later),
    client.onNotification(findingsChanged, later),
    // Diagnostics of files that no tab shows are not asked for, so that their changes tell nothing.
    workspace.onDidChangeTextDocument(({ contentChanges }) => contentChanges.length > 0 && later()),
    workspace.onDidCloseTextDocument(later),
  ];
  return {
    get list() {
      return list;
    },
    onDidChange: changed.event,
    disposable: Disposable.from(changed, ...parts, new Disposable(() => clearTimeout(timer))),
    refresh,
  };
}

function stateOf(state: State, { workspaceCheck }: FindingList): ViewState {
  if (state === State.Running) return workspaceCheck === undefined ? 'open' : 'workspace';
  return state === State.Starting ? 'starting' : 'stopped';
}
