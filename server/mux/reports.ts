import type { SideName } from './hub.ts';
import { fieldsOf, listOf } from './message.ts';

/** What a server last answered about a file. A server that says "unchanged" gives the same object again. */
export interface Report {
  readonly resultId: string | undefined;
  readonly items: readonly unknown[];
}

/** What the editor was last told about a file, under the name it knows it by. */
export interface Known {
  readonly id: string;
  readonly own: Report;
  readonly upstream: Report;
}

/** The reports of both servers by file. */
export interface Reports {
  /** What the editor means by a result id; undefined when it is not the last one. */
  known(uri: string, resultId: unknown): Known | undefined;
  last(uri: string): Known | undefined;
  /** Notes what both say now; the same entry when nothing changed. */
  note(uri: string, own: Report, upstream: Report): Known;
  forget(uri: string): void;
  /** A server is gone: its reports are void. */
  drop(side: SideName): void;
}

export const emptyReport: Report = { resultId: undefined, items: [] };

export function reportStore(): Reports {
  const byUri = new Map<string, Known>();
  let last = 0;
  const store: Reports = {
    known(uri, resultId) {
      const known = byUri.get(uri);
      return known?.id === resultId ? known : undefined;
    },
    last: (uri) => byUri.get(uri),
    note(uri, own, upstream) {
      const before = byUri.get(uri);
      if (before?.own === own && before.upstream === upstream) return before;
      last += 1;
      const known = { id: `joined-${last}`, own, upstream };
      byUri.set(uri, known);
      return known;
    },
    forget: (uri) => void byUri.delete(uri),
    drop(side) {
      for (const [uri, { own, upstream }] of [...byUri]) store.note(uri, side === 'own' ? emptyReport : own, side === 'upstream' ? emptyReport : upstream);
    },
  };
  return store;
}

/** The report in an answer, where `before` is what its server said last; undefined when there is none. */
export function readReport(value: unknown, before: Report): Report | undefined {
  const { kind, resultId, items } = fieldsOf(value);
  const name = typeof resultId === 'string' ? resultId : undefined;
  if (kind === 'unchanged') return before.resultId === name ? before : { ...before, resultId: name };
  return kind === 'full' ? { resultId: name, items: listOf(items) } : undefined;
}

/** The joined report for the editor: unchanged when it has it already. */
export function joinedReport({ id, own, upstream }: Known, has: Known | undefined): Record<string, unknown> {
  if (has?.id === id) return { kind: 'unchanged', resultId: id };
  return { kind: 'full', resultId: id, items: [...upstream.items, ...own.items] };
}
