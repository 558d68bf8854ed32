import type { Children, NewNode, Part, Regrouped, Regrouping } from './regrouping.ts';

/** Swift's grammar writes braces, parameters, conditions and bindings side by side with what they belong to. */
export const swiftRegrouping: Regrouping = {
  kinds: [
    ...['block', 'parameters', 'defaulted_parameter', 'condition_list', 'optional_binding', 'shadow_binding', 'case_binding', 'case_pattern'],
    ...[
      'variable_binding',
      'dictionary_pair',
      'tuple_item',
      'tuple_pattern',
      'value_pattern',
      'case_name',
      'literal_pattern',
      'pattern_arguments',
      'labeled_pattern',
      'implicit_member',
      'index_expression',
    ],
  ],
  fields: ['block', 'parameters', 'condition', 'pattern', 'binding', 'arguments', 'entry', 'alternative', 'type'],
  dissolved: [
    ...['statements', 'call_suffix', 'constructor_suffix', 'navigation_suffix', 'directly_assignable_expression', 'value_arguments'],
    ...['lambda_function_type', 'value_argument_label', 'switch_pattern', 'type_annotation'],
  ],
  groups: {
    function_body: braced,
    do_statement: braced,
    catch_block: braced,
    repeat_while_statement: braced,
    for_statement: braced,
    computed_property: braced,
    computed_getter: braced,
    computed_setter: braced,
    computed_modify: braced,
    willset_clause: braced,
    didset_clause: braced,
    if_statement: conditional,
    guard_statement: conditional,
    while_statement: conditional,
    function_declaration: parameterized,
    protocol_function_declaration: parameterized,
    init_declaration: parameterized,
    subscript_declaration: parameterized,
    property_declaration: bound,
    call_expression: called,
    constructor_expression: called,
    prefix_expression: ({ parts, kindOf }) => (kindOf(parts[0] ?? 0) === '.' ? { kind: 'implicit_member', parts } : { parts }),
    equality_expression: ({ parts }) => ({ parts: parts.map((part, index) => (index === 1 ? { node: part, field: 'operator' } : part)) }),
    lambda_literal: closure,
    parameter: ({ parts, kindOf }) => ({ parts: typed(parts, kindOf) }),
    lambda_parameter: ({ parts, kindOf }) => ({ parts: typed(parts, kindOf) }),
    dictionary_literal: (children) => paired(children, 'dictionary_pair'),
    tuple_expression: (children) => paired(children, 'tuple_item'),
    pattern: matched,
  },
};

/** What follows a colon is the type. */
function typed(parts: readonly number[], kindOf: Children['kindOf']): readonly Part[] {
  return parts.map((part, index) => (index > 0 && kindOf(parts[index - 1] ?? 0) === ':' ? { node: part, field: 'type' } : part));
}

/** `.name(a, label: b)` with the parentheses as one node. */
function caseParts(parts: readonly number[], children: Children): readonly Part[] {
  const { kindOf } = children;
  const open = indexOf({ ...children, parts }, ['(']);
  if (open < 0 || kindOf(parts.at(-1) ?? 0) !== ')') return withCaseNames(parts, kindOf);
  const inner = paired({ ...children, parts: parts.slice(open) }, 'labeled_pattern');
  return [...withCaseNames(parts.slice(0, open), kindOf), { kind: 'pattern_arguments', parts: inner.parts }];
}

/** Names of cases are told from variables by the dot before them. */
function withCaseNames(parts: readonly number[], kindOf: Children['kindOf']): readonly Part[] {
  const isCase = (part: number, index: number) => kindOf(part) === 'simple_identifier' && index > 0 && kindOf(parts[index - 1] ?? 0) === '.';
  return parts.map((part, index) => (isCase(part, index) ? { kind: 'case_name', parts: [part] } : part));
}

type Kinds = Pick<Children, 'kindOf'>;

function indexOf({ parts, kindOf }: Children, kinds: readonly string[], from = 0): number {
  return parts.findIndex((part, index) => index >= from && kinds.includes(kindOf(part)));
}

