import type { FlatTree } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';

/** A function and its cyclomatic complexity (McCabe): 1 + decisions, nested functions counted on their own. */
export interface FunctionComplexity {
  readonly start: number;
  readonly end: number;
  readonly complexity: number;
}

const functionKinds = [
  ...[
    'function_declaration',
    'function_definition',
    'function_expression',
    'function',
    'generator_function',
    'generator_function_declaration',
    'arrow_function',
  ],
  ...['method_definition', 'method_declaration', 'constructor_declaration', 'compact_constructor_declaration', 'lambda_expression', 'lambda', 'func_literal'],
] as const;

const decisionKinds = [
  ...[
    'if_statement',
    'elif_clause',
    'if_clause',
    'while_statement',
    'do_statement',
    'for_statement',
    'for_in_statement',
    'enhanced_for_statement',
    'for_in_clause',
  ],
  ...['switch_case', 'case_statement', 'case_clause', 'expression_case', 'type_case', 'communication_case', 'switch_label', 'catch_clause', 'except_clause'],
  ...['ternary_expression', 'conditional_expression', '&&', '||', '??', 'and', 'or'],
] as const;

interface KindSets {
  readonly functions: ReadonlySet<number>;
  readonly decisions: ReadonlySet<number>;
}

const known = new WeakMap<Grammar, KindSets>();

/** Complexity of each function of a tree, outer functions first. */
export function functionComplexities(tree: FlatTree, grammar: Grammar): readonly FunctionComplexity[] {
  const { functions, decisions } = kindSets(grammar);
  const found: { start: number; end: number; complexity: number; skip: number }[] = [];
  const open: typeof found = [];
  for (let node = 0; node < tree.count; node += 1) {
    while ((open.at(-1)?.skip ?? Number.POSITIVE_INFINITY) <= node) open.pop();
    const kind = tree.kind[node] ?? 0;
    const owner = open.at(-1);
    if (owner !== undefined && decisions.has(kind)) owner.complexity += 1;
    if (!functions.has(kind)) continue;
    const entry = { start: tree.start[node] ?? 0, end: tree.end[node] ?? 0, complexity: 1, skip: tree.skip[node] ?? 0 };
    found.push(entry);
    open.push(entry);
  }
  return found;
}

function kindSets(grammar: Grammar): KindSets {
  const cached = known.get(grammar);
  if (cached !== undefined) return cached;
  const sets = {
    functions: new Set(functionKinds.flatMap((kind) => grammar.kindIds(kind))),
    decisions: new Set(decisionKinds.flatMap((kind) => [...grammar.kindIds(kind), ...(/^[a-z]{3,}_/.test(kind) ? [] : grammar.kindIds(kind, false))])),
  };
  known.set(grammar, sets);
  return sets;
}
