import { type JoinColumn, type JoinCondition, joinOperators, type JoinPart, type JoinRole, reportedTable } from '../join-rule.ts';
import type { Detector, Rule } from '../model.ts';
import type { RuleScope } from './load.ts';
import { at, elements, flagAt, isRecord, type Part, refuse, reportUnknown, textAt, textOf } from './part.ts';

/** Reads one rule of the join rule; the caller knows how, since a part is a rule like any other. */
export type RuleReader = (part: Part, id: string) => Rule | undefined;

const mostParts = 20;
const conditionShape = /^\s*(\S+)\.(\$\S+|path)\s+(\S+)\s+(\S+)\.(\$\S+|path)\s*$/;

/** Reads `join: {rules, refs, on}`; undefined after reporting what is wrong with any part of it, since a join lacks sense without one. */
export function readJoin(part: Part, id: string, scope: RuleScope, readRule: RuleReader): Detector | undefined {
  const field = at(part, 'join');
  if (field === undefined || !isRecord(field.value)) return refuse(field ?? part, 'A rule with mode join needs join with rules or refs, and on');
  reportUnknown(field, new Set(['rules', 'refs', 'on']));
  const inline = listAt(field, 'rules');
  const refs = listAt(field, 'refs');
  if (inline.length + refs.length > mostParts) return refuse(field, `A rule may join at most ${mostParts} rules`);
  const reading = { id, readRule };
  const parts = [...inline.map((rule) => readInline(rule, reading)), ...refs.map((ref) => readRef(ref, scope, reading))];
  const usable = parts.filter((read) => read !== undefined);
  if (usable.length < parts.length) return undefined;
  const names = new Set(usable.map(({ name }) => name));
  if (names.size < usable.length) return refuse(field, 'Two rules of the join have the same name; tell them apart by id or as');
  const on = readConditions(field, names);
  if (on === undefined) return undefined;
  const reported = reportedTable(on);
  const secret = flagAt(part, 'secret');
  const joined = usable.map(
    ({ name, rule, renames }): JoinPart => ({
      name,
      rule: { ...rule, secret: rule.secret || secret, partOf: { join: id, renames, isReported: name === reported } },
    }),
  );
  return { kind: 'join', parts: joined, on };
}

function listAt(part: Part, key: string): readonly Part[] {
  const field = at(part, key);
  return field === undefined ? [] : elements(field);
}

type ReadPart = JoinPart & Pick<JoinRole, 'renames'>;

interface Reading {
  readonly id: string;
  readonly readRule: RuleReader;
}

function readInline(part: Part, reading: Reading): ReadPart | undefined {
  const name = textAt(part, 'id');
  if (name === undefined) return refuse(part, 'A rule of a join needs an id');
  return withRule(part, { name, renames: {} }, reading);
}

function readRef(part: Part, scope: RuleScope, reading: Reading): ReadPart | undefined {
  reportUnknown(part, new Set(['rule', 'renames', 'as']));
  const place = textAt(part, 'rule');
  if (place === undefined) return refuse(part, 'An entry of refs needs rule: a rule file inside the project');
  const rule = scope.ruleAt?.(place);
  if (rule === undefined) return refuse(at(part, 'rule') ?? part, `The rule file ${JSON.stringify(place)} is not in the project, or holds no rule`);
  const name = textAt(part, 'as') ?? textAt(rule, 'id');
  if (name === undefined) return refuse(part, 'The rule has no id; give it a name with as');
  return withRule(rule, { name, renames: readRenames(part) }, reading);
}

/** Message and severity of a part are never shown, so they may be missing. */
function withRule(part: Part, { name, renames }: Omit<ReadPart, 'rule'>, { id, readRule }: Reading): ReadPart | undefined {
  const problems = part.origin.problems.length;
  const whole: Part = { ...part, value: isRecord(part.value) ? { message: name, severity: 'info', ...part.value } : part.value };
  const rule = readRule(whole, `${id}/${name}`);
  if (rule === undefined) return problems === part.origin.problems.length ? refuse(part, 'The rule cannot be read') : undefined;
  if (!['search', 'taint', 'regex'].includes(rule.detector.kind)) return refuse(part, 'Only rules with patterns can be joined');
  return { name, renames, rule: { ...rule, examples: [] } };
}

function readRenames(part: Part): Readonly<Record<string, string>> {
  const renames = listAt(part, 'renames').flatMap((each) => {
    const [from, to] = [textAt(each, 'from'), textAt(each, 'to')];
    return from === undefined || to === undefined ? (refuse(each, 'An entry of renames needs from and to') ?? []) : [[from, to] as const];
  });
  return Object.fromEntries(renames);
}

function readConditions(part: Part, names: ReadonlySet<string>): readonly JoinCondition[] | undefined {
  const conditions = listAt(part, 'on');
  if (conditions.length === 0) return refuse(part, 'A join needs at least one condition in on');
  const read = conditions.map((each) => readCondition(each, names));
  const usable = read.filter((condition) => condition !== undefined);
  return usable.length < read.length ? undefined : usable;
}

function readCondition(part: Part, names: ReadonlySet<string>): JoinCondition | undefined {
  const found = conditionShape.exec(textOf(part) ?? '');
  const operator = joinOperators.find((known) => known === found?.[3]);
  if (found === null || operator === undefined)
    return refuse(part, `A condition is written rule.$X ${joinOperators.join('|')} rule.$Y, or with path in place of a metavariable`);
  const left: JoinColumn = { table: found[1] ?? '', column: found[2] ?? '' };
  const right: JoinColumn = { table: found[4] ?? '', column: found[5] ?? '' };
  const unknown = [left, right].find(({ table }) => !names.has(table));
  if (unknown !== undefined) return refuse(part, `The join has no rule named ${JSON.stringify(unknown.table)}`);
  if (operator === '-->' && (left.table !== right.table || left.column === 'path' || right.column === 'path'))
    return refuse(part, 'A condition with --> needs two metavariables of the same rule');
  return { left, operator, right };
}

/** Languages of all parts, each once. */
export function joinLanguages(detector: Detector): Rule['languages'] {
  return detector.kind === 'join' ? [...new Set(detector.parts.flatMap(({ rule }) => rule.languages))] : [];
}
