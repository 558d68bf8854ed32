/** How often a part may occur. */
export type Quantifier = 'one' | 'optional' | 'some' | 'any';

/** What every part of a query has. */
interface PartBase {
  readonly captures: readonly string[];
  readonly quantifier: Quantifier;
  /** Field that the node must be in; absent: any. */
  readonly field?: string;
  /** It follows the part before it (or the start of the parent) with nothing named between. */
  readonly anchored: boolean;
}

/** A tree-sitter query as it is written. `named` false: an anonymous token; a name of `_` means any node. */
export type QueryPart =
  | (PartBase & {
      readonly kind: 'node';
      readonly name: string;
      readonly named: boolean;
      readonly wildcard: boolean;
      readonly children: readonly QueryPart[];
      readonly without: readonly string[];
      readonly anchoredEnd: boolean;
    })
  | (PartBase & { readonly kind: 'choice'; readonly of: readonly QueryPart[] })
  | (PartBase & { readonly kind: 'group'; readonly of: readonly QueryPart[] });

/** An operand of a predicate: a capture's name, or text. */
export type Operand = { readonly kind: 'capture'; readonly name: string } | { readonly kind: 'text'; readonly text: string };

export interface Predicate {
  readonly name: string;
  readonly operands: readonly Operand[];
}

/** One top-level pattern with the predicates in it. */
export interface QueryPattern {
  readonly root: QueryPart;
  readonly predicates: readonly Predicate[];
}
