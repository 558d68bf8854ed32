import { spend } from '../pattern/budget.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { isNamed, none } from '../tree/flat-tree.ts';
import type { CompiledRule } from './compile-rule.ts';
import { type Environment, matchTreePattern } from './match-pattern.ts';
import { matchRelation } from './relation.ts';
import type { RuleContext } from './rule-context.ts';

/** The start of matching a rule in a file. */
export function ruleContext(file: FileTree): RuleContext {
  return { file, depth: 0, match: matchRule };
}

const deepest = 200;
/** Trying a rule at a node, in comparisons of two ranges. */
const stepsPerNode = 10;

/** The bindings after the rule matched a node, given those before; undefined when it does not match. `bound` itself stays as it is. */
export function matchRule(rule: CompiledRule, node: number, bound: Environment, context: RuleContext): Environment | undefined {
  if (context.depth > deepest) throw new RangeError('the rule nests too deep');
  spend(context.file, stepsPerNode);
  const inner = { ...context, depth: context.depth + 1 };
  switch (rule.kind) {
    case 'pattern': {
      const own = new Map(bound);
      return matchTreePattern(rule.root, node, { file: context.file, strictness: rule.strictness }, own) ? own : undefined;
    }
    case 'node-kind':
    case 'text':
    case 'range':
    case 'nth-child':
      return isAs(rule, node, inner) ? bound : undefined;
    case 'relation':
      return matchRelation(rule, node, bound, inner);
    case 'not':
      return matchRule(rule.of, node, bound, inner) === undefined ? bound : undefined;
    case 'matches':
      return matchAny([rule.rule()], node, bound, inner);
    case 'all':
      return matchAll(rule.of, node, bound, inner);
    case 'any':
      return matchAny(rule.of, node, bound, inner);
  }
  return rule satisfies never;
}

/** Rules about the node itself that bind nothing. */
function isAs(rule: Extract<CompiledRule, { kind: 'node-kind' | 'text' | 'range' | 'nth-child' }>, node: number, context: RuleContext): boolean {
  switch (rule.kind) {
    case 'node-kind':
      return rule.ids.has(context.file.tree.kind[node] ?? 0);
    case 'text':
      return hasText(rule.regex, node, context.file);
    case 'range':
      return isRange(rule, node, context.file);
    case 'nth-child':
      return isNth(rule, node, context);
  }
  return rule satisfies never;
}

function matchAll(rules: readonly CompiledRule[], node: number, bound: Environment, context: RuleContext): Environment | undefined {
  let own: Environment | undefined = bound;
  for (const rule of rules) {
    own = matchRule(rule, node, own, context);
    if (own === undefined) return undefined;
  }
  return own;
}

function matchAny(rules: readonly (CompiledRule | undefined)[], node: number, bound: Environment, context: RuleContext): Environment | undefined {
  for (const rule of rules) {
    const own = rule === undefined ? undefined : matchRule(rule, node, bound, context);
    if (own !== undefined) return own;
  }
  return undefined;
}

function hasText(regex: RegExp, node: number, { tree }: FileTree): boolean {
  regex.lastIndex = 0;
  return regex.test(tree.text.slice(tree.start[node], tree.end[node]));
}

function isRange({ start, end }: Extract<CompiledRule, { kind: 'range' }>, node: number, { tree }: FileTree): boolean {
  const isAt = (offset: number, place: { readonly line: number; readonly column: number }) => {
    const before = tree.text.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    return offset - lineStart === place.column && before.split('\n').length - 1 === place.line;
  };
  return isAt(tree.start[node] ?? 0, start) && isAt(tree.end[node] ?? 0, end);
}

/** Named siblings are counted, or those that `of` matches. */
function isNth(rule: Extract<CompiledRule, { kind: 'nth-child' }>, node: number, context: RuleContext): boolean {
  const { tree } = context.file;
  const parent = tree.parent[node] ?? none;
  if (parent === none || !isNamed(tree, node)) return false;
  const siblings: number[] = [];
  for (let child = parent + 1; child < (tree.skip[parent] ?? 0); child = tree.skip[child] ?? tree.count) {
    const counts = isNamed(tree, child) && (rule.of === undefined || matchRule(rule.of, child, new Map(), context) !== undefined);
    if (counts) siblings.push(child);
  }
  const index = (rule.reverse ? siblings.reverse() : siblings).indexOf(node) + 1;
  const { step, offset } = rule.position;
  if (index === 0) return false;
  if (step === 0) return index === offset;
  const times = (index - offset) / step;
  return Number.isInteger(times) && times >= 0;
}
