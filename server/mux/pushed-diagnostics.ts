import type { SideName } from './hub.ts';
import { fieldsOf, listOf } from './message.ts';
import type { Peer } from './peer.ts';

/** Diagnostics that the servers push: the editor gets the newest list of each, joined, since it keeps one list per file. */
export interface PushedDiagnostics {
  /** A server published; joins and passes on. A list for an older version than that server's last one is left out. */
  publish(side: SideName, params: unknown): void;
  /** The list of a server for a file; the same object until it publishes again. */
  listOf(side: SideName, uri: string): readonly unknown[];
  /** Versions start anew. */
  reopened(uri: string): void;
  /** Takes away everything that a server published. */
  drop(side: SideName): void;
}

interface List {
  readonly version: number | undefined;
  readonly diagnostics: readonly unknown[];
}

type Lists = Partial<Record<SideName, List>>;

const none: readonly unknown[] = [];

/** Without a `host` the lists are only kept, for an editor that asks. */
export function pushedDiagnostics(host: Peer | undefined, changed: (side: SideName) => void): PushedDiagnostics {
  const byUri = new Map<string, Lists>();

  function send(uri: string, { own, upstream }: Lists): void {
    const lists = [upstream, own].filter((list) => list !== undefined);
    const versions = lists.map(({ version }) => version).filter((version) => version !== undefined);
    const version = versions.length === lists.length && versions.length > 0 ? { version: Math.max(...versions) } : {};
    host?.notify('textDocument/publishDiagnostics', { uri, ...version, diagnostics: lists.flatMap(({ diagnostics }) => diagnostics) });
  }

  return {
    publish(side, params) {
      const { uri, version, diagnostics } = fieldsOf(params);
      if (typeof uri !== 'string') return;
      const lists = byUri.get(uri) ?? {};
      const list = { version: typeof version === 'number' ? version : undefined, diagnostics: listOf(diagnostics) };
      if (isOlder(list, lists[side])) return;
      const next = { ...lists, [side]: list };
      byUri.set(uri, next);
      send(uri, next);
      if (isNothing(next.own) && isNothing(next.upstream)) byUri.delete(uri);
      changed(side);
    },
    listOf: (side, uri) => byUri.get(uri)?.[side]?.diagnostics ?? none,
    reopened(uri) {
      const { own, upstream } = byUri.get(uri) ?? {};
      if (own === undefined && upstream === undefined) return;
      byUri.set(uri, { ...unversioned('own', own), ...unversioned('upstream', upstream) });
    },
    drop(side) {
      for (const [uri, { [side]: dropped, ...rest }] of [...byUri]) {
        if (dropped === undefined) continue;
        byUri.set(uri, rest);
        if (dropped.diagnostics.length > 0) send(uri, rest);
      }
    },
  };
}

function isOlder({ version }: List, last: List | undefined): boolean {
  return version !== undefined && last?.version !== undefined && version < last.version;
}

/** A list with a version is kept although it is empty: a late one for an older version is still to be recognised. */
function isNothing(list: List | undefined): boolean {
  return list === undefined || (list.diagnostics.length === 0 && list.version === undefined);
}

function unversioned(side: SideName, list: List | undefined): Lists {
  return list === undefined ? {} : { [side]: { version: undefined, diagnostics: list.diagnostics } };
}
