import type { Connection } from 'vscode-languageserver/node';
import type { Log } from '../core/kernel/context.ts';
import type { Client } from './client.ts';
import type { Documents } from './documents.ts';
import type { Folders } from './workspace.ts';

/** What every feature of the server works with. */
export interface Host {
  readonly connection: Connection;
  readonly client: Client;
  readonly folders: Folders;
  readonly documents: Documents;
  readonly log: Log;
}

/** Lets a message go without waiting for it; a client that refuses or is gone is logged. */
export function inBackground({ log }: Pick<Host, 'log'>, what: string, sent: Promise<unknown>): void {
  sent.catch((thrown: unknown) => log.warn(`${what} failed`, { error: thrown instanceof Error ? thrown.message : String(thrown) }));
}
