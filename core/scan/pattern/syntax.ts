import type { PatternSyntax } from '../languages/language.ts';
import type { FlatTree } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';

/** Bits of `Syntax.role`. */
export const role = {
  name: 1,
  string: 2,
  number: 4,
  interpolation: 8,
  transparent: 16,
  seeThrough: 32,
  wrapper: 64,
  expressionStatement: 128,
  block: 256,
  ignorable: 512,
  /** An anonymous token that carries no meaning of its own. */
  punctuation: 1024,
  call: 2048,
  member: 4096,
  assign: 8192,
  declares: 1 << 14,
  declaration: 1 << 15,
  declarator: 1 << 16,
  function: 1 << 17,
  pair: 1 << 18,
  unordered: 1 << 19,
  subset: 1 << 20,
  argumentList: 1 << 21,
  keywordArgument: 1 << 22,
  parameter: 1 << 23,
  parameterList: 1 << 24,
  scope: 1 << 25,
  binder: 1 << 26,
  carrier: 1 << 27,
  caseless: 1 << 28,
  symbol: 1 << 29,
  /** No expression, so nothing that a lone metavariable means. */
  statement: 1 << 30,
} as const;

/** A grammar's kinds by role, as tables over kind ids. Fields `a`, `b` and `c` mean: callee, receiver; object, name; left, right; key, value; name, parameters, body. */
export interface Syntax {
  readonly grammar: Grammar;
  readonly source: PatternSyntax;
  readonly role: Uint32Array;
  /** Kinds that match one another have the same group. */
  readonly group: Uint16Array;
  readonly fieldA: Uint8Array;
  readonly fieldB: Uint8Array;
  readonly fieldC: Uint8Array;
  /** Field of a lone parameter of a function kind. */
  readonly fieldD: Uint8Array;
  readonly ignorableField: Uint8Array;
  readonly operatorField: number;
  readonly typeField: number;
  readonly nameField: number;
}

/** The role bits of a node; none for no node. */
export function rolesOf(syntax: Syntax, tree: FlatTree, node: number): number {
  return node < 0 ? 0 : (syntax.role[tree.kind[node] ?? 0] ?? 0);
}

