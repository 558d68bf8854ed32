import type { Host } from './host.ts';
import type { KnownFindings } from './known-findings.ts';
import { choosePacks, listChoices } from './pack-choice.ts';
import { choosePacksRequest, findingsRequest, fixWorkspaceRequest, packsRequest, suppressRequest } from './protocol.ts';
import { suppressFor } from './suppress-request.ts';
import { fixWorkspace } from './workspace-fix.ts';

/** Runs a handler and turns what it throws into a protocol error. */
type Answer = <T>(handle: () => Promise<T>) => Promise<T>;

/** Binds what an editor's own views ask for, beyond the protocol's requests: lists of findings and packs, and edits for what was chosen in them. */
export function bindWorkbench(host: Host, known: KnownFindings, answer: Answer): void {
  const { connection, folders } = host;
  const whenReady = <T>(handle: () => Promise<T>) => answer(() => folders.ready.then(handle));
  connection.onRequest(findingsRequest, () => whenReady(() => known.list()));
  connection.onRequest(fixWorkspaceRequest, () => whenReady(() => fixWorkspace(host, known)));
  connection.onRequest(packsRequest, (input: unknown) => whenReady(() => listChoices(host, input)));
  connection.onRequest(choosePacksRequest, (input: unknown) => whenReady(() => choosePacks(host, input)));
  connection.onRequest(suppressRequest, (input: unknown) => whenReady(() => suppressFor(host, input)));
}
