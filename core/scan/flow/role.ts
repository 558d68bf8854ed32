/** A child of a node: a field's name, or its position among the named children (-1: the last). */
export type Child = string | number;

/** What a kind of syntax node means for the flow of values. Kinds without a role mix the values of their children. */
export type Role =
  | { readonly kind: 'name'; readonly calls?: boolean }
  /** `transparent`: a substitution that is all of the text is just that value. */
  | { readonly kind: 'text'; readonly transparent?: boolean }
  | { readonly kind: 'self' | 'field' | 'list' | 'tuple' | 'record' | 'sequence' | 'scalar' | 'mix' | 'skip' }
  | { readonly kind: 'block'; readonly yields?: boolean }
  | { readonly kind: 'heredoc'; readonly content: string }
  | { readonly kind: 'group' | 'finally' | 'labels' | 'break' | 'continue' | 'fallthrough' | 'goto' | 'members' }
  | { readonly kind: 'literal'; readonly of: 'number' | 'true' | 'false' | 'boolean' | 'null' | 'character' | 'symbol' | 'glob' }
  /** `others`: further children are evaluated without being part of the value. `type`: what a collection in it is made as. */
  | { readonly kind: 'pass'; readonly of: Child; readonly others?: boolean; readonly type?: Child }
  | { readonly kind: 'spread'; readonly of?: Child }
  | { readonly kind: 'cast'; readonly type: Child; readonly value: Child }
  | { readonly kind: 'member'; readonly object: Child; readonly name: Child }
  /** `whole`: indexes that mean all of the collection. */
  | { readonly kind: 'index'; readonly object: Child; readonly index: Child; readonly whole?: readonly string[] }
  | CallRole
  | { readonly kind: 'keyword'; readonly name: Child; readonly value: Child }
  | { readonly kind: 'binary'; readonly left: Child; readonly right: Child; readonly operator?: string }
  | { readonly kind: 'unary'; readonly operand: Child; readonly operator?: string }
  /** `operator`: its field, '' where it is the first token. `empty`: nothing on the right is the empty text. */
  | { readonly kind: 'assign'; readonly left: Child; readonly right: Child; readonly operator?: string; readonly declares?: boolean; readonly empty?: boolean }
  | { readonly kind: 'update'; readonly of: Child }
  | { readonly kind: 'choice'; readonly condition: Child; readonly then: Child; readonly otherwise: Child }
  | { readonly kind: 'pair'; readonly key: Child; readonly value: Child; readonly bare?: boolean }
  | { readonly kind: 'default'; readonly target: Child; readonly value: Child }
  | { readonly kind: 'parameters'; readonly names: string; readonly rest?: boolean }
  | { readonly kind: 'export'; readonly value: Child }
  | { readonly kind: 'alias'; readonly value: Child; readonly target: Child }
  | FunctionRole
  | { readonly kind: 'class'; readonly name: Child; readonly body: Child }
  | { readonly kind: 'comprehension'; readonly body: Child }
  | { readonly kind: 'declare'; readonly name: string; readonly value?: Child; readonly hoists?: boolean }
  | IfRole
  | LoopRole
  | EachRole
  | SwitchRole
  | CaseRole
  | { readonly kind: 'try'; readonly resources?: string; readonly yields?: boolean }
  | { readonly kind: 'catch'; readonly parameter?: Child }
  | ShellRole
  /** All children must hold, in their order. */
  | { readonly kind: 'conjunction' }
  /** What follows is only reached where it holds. */
  | { readonly kind: 'assert'; readonly of: Child }
  /** A value that is put into a channel. */
  | { readonly kind: 'send'; readonly to: Child; readonly value: Child }
  /** Tests a value and binds it: `x instanceof T t`. */
  | { readonly kind: 'bind'; readonly value: Child; readonly target: Child }
  /** A value that a generator hands out. */
  | { readonly kind: 'produce'; readonly of: Child }
  | { readonly kind: 'return' | 'throw' | 'yield' | 'label' | 'global' };

