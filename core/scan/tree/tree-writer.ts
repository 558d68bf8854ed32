import { type FlatTree, none } from './flat-tree.ts';

/** Where a node starts and what it is. `flags` as in `nodeFlags`; `field` 0 for none. */
export interface NodeStart {
  readonly kind: number;
  readonly start: number;
  readonly flags: number;
  readonly field?: number;
}

/** Builds a flat tree in pre-order: every node that is opened is closed after its children. */
export interface TreeWriter {
  open(node: NodeStart): void;
  /** Closes the innermost open node at this offset. */
  close(end: number): void;
  leaf(node: NodeStart, end: number): void;
  finish(hasError: boolean): FlatTree;
}

type Columns = Record<'kind' | 'start' | 'end' | 'parent' | 'skip' | 'field' | 'flags', number[]>;

/** A writer for a tree over this text. */
export function createTreeWriter(text: string): TreeWriter {
  const columns: Columns = { kind: [], start: [], end: [], parent: [], skip: [], field: [], flags: [] };
  const around: number[] = [];
  const open = ({ kind, start, flags, field = 0 }: NodeStart) => {
    columns.parent.push(around.at(-1) ?? none);
    around.push(columns.kind.length);
    columns.kind.push(kind);
    columns.start.push(start);
    columns.end.push(start);
    columns.skip.push(0);
    columns.field.push(field);
    columns.flags.push(flags);
  };
  const close = (end: number) => {
    const node = around.pop() ?? 0;
    columns.end[node] = end;
    columns.skip[node] = columns.kind.length;
  };
  return {
    open,
    close,
    leaf(node, end) {
      open(node);
      close(end);
    },
    finish: (hasError) => ({
      text,
      count: columns.kind.length,
      kind: Uint16Array.from(columns.kind),
      start: Uint32Array.from(columns.start),
      end: Uint32Array.from(columns.end),
      parent: Int32Array.from(columns.parent),
      skip: Int32Array.from(columns.skip),
      field: Uint8Array.from(columns.field),
      flags: Uint8Array.from(columns.flags),
      hasError,
    }),
  };
}