const kindSpace = 65_536;
const punctuationToken = /^(?:[()[\]{},;:.'"`@#]|=>|->|\?\.|::|\$\{|\/>|<\/|"""|'''|\n|-|)$/;

const noExpression =
  /(?:_statement|_definition|_declaration|(?<!variable)_declarator|_clause|_specifier|_modifiers?|_annotation|_block|_body|_type|_pattern|_item)$|^(?:program|module|source_file|compilation_unit|translation_unit|block|decorator|keyword_argument|pair|type|modifiers|jsx_attribute|string_(?:start|content|fragment|end)|escape_sequence|predefined_type|type_identifier|elif_clause|as_pattern_target)$/;

const opened = new WeakMap<Grammar, Syntax>();

/** The tables of a grammar, built at the first call for it. */
export function syntaxOf(grammar: Grammar, source: PatternSyntax): Syntax {
  const known = opened.get(grammar);
  if (known?.source === source) return known;
  const syntax = buildSyntax(grammar, source);
  opened.set(grammar, syntax);
  return syntax;
}

function buildSyntax(grammar: Grammar, source: PatternSyntax): Syntax {
  const syntax: Syntax = {
    grammar,
    source,
    role: new Uint32Array(kindSpace),
    group: new Uint16Array(kindSpace),
    fieldA: new Uint8Array(kindSpace),
    fieldB: new Uint8Array(kindSpace),
    fieldC: new Uint8Array(kindSpace),
    fieldD: new Uint8Array(kindSpace),
    ignorableField: new Uint8Array(256),
    operatorField: grammar.fieldId('operator'),
    typeField: grammar.fieldId('type'),
    nameField: grammar.fieldId('name'),
  };
  fillGroups(syntax);
  fillRoles(syntax);
  fillShapes(syntax);
  for (const field of source.ignorableFields) syntax.ignorableField[grammar.fieldId(field)] = 1;
  syntax.ignorableField[0] = 0;
  return syntax;
}

/** Kinds of one name are one group, so are names listed together, and so are the kinds of names, strings, assignments and functions. */
function fillGroups({ grammar, source, group }: Syntax): void {
  const first = new Map<string, number>();
  for (const [id, kind] of grammar.kinds.entries()) {
    const named = grammar.kindIds(kind, true).includes(id);
    const key = `${named}${kind}`;
    const known = first.get(key) ?? id;
    first.set(key, known);
    group[id] = known;
  }
  for (let id = grammar.kinds.length; id < kindSpace; id += 1) group[id] = id;
  const assigns = source.assigns.map(({ kind }) => kind);
  const functions = source.functions.map(({ kind }) => kind);
  for (const kinds of [...source.groups, source.names, source.strings, assigns, functions]) joinGroup(grammar, group, kinds);
}

function joinGroup(grammar: Grammar, group: Uint16Array, kinds: readonly string[]): void {
  const ids = kinds.flatMap((kind) => grammar.kindIds(kind));
  const joined = group[ids[0] ?? 0] ?? 0;
  for (const id of ids) group[id] = joined;
}

function fillRoles(syntax: Syntax): void {
  const { source, grammar } = syntax;
  mark(syntax, source.names, role.name);
  mark(syntax, source.strings, role.string);
  mark(syntax, source.numbers, role.number);
  mark(syntax, source.interpolations, role.interpolation);
  mark(syntax, source.transparent, role.transparent);
  mark(syntax, source.seeThrough, role.seeThrough);
  mark(syntax, source.wrappers, role.wrapper);
  mark(syntax, source.expressionStatements, role.expressionStatement);
  mark(syntax, source.blocks, role.block);
  mark(syntax, source.carriers, role.carrier);
  mark(syntax, source.caseless, role.caseless);
  mark(syntax, source.symbols, role.symbol);
  mark(syntax, source.declarations, role.declaration);
  mark(syntax, source.declarators, role.declarator);
  mark(syntax, source.unordered, role.unordered);
  mark(syntax, source.subsets, role.subset);
  mark(syntax, source.argumentLists, role.argumentList);
  mark(syntax, source.scopes, role.scope);
  mark(syntax, source.parameterLists, role.parameterList);
  for (const kind of source.ignorable) {
    for (const id of [...grammar.kindIds(kind, true), ...grammar.kindIds(kind, false)]) addRole(syntax, id, role.ignorable);
  }
  for (const [id, kind] of grammar.kinds.entries()) {
    const anonymous = grammar.kindIds(kind, false).includes(id);
    const isMeaningful = source.meaningful.includes(kind) || (kind === '-' && source.style === 'code');
    if (!anonymous && source.style === 'code' && noExpression.test(kind)) addRole(syntax, id, role.statement);
    if (anonymous && (punctuationToken.test(kind) || source.noise.includes(kind)) && !isMeaningful) addRole(syntax, id, role.punctuation);
  }
}

function fillShapes(syntax: Syntax): void {
  const { source } = syntax;
  for (const { kind, callee, receiver } of source.calls) shape(syntax, kind, role.call, [callee, receiver ?? '']);
  for (const { kind, object, name } of source.members) shape(syntax, kind, role.member, [object, name]);
  for (const { kind, left, right, declares } of source.assigns) {
    shape(syntax, kind, declares === true ? role.assign | role.declares : role.assign, [left, right]);
  }
  for (const { kind, key, value } of source.pairs) shape(syntax, kind, role.pair, [key, value]);
  for (const { kind, key, value } of source.keywordArguments) shape(syntax, kind, role.keywordArgument, [key, value]);
  for (const { kind, name } of source.parameters) shape(syntax, kind, role.parameter, [name]);
  for (const { kind, field } of source.binders) shape(syntax, kind, role.binder, source.functions.some((known) => known.kind === kind) ? [] : [field]);
  for (const { kind, name, parameters, body, parameter } of source.functions) {
    shape(syntax, kind, role.function, [name ?? '', parameters, body, parameter ?? '']);
  }
}

function shape(syntax: Syntax, kind: string, bit: number, fields: readonly string[]): void {
  const [a, b, c, d] = fields.map((name) => (name === '' ? 0 : syntax.grammar.fieldId(name)));
  for (const id of syntax.grammar.kindIds(kind)) {
    addRole(syntax, id, bit);
    if (a !== undefined) syntax.fieldA[id] = a;
    if (b !== undefined) syntax.fieldB[id] = b;
    if (c !== undefined) syntax.fieldC[id] = c;
    if (d !== undefined) syntax.fieldD[id] = d;
  }
}

function mark(syntax: Syntax, kinds: readonly string[], bit: number): void {
  for (const kind of kinds) for (const id of syntax.grammar.kindIds(kind)) addRole(syntax, id, bit);
}

function addRole(syntax: Syntax, id: number, bit: number): void {
  syntax.role[id] = (syntax.role[id] ?? 0) | bit;
}