/** What only shells have. */
export type ShellRole =
  /** Each part prints what the next one reads. */
  | { readonly kind: 'pipeline' }
  /** What the commands in it print. */
  | { readonly kind: 'output' }
  | { readonly kind: 'unset' }
  | { readonly kind: 'redirected'; readonly body: string }
  /** `content`: kind of the child that holds the text; otherwise the last child is where it leads. */
  | { readonly kind: 'redirect'; readonly content?: string }
  /** An `if` or `elif` without nodes for its branches. `start`: the token before the first, `last`: kind of the last. */
  | { readonly kind: 'branches'; readonly start: string; readonly last: string }
  | { readonly kind: 'chained'; readonly left: Child; readonly right: Child }
  /** `local`: the words that make its names variables of the function. */
  | { readonly kind: 'declarations'; readonly local: readonly string[] }
  /** Signs of an expansion: before a size; before the value taken instead, or by default; of what is removed. */
  | {
      readonly kind: 'expansion';
      readonly size: string;
      readonly instead: readonly string[];
      readonly defaults: readonly string[];
      readonly removes: string;
    };

export interface IfRole {
  readonly kind: 'if';
  readonly condition: Child;
  readonly then: Child;
  /** A field that may be there several times, or a position. */
  readonly otherwise: Child;
  readonly initializer?: string;
  /** Its value is that of the branch taken. */
  readonly yields?: boolean;
  /** The first branch is for a condition that does not hold. */
  readonly negated?: boolean;
  /** Names that the condition binds go on after the statement. */
  readonly outlives?: boolean;
}

export interface CallRole {
  readonly kind: 'call';
  /** The callee, or the object and name of a method where the grammar keeps them apart. */
  readonly callee?: Child;
  readonly object?: Child;
  readonly name?: Child;
  readonly arguments: Child;
  readonly constructs?: boolean;
  /** Kind of an argument list that adds to the call before it: `f(a) { b }`. */
  readonly trailing?: string;
  /** Fields and elements of the new object that are given along with it (C#). */
  readonly fields?: Child;
  /** Kind of the arguments where they have no list around them. */
  readonly argumentKind?: string;
  /** A closure that follows the arguments. */
  readonly block?: Child;
  /** A command of a shell, whose arguments are in a field of that name; its value is what it prints. */
  readonly command?: boolean;
}

export interface FunctionRole {
  readonly kind: 'function';
  readonly name?: Child;
  /** Absent where functions have no list of parameters. */
  readonly parameters?: string;
  /** A single parameter without a list. */
  readonly parameter?: string;
  readonly body: Child;
  /** Kind of the parameters where they have no list around them. */
  readonly parameterKind?: string;
  /** Kind of the calls that run before the body (Solidity's modifiers). */
  readonly before?: string;
  /** Field of the variables whose values are the result where none is returned. */
  readonly results?: string;
  /** The statements stand in the function's own node, after the parameters. */
  readonly inline?: boolean;
  /** Names of the parameters where none are written. */
  readonly implicit?: readonly string[];
  /** Where its name goes: into the scope, into the class, or nowhere (it is an expression). */
  readonly binds: 'scope' | 'member' | 'nothing';
  /** Go's receiver. */
  readonly receiver?: string;
}

export interface LoopRole {
  readonly kind: 'loop';
  readonly initializer?: string;
  readonly condition?: string;
  readonly update?: string;
  readonly body: string;
  readonly otherwise?: string;
  /** The body runs before the condition is first looked at. */
  readonly bodyFirst?: boolean;
  /** Kinds of a child that holds the header (Go). */
  readonly headers?: readonly string[];
}

export interface EachRole {
  readonly kind: 'each';
  readonly left: Child;
  readonly right: Child;
  readonly body?: string;
  readonly otherwise?: string;
  /** The field may be there several times, its values are words; without any the loop goes over the arguments. */
  readonly words?: string;
  /** The variable is new only when this field is there. */
  readonly declaredBy?: string;
}

export interface CaseRole {
  readonly kind: 'case';
  readonly value?: string;
  /** Whether it goes on with the next one: always, never, or when it has no statements. */
  readonly falls: boolean | 'empty';
  /** Whether it is taken does not depend on a value that is compared (Go's select). */
  readonly open?: boolean;
  /** A further condition that may fail. */
  readonly guard?: string;
  /** Text of a label that fits everything. */
  readonly catchAll?: string;
  /** Kind of the names that a pattern binds to the value (Python). */
  readonly captures?: string;
}

