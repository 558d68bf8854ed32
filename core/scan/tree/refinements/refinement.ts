/** A field for a child that a grammar leaves without one. The first child that fits gets it. */
export interface AddedField {
  readonly field: string;
  /** Position among the named children that are no comments; -1 is the last. */
  readonly at?: number;
  /** It comes after one of these tokens. */
  readonly after?: readonly string[];
  /** It comes before one of these tokens, where there is one. */
  readonly before?: readonly string[];
  /** It is of one of these kinds. */
  readonly of?: readonly string[];
  /** It is of none of these kinds. */
  readonly except?: readonly string[];
  /** It counts as little as a comment does: it is neither matched nor followed. */
  readonly hidden?: boolean;
  /** All children that fit get it. */
  readonly all?: boolean;
}

/** A kind of its own for nodes that a grammar tells apart only by what is in or around them. */
export interface AddedKind {
  readonly kind: string;
  /** One of these tokens is among its children. */
  readonly has?: readonly string[];
  /** A child of one of these kinds is there. */
  readonly holds?: readonly string[];
  /** It is a child of a node of one of these kinds. */
  readonly within?: readonly string[];
  /** Its whole text. */
  readonly text?: string;
  /** The text before it, spaces left out, ends in this. */
  readonly behind?: string;
}

/** What is added to the trees of a grammar, so that patterns and data flows can be described by kinds and fields alone. */
export interface Refinement {
  /** By kind of the parent, as it is called after `kinds` was applied. */
  readonly fields: Readonly<Record<string, readonly AddedField[]>>;
  /** By kind of the node, or token where no kind has the name: it becomes a node. The first that holds decides. */
  readonly kinds: Readonly<Record<string, readonly AddedKind[]>>;
  /** Prefix operators (`inner`) that the grammar wrongly binds tighter than what follows their operand (`outer`): `!f(x)`. Operators that are no tokens are `named`. */
  readonly prefixes?: { readonly inner: string; readonly outer: readonly string[]; readonly named?: readonly string[] };
  /** Names in strings that the grammar takes for text: after a `sign` node of kind `text`, a name becomes a `node` with a `name` in it. */
  readonly substitutions?: { readonly text: string; readonly sign: string; readonly node: string; readonly name: string };
}
