/** A child: a node of the tree, one in another field, or a new node around some of them. */
export type Part = number | MovedNode | NewNode;

export interface MovedNode {
  readonly node: number;
  readonly field: string;
}

export interface NewNode {
  readonly kind: string;
  readonly field?: string;
  /** At least one. */
  readonly parts: readonly Part[];
}

/** What a node becomes: its children, and its kind where that changes. */
export interface Regrouped {
  readonly kind?: string;
  readonly parts: readonly Part[];
}

/** The children of a node, with those of dissolved ones in their place. */
export interface Children {
  readonly parts: readonly number[];
  readonly kindOf: (part: number) => string;
  readonly isExtra: (part: number) => boolean;
}

/** How the trees of a grammar that puts unlike things side by side are put together: blocks, lists of parameters, bindings. */
export interface Regrouping {
  /** Kinds and fields that the new nodes have and the grammar lacks. */
  readonly kinds: readonly string[];
  readonly fields: readonly string[];
  /** Kinds that are left out, with their children in their place. */
  readonly dissolved: readonly string[];
  /** By kind of the node whose children are regrouped. */
  readonly groups: Readonly<Record<string, (children: Children) => Regrouped>>;
}
