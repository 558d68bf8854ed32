import type { RuleOptions } from '../rule-options.ts';
import type { TypeText } from './type-text.ts';

/** How the children of a pattern node are compared with those of the code. */
export type Form = 'list' | 'decorated' | 'members' | 'operands' | 'arguments' | 'entries' | 'subset' | 'statements' | 'declaration' | 'commutative' | 'pair';

/** What every pattern node has. `field`: its field id in the pattern's own tree, 0 for none. `kind`: its own kind id. */
interface Base {
  readonly field: number;
  readonly kind: number;
  readonly group: number;
}

export interface NodePattern extends Base {
  readonly op: 'node';
  readonly form: Form;
  readonly children: readonly PatternNode[];
  /** A dotted name such as `subprocess.call` that this node or its callee spells, '' for none. */
  readonly qualified: string;
  /** The code need not have it. */
  readonly optional: boolean;
  /** What a `return` gives back: also matched where a function gives it without the word. */
  readonly result?: PatternNode;
}

/** A leaf: equal kind group and text. */
export interface LeafPattern extends Base {
  readonly op: 'leaf';
  readonly text: string;
  /** An identifier that an import may rename. */
  readonly resolvable: boolean;
  /** A literal that a constant may stand for. */
  readonly literal: boolean;
  /** Kinds of tokens that this one also means: `var` means `let` and `const`. */
  readonly loose: readonly number[];
}

export interface MetaPattern extends Base {
  readonly op: 'meta';
  /** Index of the metavariable; -1 for `$_`. */
  readonly slot: number;
  /** It stands where a statement stands. */
  readonly statement: boolean;
  /** It stands for the name of a symbol such as `:a`, not for any node. */
  readonly symbol?: boolean;
  /** The type it must have. */
  readonly type?: TypeText;
  /** Slots of the metavariables in the type, by name. */
  readonly typeSlots?: ReadonlyMap<string, number>;
}

export interface EllipsisPattern extends Base {
  readonly op: 'ellipsis';
  /** Index of `$...NAME`; -1 for a plain `...`. */
  readonly slot: number;
}

/** `<... P ...>`. */
export interface DeepPattern extends Base {
  readonly op: 'deep';
  readonly inner: PatternNode;
}

/** A string literal: its content equals `text`, matches `regex`, is bound to `slot`, or is anything. */
export interface StringPattern extends Base {
  readonly op: 'string';
  readonly content:
    | { readonly kind: 'any' }
    | { readonly kind: 'anyTemplate' }
    | { readonly kind: 'anyComputed' }
    | { readonly kind: 'anyJoined' }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'regex'; readonly regex: RegExp }
    | { readonly kind: 'meta'; readonly slot: number };
}

export interface AssignPattern extends Base {
  readonly op: 'assign';
  readonly left: PatternNode;
  readonly right: PatternNode;
  readonly type?: PatternNode;
}

export interface FunctionPattern extends Base {
  readonly op: 'function';
  readonly name?: PatternNode;
  readonly parameters?: PatternNode;
  readonly body?: PatternNode;
  /** Keywords such as `async` that the code must have. */
  readonly keywords: readonly number[];
  /** A pattern with a name also means methods and declarations, one without only expressions. */
  readonly accepts: 'expression' | 'method' | 'any';
  /** A named function expression is also meant where the code gives none: the name of the pattern is a metavariable. */
  readonly nameless?: true;
}

/** `$X. ... .name`: any chain of members and calls on `object`. */
export interface ChainPattern extends Base {
  readonly op: 'chain';
  readonly object: PatternNode;
}

/** An import: every name it brings in is brought in by the code, in whatever notation; or the same notation matches. */
export interface ImportPattern extends Base {
  readonly op: 'import';
  readonly names: readonly string[];
  /** Names with metavariables in them, in parts: a number is the slot of one, the last of which stands for the rest of the name. */
  readonly paths?: readonly (readonly (string | number)[])[];
  readonly same: NodePattern;
}

/** `@name` and `@name(…)`: what is applied and what it is given, nothing for the first. */
export interface DecoratorPattern extends Base {
  readonly op: 'decorator';
  readonly callee: PatternNode;
  readonly given: readonly PatternNode[];
}

export type PatternNode =
  | DecoratorPattern
  | ImportPattern
  | NodePattern
  | LeafPattern
  | MetaPattern
  | EllipsisPattern
  | DeepPattern
  | StringPattern
  | AssignPattern
  | FunctionPattern
  | ChainPattern;

/** A condition on what a metavariable stands for, decided as soon as the pattern matches. */
export interface SlotCheck {
  readonly slot: number;
  /** Sticky: tried at the start only. */
  readonly regex: RegExp;
  /** Tried on the text as written, quotes included. */
  readonly quoted: boolean;
}

/** One pattern ready to match: one root, or statements in sequence. */
export interface CompiledPattern {
  readonly text: string;
  readonly sequence: boolean;
  /** One node; for a sequence its statements. */
  readonly nodes: readonly PatternNode[];
  /** Names of the metavariables by slot, with their `$`. */
  readonly slots: readonly string[];
  /** Kind groups a match can start with; empty means any node. */
  readonly groups: readonly number[];
  /** The called or accessed name every match has at its head, '' when it varies. */
  readonly head: string;
  /** Words every matching file contains. */
  readonly words: readonly string[];
  /** Written with a `;`: the match is the whole statement where the expression is one. */
  readonly statement: boolean;
  /** The pattern can never match in this grammar (JSX in plain TypeScript). */
  readonly never: boolean;
  /** Options of the rule that change how it matches. */
  readonly options?: RuleOptions;
  /** Matches that fail one of these are not told. */
  readonly checks: readonly SlotCheck[];
}
