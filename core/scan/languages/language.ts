import type { LanguageId } from '../model.ts';
import type { GrammarName } from '../tree/grammar.ts';
import type { RegionReader } from './regions/region.ts';

/** What one programming or data language is called, how its files are recognised, and how patterns in it are read. */
export interface Language {
  readonly id: LanguageId;
  /** Lower-case aliases accepted in rules and as LSP language ids. */
  readonly names: readonly string[];
  /** Without the dot, lower case. */
  readonly extensions: readonly string[];
  readonly fileNames: readonly string[];
  /** Interpreter names of a `#!` line, without version. */
  readonly shebangs: readonly string[];
  readonly grammar?: GrammarName;
  /** Files that this grammar finds errors in may be in that language: its grammar is taken where it finds none. */
  readonly superset?: LanguageId;
  readonly comment: { readonly line?: string; readonly block?: readonly [string, string] };
  /** Absent: patterns are matched as text, without a tree. */
  readonly pattern?: PatternSyntax;
  /** Where the names of a file come from, for matching fully qualified names. */
  readonly imports?: ImportReader;
  /** How imports are written, where a fix may add one. */
  readonly importing?: ImportStatements;
  /** Other languages that parts of a file may be in, and where these are; `countUnread`: parts with code that are not among them. */
  readonly embedded?: { readonly languages: readonly LanguageId[]; readonly regions: RegionReader; readonly countUnread?: (text: string) => number };
}

/** How the import statements at the top of a file look in a language, so that one can be added. */
export interface ImportStatements {
  readonly kinds: readonly string[];
  /** Kinds that stand before the imports, apart from comments and documentation strings. */
  readonly preamble: readonly string[];
  /** What a text needs before a lone import to parse. */
  readonly lead?: string;
  /** A list in an import statement that one more line goes into. */
  readonly list?: string;
  /** Kinds that are imports when they call `require`. */
  readonly requires?: readonly string[];
}

/** A place to parse a pattern fragment in. `header`: the fragment is the head of a statement that `after` completes. `#` stands for an ellipsis. */
export interface PatternContext {
  readonly before: string;
  readonly after: string;
  readonly header?: boolean;
}

/** A node kind and the fields of its parts. */
export interface CallShape {
  readonly kind: string;
  /** The called expression; for `receiver.name(…)` in one node, the name. */
  readonly callee: string;
  readonly receiver?: string;
}

export interface MemberShape {
  readonly kind: string;
  readonly object: string;
  readonly name: string;
}

export interface AssignShape {
  readonly kind: string;
  readonly left: string;
  readonly right: string;
  /** It makes a new variable rather than writing an existing one. */
  readonly declares?: boolean;
}

export interface PairShape {
  readonly kind: string;
  readonly key: string;
  readonly value: string;
}

export interface FunctionShape {
  readonly kind: string;
  readonly name?: string;
  readonly parameters: string;
  /** Field of a lone parameter without parentheses. */
  readonly parameter?: string;
  readonly body: string;
}

/** How a function gives the value it evaluates last without a word for it. */
export interface ResultShape {
  /** The kind of a statement with that word. */
  readonly returns: string;
  /** Kinds of functions and the field of their body. */
  readonly functions: Readonly<Record<string, string>>;
  /** Kinds whose value is that of a child: of the last one, of each that is of such a kind itself, or of those in these fields. */
  readonly passes: Readonly<Record<string, 'last' | 'each' | readonly string[]>>;
  /** Children that stand in for what is before them when it fails. */
  readonly handlers: readonly string[];
  /** Children that are evaluated after all others. */
  readonly finals: readonly string[];
}

/** Values that are read as `prefix.name`: set by the attributes of blocks of this name, or by one attribute of a block labelled with the name. */
export interface NamespaceShape {
  readonly prefix: string;
  readonly block: string;
  readonly attribute?: string;
}

