import { errorKind, type FlatTree, nodeFlags } from './flat-tree.ts';
import type { Grammar, GrammarName } from './grammar.ts';
import { createTreeWriter } from './tree-writer.ts';

/** The names of a grammar that is written here rather than generated. */
export interface OwnGrammar {
  readonly name: GrammarName;
  readonly named: readonly string[];
  readonly tokens: readonly string[];
  readonly fields: readonly string[];
  /** Writes the tree of a whole text. */
  readonly read: (writer: NodeWriter) => void;
}

/** Writes nodes by the names of a grammar. Offsets are UTF-16 units of `text`. */
export interface NodeWriter {
  readonly text: string;
  open(kind: string, start: number, field?: string): void;
  close(end: number): void;
  /** A named node without children. */
  leaf(kind: string, range: TextRange, field?: string): void;
  token(kind: string, range: TextRange): void;
  comment(range: TextRange): void;
  /** A stretch that is not understood. */
  error(range: TextRange): void;
}

/** `start..end`, the end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A grammar over a hand-written reader; such readers are linear, so an edit is read anew. */
export function ownGrammar(own: OwnGrammar): Grammar {
  const kinds = ['', ...own.named, ...own.tokens, 'comment'];
  const namedIds = new Map([...own.named, 'comment'].map((kind) => [kind, kinds.indexOf(kind)]));
  const tokenIds = new Map(own.tokens.map((kind, index) => [kind, 1 + own.named.length + index]));
  const fieldIds = new Map(own.fields.map((field, index) => [field, index + 1]));
  const parse = (text: string) => readTree(own, text, { namedIds, tokenIds, fieldIds });
  return {
    name: own.name,
    kinds,
    kindIds: (kind, named = true) => [(named ? namedIds : tokenIds).get(kind) ?? []].flat(),
    fieldId: (field) => fieldIds.get(field) ?? 0,
    parse,
    open: (text) => {
      let current = parse(text);
      return {
        get current() {
          return current;
        },
        update: (_changes, next) => (current = parse(next)),
        close: () => undefined,
      };
    },
  };
}

interface Ids {
  readonly namedIds: ReadonlyMap<string, number>;
  readonly tokenIds: ReadonlyMap<string, number>;
  readonly fieldIds: ReadonlyMap<string, number>;
}

function readTree(own: OwnGrammar, text: string, { namedIds, tokenIds, fieldIds }: Ids): FlatTree {
  const tree = createTreeWriter(text);
  let hasError = false;
  const node = (kind: string, start: number, field: string | undefined) => {
    const place = field === undefined ? {} : { field: fieldIds.get(field) ?? 0 };
    return { kind: namedIds.get(kind) ?? 0, start, flags: nodeFlags.named, ...place };
  };
  own.read({
    text,
    open: (kind, start, field) => tree.open(node(kind, start, field)),
    close: (end) => tree.close(end),
    leaf: (kind, { start, end }, field) => tree.leaf(node(kind, start, field), end),
    token: (kind, { start, end }) => tree.leaf({ kind: tokenIds.get(kind) ?? 0, start, flags: 0 }, end),
    comment: ({ start, end }) => tree.leaf({ kind: namedIds.get('comment') ?? 0, start, flags: nodeFlags.named | nodeFlags.extra }, end),
    error: ({ start, end }) => {
      hasError = true;
      tree.leaf({ kind: errorKind, start, flags: nodeFlags.named }, end);
    },
  });
  return tree.finish(hasError);
}