/** `{ … }` as one node. */
function braced({ parts, kindOf }: Children): Regrouped {
  return { parts: withBlocks(parts, { kindOf }) };
}

function withBlocks(parts: readonly number[], { kindOf }: Kinds): readonly Part[] {
  const written: Part[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? 0;
    const close = kindOf(part) === '{' ? parts.findIndex((other, index) => index > at && kindOf(other) === '}') : -1;
    written.push(close < 0 ? part : { kind: 'block', field: 'block', parts: parts.slice(at, close + 1) });
    if (close >= 0) at = close;
  }
  return withAlternative(written, kindOf);
}

/** What follows `else` without being the only block. */
function withAlternative(parts: readonly Part[], kindOf: Children['kindOf']): readonly Part[] {
  const otherwise = parts.findIndex((part) => typeof part === 'number' && kindOf(part) === 'else');
  if (!parts.slice(0, Math.max(otherwise, 0)).some(isBlock)) return parts;
  return parts.map((part, index) => {
    if (index <= otherwise) return part;
    if (isBlock(part)) return { ...part, field: 'alternative' };
    return typeof part === 'number' && kindOf(part) === 'if_statement' ? { node: part, field: 'alternative' } : part;
  });
}

function isBlock(part: Part): part is NewNode {
  return typeof part !== 'number' && 'parts' in part && part.kind === 'block';
}

/** `if a, let b = c { … } else { … }`. */
function conditional(children: Children): Regrouped {
  const { parts, kindOf } = children;
  const start = indexOf(children, ['if', 'guard', 'while']) + 1;
  const end = indexOf(children, ['{', 'else'], start);
  if (start === 0 || end <= start) return braced(children);
  const conditions = split(parts.slice(start, end), children).map((run) => conditionOf(run, children));
  const [first = [], second] = conditions;
  const separated = second === undefined ? first : [{ kind: 'condition_list', field: 'condition', parts: conditions.flat() }];
  return { parts: [...parts.slice(0, start), ...separated, ...withBlocks(parts.slice(end), { kindOf })] };
}

