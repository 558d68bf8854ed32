import type { CompiledCondition, CompiledFormula, FormulaNode } from './compiled-formula.ts';
import { matchFormula } from './evaluate.ts';
import type { FileTree } from './file-tree.ts';
import type { Match } from './match.ts';
import type { ClauseStep } from './observer.ts';

/** What one clause did to the matches at a place. */
export interface ClauseReport {
  readonly role: ClauseStep['role'];
  /** The clause in words of the rule. */
  readonly clause: string;
  /** It left a match at the place. */
  readonly passed: boolean;
  /** Matches at the place before and after it. */
  readonly before: number;
  readonly after: number;
  /** Metavariables of a match at the place before the clause, as ranges. */
  readonly bindings: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  /** Starts of what the clause itself matches anywhere. */
  readonly own: readonly number[];
}

const mostOwn = 10;
const longest = 200;

/** Evaluates a formula and reports each clause with what it left at a place (UTF-16 offsets). */
export function explainFormula(
  formula: CompiledFormula,
  file: FileTree,
  place: { readonly start: number; readonly end: number },
): {
  readonly matches: readonly Match[];
  readonly clauses: readonly ClauseReport[];
} {
  const steps: ClauseStep[] = [];
  const root = withoutChecks(formula.root);
  const found = matchFormula({ kind: 'compiled', root }, file, undefined, (step) => steps.push(step));
  if (steps.length === 0) steps.push({ role: 'pattern', clause: root, own: found, before: found, after: found });
  const isHere = (match: Match) => match.start < place.end && match.end > place.start;
  const clauses = steps.map((step): ClauseReport => {
    const [before, after] = [step.before.filter(isHere), step.after.filter(isHere)];
    const bindings = [...((before[0] ?? after[0])?.bindings ?? [])].map(([name, { start, end }]) => ({ name, start, end }));
    const own = step.own.slice(0, mostOwn).map(({ start }) => start);
    return { role: step.role, clause: describeClause(step.clause), passed: after.length > 0, before: before.length, after: after.length, bindings, own };
  });
  return { matches: found.filter(isHere), clauses };
}

/** Conditions that are tried while a pattern matches would hide that the pattern itself matches. */
function withoutChecks(node: FormulaNode): FormulaNode {
  if (node.kind === 'pattern') return { kind: 'pattern', pattern: { ...node.pattern, checks: [] } };
  if (node.kind === 'any') return { kind: 'any', of: node.of.map(withoutChecks) };
  return node.kind === 'all' ? { ...node, positives: node.positives.map(withoutChecks) } : node;
}

function describeClause(clause: FormulaNode | CompiledCondition): string {
  const text = 'metavariable' in clause || clause.kind === 'comparison' ? describeCondition(clause) : describeNode(clause);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function describeNode(node: FormulaNode): string {
  switch (node.kind) {
    case 'pattern':
      return node.pattern.text.trim();
    case 'regex':
      return `/${node.regex.source}/`;
    case 'generic':
      return node.pattern.text.trim();
    case 'any':
      return node.of.map(describeNode).join(' or ');
    case 'all':
      return [...node.positives.map(describeNode), ...node.inside.map((part) => `inside ${describeNode(part)}`)].join(' and ');
    case 'structure':
      return 'the rule object';
    case 'query':
      return 'the query';
  }
  return node satisfies never;
}

function describeCondition(condition: CompiledCondition): string {
  const name = condition.metavariable ?? '';
  switch (condition.kind) {
    case 'regex':
      return `${name} fits /${condition.regex.source}/`;
    case 'pattern':
      return `${name} holds ${describeNode(condition.formula)}`;
    case 'type':
      return `${name} has the type ${condition.types.join(' or ')}`;
    case 'analysis':
      return `${name} passes the analysis ${condition.analyzer}`;
    case 'comparison':
      return `the comparison ${name === '' ? '' : `of ${name} `}holds`;
  }
  return condition satisfies never;
}