/** How `...` is written where an identifier alone does not parse; `#` stands for the identifier. `loop` replaces `for (...)`. */
export interface EllipsisForms {
  readonly statement?: string;
  readonly parameter?: string;
  readonly entry?: string;
  readonly loop?: string;
  /** Directly inside the braces of a `switch`. */
  readonly branch?: string;
  /** Directly inside the braces of a class, where no statement may stand. */
  readonly member?: string;
  /** A lone metavariable among parameters is a name, of any type. */
  readonly typedParameters?: boolean;
  /** Among the named values of an annotation. */
  readonly annotation?: string;
  /** What `new T() {…}` has in its braces: values, where it is no class body. */
  readonly initializers?: boolean;
  /** Anywhere directly inside braces, except after `=`. */
  readonly braced?: string;
  /** Braces behind a name or a parenthesis hold statements, others entries. */
  readonly blocks?: boolean;
  /** Module names and attributes of elements need quotes or braces. */
  readonly moduleText?: boolean;
  /** How a lone metavariable is written where a statement stands; `#` stands for it. */
  readonly metaStatement?: string;
}

/** Node kinds of a grammar by the role they play in matching. Kinds that a grammar lacks are ignored. */
export interface PatternSyntax {
  /** Leaves compared by their text alone. */
  readonly names: readonly string[];
  /** Literals written in any case. */
  readonly caseless: readonly string[];
  /** Kinds of marks that name a node, and of nodes that repeat one so named. */
  readonly anchors?: { readonly anchor: string; readonly alias: string };
  readonly strings: readonly string[];
  /** Field of the name before the quotes that says what is made of a string: `sql"..."`. */
  readonly stringTag?: string;
  readonly numbers: readonly string[];
  /** Metavariables are written as strings, since values are never bare names. */
  readonly quotedMetas?: boolean;
  /** Kinds in which names mean the same in any case, such as calls. */
  readonly caselessIn?: readonly string[];
  /** Words need no quotes: `"..."` means what is put together at run time. */
  readonly bareStrings?: boolean;
  /** Kinds whose parts are told by their order alone, whatever fields they have. */
  readonly fieldless?: readonly string[];
  /** Statements that are also looked for inside other statements. */
  readonly expressions?: readonly string[];
  /** Kinds that a pattern names only the beginning of: `a | b` is in `a | b | c`. */
  readonly openEnds?: readonly string[];
  /** Children that make a string depend on run-time values. */
  readonly interpolations: readonly string[];
  /** Wrappers with one child that mean nothing, in pattern and code. */
  readonly transparent: readonly string[];
  /** Wrappers with one child that a pattern looks through in code only. */
  readonly seeThrough: readonly string[];
  /** Wrappers that a lone metavariable or ellipsis in a pattern stands for. */
  readonly wrappers: readonly string[];
  readonly expressionStatements: readonly string[];
  readonly blocks: readonly string[];
  /** Kinds that match one another. */
  readonly groups: readonly (readonly string[])[];
  /** Nodes that belong to the definition in them: a match of it is a match of them. */
  readonly carriers: readonly string[];
  /** Children of the code that a pattern need not mention: named kinds and tokens. */
  readonly ignorable: readonly string[];
  readonly ignorableFields: readonly string[];
  /** Tokens in a pattern that also mean other tokens. */
  readonly loose: Readonly<Record<string, readonly string[]>>;
  /** Further tokens that carry no meaning of their own. */
  readonly noise: readonly string[];
  /** Names of themselves such as `:a`, written with a sign before the name. */
  readonly symbols: readonly string[];
  /** A call without receiver and arguments looks like a variable. */
  readonly bareCalls?: boolean;
  /** Tokens that look like punctuation but tell nodes apart. */
  readonly meaningful: readonly string[];
  readonly calls: readonly CallShape[];
  readonly members: readonly MemberShape[];
  readonly assigns: readonly AssignShape[];
  /** Declarations holding one or more of `declarators`. */
  readonly declarations: readonly string[];
  readonly declarators: readonly string[];
  /** Types that only say that the value tells the type: `var`. */
  readonly inferredTypes: readonly string[];
  /** Calling a class makes an object of it; class names start with a capital. */
  readonly constructsByCall?: boolean;
  /** Functions that match one another whatever their notation. */
  readonly functions: readonly FunctionShape[];
  /** Key-value entries; their containers match in any order. */
  readonly pairs: readonly PairShape[];
  readonly unordered: readonly string[];
  /** A container in a pattern needs no `...` for entries it does not mention. */
  readonly partialEntries: boolean;
  /** Containers of which the pattern names only some children, in any order. */
  readonly subsets: readonly string[];
  readonly argumentLists: readonly string[];
  /** Arguments given by name, in any order. */
  readonly keywordArguments: readonly PairShape[];
  /** Parameters with more than a name, and the field of the name. */
  readonly parameters: readonly { readonly kind: string; readonly name: string }[];
  /** Definitions whose body holds members, which match in any order. */
  readonly classes: readonly string[];
  readonly results?: ResultShape;
  /** `(T $X)` alone also parses as a declaration; it is meant as a metavariable with a type. */
  readonly typedDeclarations?: boolean;
  /** Nodes that open a scope of names. */
  readonly scopes: readonly string[];
  readonly parameterLists: readonly string[];
  /** Nodes that bind names to values that are not known, and the field of the names. */
  readonly binders: readonly { readonly kind: string; readonly field: string }[];
  readonly commutative: readonly string[];
  readonly namespaces: readonly NamespaceShape[];
  readonly contexts: readonly PatternContext[];
  readonly ellipsis: EllipsisForms;
  /** What a comment line starts with. */
  readonly comment?: string;
  /** How metavariables are written so that the grammar accepts them. */
  readonly style: 'code' | 'yaml' | 'json';
  /** Keywords are the same in any case, so that no word of a pattern need occur in the text as it is. */
  readonly anyCase?: boolean;
  /** Modules are named by paths, which patterns write with `_` for characters that no name has. */
  readonly modulePaths?: boolean;
  /** Other spellings of a pattern whose metavariables and ellipses are placeholders already, most likely first. */
  readonly spell?: (code: string) => readonly string[];
}

