/** How exactly a pattern's tree and the code's must agree, strictest first (ast-grep's names). */
export const strictnesses = ['cst', 'smart', 'ast', 'relaxed', 'signature', 'template'] as const;
export type Strictness = (typeof strictnesses)[number];

/** A pattern as the tree it parses to. `selector`: only the first node of this kind in `text` is meant. */
export interface NodePattern {
  readonly kind: 'pattern';
  readonly text: string;
  readonly selector?: string;
  readonly strictness: Strictness;
  /** 1-based, in the rule's file. */
  readonly line?: number;
}

/** A position among siblings: every `step`-th from `offset` on, counted from 1. */
export interface NthPosition {
  readonly step: number;
  readonly offset: number;
}

/** Where a relational rule stops looking: at the nearest node, never, or after a node that a rule matches. */
export type StopBy = 'neighbor' | 'end' | NodeRule;

/** 0-based line and column. */
export interface NodePosition {
  readonly line: number;
  readonly column: number;
}

/** What must hold for one node; the form that ast-grep's rule objects are read into. */
export type NodeRule =
  | NodePattern
  | { readonly kind: 'node-kind'; readonly name: string; readonly line?: number }
  | { readonly kind: 'text'; readonly regex: string; readonly line?: number }
  | { readonly kind: 'nth-child'; readonly position: NthPosition; readonly of?: NodeRule; readonly reverse: boolean }
  | { readonly kind: 'range'; readonly start: NodePosition; readonly end: NodePosition }
  | {
      readonly kind: 'relation';
      readonly relation: 'inside' | 'has' | 'precedes' | 'follows';
      readonly of: NodeRule;
      readonly stopBy: StopBy;
      readonly field?: string;
    }
  | { readonly kind: 'all'; readonly of: readonly NodeRule[] }
  | { readonly kind: 'any'; readonly of: readonly NodeRule[] }
  | { readonly kind: 'not'; readonly of: NodeRule }
  | { readonly kind: 'matches'; readonly name: string; readonly line?: number };

/** Makes the metavariable `name` from the text of another one, `source`. */
export type Transform = { readonly name: string; readonly source: string } & (
  | { readonly kind: 'replace'; readonly regex: string; readonly by: string }
  | { readonly kind: 'substring'; readonly start?: number; readonly end?: number }
  | { readonly kind: 'convert'; readonly toCase: LetterCase; readonly separators: readonly Separator[] }
  | { readonly kind: 'rewrite'; readonly rewriters: readonly string[]; readonly joinBy?: string }
);

export const letterCases = ['lowerCase', 'upperCase', 'capitalize', 'camelCase', 'snakeCase', 'kebabCase', 'pascalCase'] as const;
export type LetterCase = (typeof letterCases)[number];

export const separators = ['caseChange', 'dash', 'dot', 'slash', 'space', 'underscore'] as const;
export type Separator = (typeof separators)[number];

/** Rewrites nodes inside a metavariable. */
export interface Rewriter {
  readonly id: string;
  readonly rule: NodeRule;
  readonly constraints: Readonly<Record<string, NodeRule>>;
  readonly transforms: readonly Transform[];
  readonly template: string;
}

/** A node rule with everything it refers to. Names of metavariables have their `$`. */
export interface Structure {
  readonly rule: NodeRule;
  readonly utils: Readonly<Record<string, NodeRule>>;
  readonly constraints: Readonly<Record<string, NodeRule>>;
  readonly transforms: readonly Transform[];
  readonly rewriters: readonly Rewriter[];
  /** Metavariables that are empty where nothing bound them. */
  readonly defaults: readonly string[];
  /** What a fix also takes: siblings before and after the match up to the one that the rule matches. */
  readonly expandStart?: Extract<NodeRule, { kind: 'relation' }>;
  readonly expandEnd?: Extract<NodeRule, { kind: 'relation' }>;
}

/** Formulas about the nodes of a tree: a node and its relations to others (ast-grep's rules), or a tree-sitter query. */
export type TreeFormula =
  | { readonly kind: 'structure'; readonly structure: Structure; readonly line?: number }
  | { readonly kind: 'query'; readonly query: string; readonly line?: number };