export interface SwitchRole {
  readonly kind: 'switch';
  readonly value?: string;
  readonly body?: string;
  readonly initializer?: string;
  /** A variable that stands for the value in all cases (Go's type switch). */
  readonly alias?: string;
}

/** What a method does to the collection it is called on. */
export type CollectionEffect = 'append' | 'put' | 'get' | 'remove' | 'clear' | 'absorb';

/** Indexes of the argument that is written and of those that are read; `rest` means all after the written one. */
export interface Copy {
  readonly to: number;
  readonly from: readonly number[] | 'rest';
  /** What was there before is gone. */
  readonly overwrites?: boolean;
}

/** How a command stores what it reads. */
export interface Reading {
  /** Letters of the options that are followed by a value. */
  readonly options: string;
  /** Words before the first name. */
  readonly skip?: number;
  /** Variable that is read, instead of the input. */
  readonly list?: string;
  /** Variables that are written, too. */
  readonly also?: readonly string[];
  /** The variable that is written where none is named. */
  readonly otherwise?: string;
}

/** The commands of a shell that are more than a program. */
export interface CommandTable {
  /** Commands that write variables. */
  readonly reads: ReadonlyMap<string, Reading>;
  /** Commands that print nothing that matters. */
  readonly silent: ReadonlySet<string>;
  /** The command that writes the variable after its option `-v` instead of printing. */
  readonly formats: string;
  /** Programs that print what they read. */
  readonly filters: ReadonlySet<string>;
}

/** Everything about one language that the flow form and the interpreter need to know. */
export interface FlowTable {
  readonly roles: Readonly<Record<string, Role>>;
  /** Whether variables live in blocks or in whole functions. */
  readonly scoping: 'block' | 'function';
  /** Name of the current object; where methods take it as their first parameter, undefined. */
  readonly self?: string;
  /** Fields of a class are visible in its methods as plain names. */
  readonly fieldsInScope: boolean;
  /** Assigning to an unknown name makes a variable of the function. */
  readonly declaresByAssignment: boolean;
  /** Functions (dotted names) whose result is a number or truth value whatever goes in. */
  readonly scalarCalls: ReadonlySet<string>;
  /** Methods with such a result. */
  readonly scalarMethods: ReadonlySet<string>;
  /** Properties with such a value. */
  readonly scalarMembers: ReadonlySet<string>;
  /** Properties that give an element of a collection. */
  readonly elementMembers?: ReadonlySet<string>;
  /** Binary and unary operators with such a result. */
  readonly scalarOperators: ReadonlySet<string>;
  /** Types a cast to which has such a result. */
  readonly scalarTypes?: ReadonlySet<string>;
  /** Functions (dotted names) that do not return. */
  readonly stops?: ReadonlySet<string>;
  /** Functions (dotted names) that do not return unless their first argument holds. */
  readonly asserts?: ReadonlySet<string>;
  /** Closures write the variables around them without declaring so. */
  readonly sharedClosures?: boolean;
  /** Name of the method of a class that makes an object of it. */
  readonly maker?: string;
  /** Bare names that frameworks provide: the same object at every use, although a method gives it. */
  readonly ambient?: ReadonlySet<string>;
  /** Functions (dotted names) whose result is the closure they are given. */
  readonly closures?: ReadonlySet<string>;
  /** Binary operators that change their left operand. */
  readonly appends?: ReadonlySet<string>;
  /** Functions that make an empty collection. */
  readonly containers: ReadonlySet<string>;
  readonly methods: ReadonlyMap<string, CollectionEffect>;
  /** Methods that return the object they are called on. */
  readonly chaining: ReadonlySet<string>;
  /** Methods whose result is what the callback returns. */
  readonly callbackResults: ReadonlySet<string>;
  /** Functions (dotted names) that copy from arguments to an argument. */
  readonly copies: ReadonlyMap<string, Copy>;
  /** Methods of a function value that run it with the arguments they get. */
  readonly invokers?: ReadonlySet<string>;
  /** Methods of a function value whose first argument is what it runs on; the last of them only ties it to that. */
  readonly binders?: ReadonlySet<string>;
  /** Calling a class makes an object of it. */
  readonly constructsByCall: boolean;
  /** Functions get a list of arguments in this variable, whose elements are read by their number from 1; `all`: another name for it. */
  readonly argumentList?: { readonly name: string; readonly all: string };
  readonly commands?: CommandTable;
}