/** Local names and what they stand for: `sp` → `subprocess`, `call` → `subprocess.call`; `wildcards` are modules imported whole. */
export interface ImportTable {
  readonly aliases: ReadonlyMap<string, string>;
  readonly wildcards: readonly string[];
  /** Where statements that run in order give names: the node of each import of a name, in order. */
  readonly places?: ReadonlyMap<string, readonly ImportPlace[]>;
  /** The full name of a local one that `aliases` does not list, such as a path that starts with an alias. */
  readonly expand?: (name: string) => string | undefined;
}

/** An import of one name. `at`: its node. */
export interface ImportPlace {
  readonly at: number;
  readonly target: string;
}

export type ImportReader = (tree: ImportSource) => ImportTable;

/** What an import reader may ask about a file. */
export interface ImportSource {
  /** Nodes of a kind, in order. */
  readonly ofKind: (kind: string) => readonly number[];
  readonly kindOf: (node: number) => string;
  readonly text: (node: number) => string;
  readonly field: (node: number, name: string) => number;
  readonly children: (node: number) => readonly number[];
  /** The content of a plain string literal. */
  readonly stringOf: (node: number) => string | undefined;
}

/** A syntax with nothing in it, to build one from. */
export const emptySyntax: PatternSyntax = {
  names: [],
  caseless: [],
  strings: [],
  numbers: [],
  interpolations: [],
  transparent: [],
  seeThrough: [],
  wrappers: [],
  expressionStatements: [],
  blocks: [],
  groups: [],
  carriers: [],
  ignorable: [],
  ignorableFields: [],
  loose: {},
  noise: [],
  symbols: [],
  meaningful: [],
  calls: [],
  members: [],
  assigns: [],
  declarations: [],
  declarators: [],
  inferredTypes: [],
  functions: [],
  pairs: [],
  unordered: [],
  partialEntries: false,
  subsets: [],
  argumentLists: [],
  classes: [],
  keywordArguments: [],
  parameters: [],
  scopes: [],
  parameterLists: [],
  binders: [],
  commutative: [],
  namespaces: [],
  contexts: [{ before: '', after: '' }],
  ellipsis: {},
  style: 'code',
};