/** Runs between commas, each with the comma after it. */
function split(parts: readonly number[], { kindOf }: Kinds): readonly (readonly number[])[] {
  const runs: number[][] = [[]];
  for (const part of parts) {
    runs.at(-1)?.push(part);
    if (kindOf(part) === ',') runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

/** A run without the comma that ends it, and the comma. */
function cut(run: readonly number[], { kindOf }: Kinds): readonly [readonly number[], readonly number[]] {
  return kindOf(run.at(-1) ?? 0) === ',' ? [run.slice(0, -1), run.slice(-1)] : [run, []];
}

function conditionOf(run: readonly number[], children: Children): readonly Part[] {
  const { kindOf, isExtra } = children;
  const [inner, comma] = cut(run, children);
  const plain = inner.filter((part) => !isExtra(part));
  const [first] = plain;
  if (first === undefined || plain.length < 2) return run;
  return [conditionNode(inner, kindOf(first), children), ...comma];
}

function conditionNode(parts: readonly number[], first: string, children: Children): NewNode {
  const { kindOf } = children;
  const equals = indexOf({ ...children, parts }, ['=']);
  const end = equals < 0 ? parts.length : equals;
  const value = parts.slice(end).map((part, index, all) => (index === all.length - 1 ? { node: part, field: 'value' } : part));
  if (first === 'case') {
    const pattern = around('case_pattern', 'pattern', caseParts(parts.slice(1, end), children));
    return { kind: 'case_binding', field: 'condition', parts: [...parts.slice(0, 1), ...pattern, ...value] };
  }
  const isShadow = equals < 0 && first === 'value_binding_pattern';
  return { kind: isShadow ? 'shadow_binding' : 'optional_binding', field: 'condition', parts: [...typed(parts.slice(0, end), kindOf), ...value] };
}

function around(kind: string, field: string, parts: readonly Part[]): readonly NewNode[] {
  return parts.length === 0 ? [] : [{ kind, field, parts }];
}

/** `( … )` as one node, each default value together with its parameter. */
function parameterized(children: Children): Regrouped {
  const { parts, kindOf } = children;
  const open = indexOf(children, ['(']);
  const close = indexOf(children, [')'], open);
  if (open < 0 || close < 0) return { parts };
  const inner = split(parts.slice(open + 1, close), children).flatMap((run) => defaulted(run, children));
  const list = { kind: 'parameters', field: 'parameters', parts: [...parts.slice(open, open + 1), ...inner, ...parts.slice(close, close + 1)] };
  return { parts: [...parts.slice(0, open), list, ...withBlocks(parts.slice(close + 1), { kindOf })] };
}

function defaulted(run: readonly number[], children: Children): readonly Part[] {
  if (indexOf({ ...children, parts: run }, ['=']) < 0) return run;
  const [inner, comma] = cut(run, children);
  return [{ kind: 'defaulted_parameter', parts: inner }, ...comma];
}

const bodies: ReadonlySet<string> = new Set(['computed_property', 'willset_didset_block']);

/** `let a = b, c = d`: one node for each name. */
function bound(children: Children): Regrouped {
  const { parts, kindOf } = children;
  const start = indexOf(children, ['value_binding_pattern']) + 1;
  if (start === 0 || start >= parts.length) return { parts };
  const bindings = split(parts.slice(start), children).flatMap((run): readonly Part[] => {
    const [inner, comma] = cut(run, children);
    const body = inner.findIndex((part) => bodies.has(kindOf(part)));
    const head = body < 0 ? inner : inner.slice(0, body);
    return [...around('variable_binding', 'binding', typed(head, kindOf)), ...inner.slice(head.length), ...comma];
  });
  return { parts: [...parts.slice(0, start), ...bindings] };
}

/** `f(a) { b }` has one list of arguments; `f[a]` is an index. */
function called({ parts, kindOf }: Children): Regrouped {
  const [callee, ...rest] = parts;
  const from = rest.findIndex((part) => ['(', '[', 'lambda_literal'].includes(kindOf(part)));
  if (callee === undefined || from < 0) return { parts };
  if (kindOf(rest[from] ?? 0) === '[') return { kind: 'index_expression', parts };
  return { parts: [callee, ...rest.slice(0, from), { kind: 'value_arguments', field: 'arguments', parts: rest.slice(from) }] };
}

/** What follows `in`, with the brace that ends it, is the body. */
function closure(children: Children): Regrouped {
  const { parts } = children;
  const start = Math.max(indexOf(children, ['in']), indexOf(children, ['{'])) + 1;
  if (start === 0 || start >= parts.length) return { parts };
  return { parts: [...parts.slice(0, start), { kind: 'block', field: 'block', parts: parts.slice(start) }] };
}

/** `key: value`, as far as there are keys. */
function paired(children: Children, kind: string): Regrouped {
  const { parts, kindOf } = children;
  const [open, ...rest] = parts;
  const close = rest.pop();
  if (open === undefined || close === undefined || !parts.some((part) => kindOf(part) === ':')) return { parts };
  const entries = split(rest, children).flatMap((run): readonly Part[] => {
    const [inner, comma] = cut(run, children);
    return inner.some((part) => kindOf(part) === ':') ? [...around(kind, 'entry', inner), ...comma] : run;
  });
  return { parts: [open, ...entries, close] };
}

/** `(a, b)` takes a tuple apart; `.some(a)` is compared with. */
function matched(children: Children): Regrouped {
  const { parts, kindOf } = children;
  const first = kindOf(parts[0] ?? 0);
  if (first === '(') return { kind: 'tuple_pattern', parts };
  const isPlain = ['simple_identifier', 'value_binding_pattern'].includes(first) && indexOf(children, ['.', '(', 'is', 'as']) < 0;
  if (parts.length === 1 && !isPlain) return { kind: 'literal_pattern', parts };
  return isPlain ? { parts } : { kind: 'value_pattern', parts: caseParts(parts, children) };
}
