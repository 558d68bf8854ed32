import { childrenOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import type { NodeRange } from './match.ts';
import { readWrites, type Write, type Writes } from './writes.ts';

/** Everything that a file writes to variables, by name. */
export interface WriteTable {
  /** In the order of the text. */
  of(name: string): readonly Write[];
  has(name: string): boolean;
  readonly pieces: readonly Piece[];
}

/** What a top-level node writes; read when it is first asked for. */
interface Piece {
  /** The node, of this version of the file. */
  readonly from: number;
  /** What to add to the nodes of its writes. */
  readonly shift: number;
  readonly writes: LazyWrites;
}

/** Read at the first question; only until then does it hold the file. */
class LazyWrites {
  private file: FileTree | undefined;
  private readonly from: number;
  private known: Writes = new Map();

  constructor(file: FileTree, from: number) {
    this.file = file;
    this.from = from;
  }

  get isRead(): boolean {
    return this.file === undefined;
  }

  read(): Writes {
    if (this.file !== undefined) this.known = readWrites(this.file, { from: this.from, to: this.file.tree.skip[this.from] ?? this.from }, 0);
    this.file = undefined;
    return this.known;
  }
}

/** The nodes of a new version that differ from those of an earlier one, and what to add to the nodes after them. */
export interface ChangedNodes {
  readonly old: NodeRange;
  readonly now: NodeRange;
  readonly nodeShift: number;
}

/** The writes of a file. `before`: those of an earlier version, of which the pieces that did not change are taken over. */
export function openWriteTable(file: FileTree, before?: { readonly table: WriteTable; readonly changed: ChangedNodes }): WriteTable {
  const pieces = before === undefined ? [...childrenOf(file.tree, 0)].map((from) => newPiece(file, from)) : movedPieces(file, before.table, before.changed);
  const known = new Map<string, readonly Write[]>();
  let index: ReadonlyMap<string, readonly Piece[]> | undefined;
  const of = (name: string): readonly Write[] => {
    const ready = known.get(name);
    if (ready !== undefined) return ready;
    if (known.size === fewNames) index = indexPieces(pieces);
    const writes = (index === undefined ? pieces : (index.get(name) ?? [])).flatMap((piece) => writesIn(piece, name));
    known.set(name, writes);
    return writes;
  };
  return { of, has: (name) => of(name).length > 0, pieces };
}

/** Up to so many names are looked for piece by piece; an index costs more than that. */
const fewNames = 16;

function indexPieces(pieces: readonly Piece[]): ReadonlyMap<string, readonly Piece[]> {
  const index = new Map<string, Piece[]>();
  for (const piece of pieces) {
    for (const name of piece.writes.read().keys()) {
      const holding = index.get(name);
      if (holding === undefined) index.set(name, [piece]);
      else holding.push(piece);
    }
  }
  return index;
}

function newPiece(file: FileTree, from: number): Piece {
  return { from, shift: 0, writes: new LazyWrites(file, from) };
}

function movedPieces(file: FileTree, { pieces }: WriteTable, { now, nodeShift }: ChangedNodes): Piece[] {
  const earlier = new Map(pieces.map((piece) => [piece.from, piece]));
  return [...childrenOf(file.tree, 0)].map((from) => {
    const isBefore = (file.tree.skip[from] ?? 0) <= now.from;
    const isAfter = !isBefore && from >= now.to;
    const same = isBefore || isAfter ? earlier.get(isBefore ? from : from - nodeShift) : undefined;
    if (same?.writes.isRead !== true) return newPiece(file, from);
    return isBefore || nodeShift === 0 ? same : { from, shift: same.shift + nodeShift, writes: same.writes };
  });
}

const nothing: readonly Write[] = [];

function writesIn({ writes: lazy, shift }: Piece, name: string): readonly Write[] {
  const writes = lazy.read().get(name) ?? nothing;
  return shift === 0 ? writes : writes.map((write) => movedWrite(write, shift));
}

/** Node 0 is the file and `none` is no node: they stay. */
function movedWrite({ scope, declares, type, name, at, expression, empty }: Write, shift: number): Write {
  const move = (node: number) => (node > 0 ? node + shift : node);
  return { scope: move(scope), declares, type: move(type), name: move(name), at: move(at), expression: move(expression), empty };
}
