import { type Disposable, workspace } from 'vscode';
import { type BaseLanguageClient, DidChangeWatchedFilesNotification, FileChangeType, State } from 'vscode-languageclient/node';

/** Tells the server of every saved file: one that is opened, changed and closed at once is never told to it as a document. */
export function tellSavedFiles(client: BaseLanguageClient): Disposable {
  return workspace.onDidSaveTextDocument(({ uri }) => {
    if (client.state !== State.Running || uri.scheme !== 'file') return;
    const changes = [{ uri: client.code2ProtocolConverter.asUri(uri), type: FileChangeType.Changed }];
    void client.sendNotification(DidChangeWatchedFilesNotification.method, { changes });
  });
}
