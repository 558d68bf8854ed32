import { translateRegex } from '../regex/dialect.ts';
import { type NodePosition, type NodeRule, type NthPosition, type StopBy, type Strictness, strictnesses } from '../structure/node-rule.ts';
import { at, elements, entries, flagAt, isRecord, numberAt, type Part, refuse, textAt, textOf } from './part.ts';

/** Readers of ast-grep's rule objects; each reports its own problems and then gives undefined. */

type Relation = Extract<NodeRule, { kind: 'relation' }>;

/** Keys in the order in which they are tried: those that say most about a node come first. */
const ruleKeys = ['pattern', 'kind', 'regex', 'nthChild', 'range', 'inside', 'has', 'precedes', 'follows', 'all', 'any', 'not', 'matches'] as const;
type RuleKey = (typeof ruleKeys)[number];
const relationKeys: ReadonlySet<string> = new Set(['stopBy', 'field']);
const deepest = 60;

/** Reads a rule object: all its keys must hold. `extra` names keys that the caller reads. */
export function readNodeRule(part: Part, depth = 0, extra: ReadonlySet<string> = new Set()): NodeRule | undefined {
  if (depth > deepest) return refuse(part, 'The rule is nested too deeply');
  if (!isRecord(part.value)) return refuse(part, 'A rule object such as {pattern: …} was expected here');
  const unknown = entries(part).filter(([key]) => !ruleKeys.some((known) => known === key) && !extra.has(key));
  for (const [key, field] of unknown) refuse(field, `The rule key ${JSON.stringify(key)} is not supported`);
  const rules = ruleKeys.flatMap((key) => {
    const field = at(part, key);
    return field === undefined ? [] : [readKey(key, field, depth + 1)];
  });
  const read = rules.filter((rule) => rule !== undefined);
  if (unknown.length > 0 || read.length < rules.length) return undefined;
  const [only] = read;
  if (only === undefined) return refuse(part, `One of ${ruleKeys.join(', ')} is needed here`);
  return read.length === 1 ? only : { kind: 'all', of: read };
}

/** Reads `inside`, `has`, `precedes` or `follows`: a rule object with `stopBy` and `field`. */
export function readRelation(part: Part, relation: Relation['relation'], depth = 0): Relation | undefined {
  const of = readNodeRule(part, depth, relationKeys);
  const stopBy = readStopBy(part, depth);
  const field = textAt(part, 'field');
  if (of === undefined || stopBy === undefined) return undefined;
  return { kind: 'relation', relation, of, stopBy, ...(field === undefined ? {} : { field }) };
}

function readKey(key: RuleKey, part: Part, depth: number): NodeRule | undefined {
  switch (key) {
    case 'pattern':
      return readPattern(part);
    case 'kind':
      return readKind(part);
    case 'regex':
      return readText(part);
    case 'nthChild':
      return readNthChild(part, depth);
    case 'range':
      return readRange(part);
    case 'inside':
    case 'has':
    case 'precedes':
    case 'follows':
      return readRelation(part, key, depth);
    case 'all':
    case 'any':
      return readList(key, part, depth);
    case 'not':
      return wrapped(readNodeRule(part, depth), (of) => ({ kind: 'not', of }));
    case 'matches':
      return wrapped(textOf(part), (name) => ({ kind: 'matches', name, line: lineOf(part) }));
  }
  return key satisfies never;
}

function wrapped<T>(value: T | undefined, wrap: (value: T) => NodeRule): NodeRule | undefined {
  return value === undefined ? undefined : wrap(value);
}

function lineOf(part: Part): number {
  return part.origin.yaml.lineOf(part.path);
}

function readPattern(part: Part): NodeRule | undefined {
  if (!isRecord(part.value)) return wrapped(textOf(part), (text) => ({ kind: 'pattern', text, strictness: 'smart', line: lineOf(part) }));
  const context = textAt(part, 'context');
  const selector = textAt(part, 'selector');
  const strictness = readStrictness(part);
  if (context === undefined) return refuse(part, 'A pattern object needs a context');
  if (strictness === undefined) return undefined;
  return { kind: 'pattern', text: context, strictness, line: lineOf(part), ...(selector === undefined ? {} : { selector }) };
}

function readStrictness(part: Part): Strictness | undefined {
  const word = textAt(part, 'strictness') ?? 'smart';
  const known = strictnesses.find((strictness) => strictness === word);
  return known ?? refuse(at(part, 'strictness') ?? part, `The strictness must be one of ${strictnesses.join(', ')}`);
}

/** A kind, or kinds with the combinators `>`, `+`, `~` and white space, and `,` between alternatives. */
function readKind(part: Part): NodeRule | undefined {
  const text = textOf(part);
  if (text === undefined) return undefined;
  const alternatives = text.split(',').map((each) => readSelector(each.trim(), lineOf(part)));
  const read = alternatives.filter((rule) => rule !== undefined);
  const [only] = read;
  if (only === undefined || read.length < alternatives.length) return refuse(part, `The kind ${JSON.stringify(text)} is not supported`);
  return read.length === 1 ? only : { kind: 'any', of: read };
}

const combinators: Readonly<Record<string, { readonly relation: Relation['relation']; readonly stopBy: StopBy }>> = {
  '>': { relation: 'inside', stopBy: 'neighbor' },
  '': { relation: 'inside', stopBy: 'end' },
  '+': { relation: 'follows', stopBy: 'neighbor' },
  '~': { relation: 'follows', stopBy: 'end' },
};

function readSelector(text: string, line: number): NodeRule | undefined {
  const words = text
    .replaceAll(/\s*([>+~])\s*/g, ' $1 ')
    .trim()
    .split(/\s+/);
  let rule: NodeRule | undefined;
  let combinator = '';
  for (const word of words) {
    if (Object.hasOwn(combinators, word)) combinator = word;
    else if (!/^[A-Za-z_]\w*$/.test(word)) return undefined;
    else {
      const own: NodeRule = { kind: 'node-kind', name: word, line };
      const relation = combinators[combinator];
      rule = rule === undefined || relation === undefined ? own : { kind: 'all', of: [own, { kind: 'relation', of: rule, ...relation }] };
      combinator = '';
    }
  }
  return combinator === '' ? rule : undefined;
}

function readText(part: Part): NodeRule | undefined {
  const regex = textOf(part);
  if (regex === undefined) return undefined;
  const translated = translateRegex(regex);
  return translated.kind === 'problem' ? refuse(part, translated.message) : { kind: 'text', regex, line: lineOf(part) };
}

function readNthChild(part: Part, depth: number): NodeRule | undefined {
  if (!isRecord(part.value)) return wrapped(readPosition(part), (position) => ({ kind: 'nth-child', position, reverse: false }));
  const field = at(part, 'position');
  const position = field === undefined ? refuse(part, 'nthChild needs a position') : readPosition(field);
  const filter = at(part, 'ofRule');
  const of = filter === undefined ? undefined : readNodeRule(filter, depth);
  if (position === undefined || (filter !== undefined && of === undefined)) return undefined;
  return { kind: 'nth-child', position, reverse: flagAt(part, 'reverse'), ...(of === undefined ? {} : { of }) };
}

/** A number, `odd`, `even`, or `An+B`. */
function readPosition(part: Part): NthPosition | undefined {
  const text = textOf(part)?.replaceAll(/\s+/g, '');
  if (text === undefined) return undefined;
  if (text === 'odd') return { step: 2, offset: 1 };
  if (text === 'even') return { step: 2, offset: 0 };
  if (/^\d+$/.test(text)) return { step: 0, offset: Number(text) };
  const read = /^(?<step>[+-]?\d*)n(?<offset>[+-]\d+)?$/.exec(text)?.groups;
  if (read === undefined) return refuse(part, 'A position such as 3, 2n+1, odd or even was expected here');
  const { step = '', offset } = read;
  const number = step === '' || step === '+' ? 1 : Number(step === '-' ? -1 : step);
  return { step: number, offset: Number(offset ?? 0) };
}

function readRange(part: Part): NodeRule | undefined {
  const [start, end] = [readPlace(part, 'start'), readPlace(part, 'end')];
  return start === undefined || end === undefined ? undefined : { kind: 'range', start, end };
}

function readPlace(part: Part, key: string): NodePosition | undefined {
  const place = at(part, key);
  if (place === undefined) return refuse(part, 'A range needs start and end');
  const [line, column] = [numberAt(place, 'line'), numberAt(place, 'column')];
  return line === undefined || column === undefined ? refuse(place, 'A place needs line and column') : { line, column };
}

function readStopBy(part: Part, depth: number): StopBy | undefined {
  const field = at(part, 'stopBy');
  if (field === undefined) return 'neighbor';
  if (field.value === 'neighbor' || field.value === 'end') return field.value;
  return isRecord(field.value) ? readNodeRule(field, depth) : refuse(field, 'stopBy must be neighbor, end or a rule object');
}

function readList(kind: 'all' | 'any', part: Part, depth: number): NodeRule | undefined {
  if (!Array.isArray(part.value) || part.value.length === 0) return refuse(part, 'A list of rule objects was expected here');
  const read = elements(part).map((element) => readNodeRule(element, depth));
  const of = read.filter((rule) => rule !== undefined);
  return of.length === read.length ? { kind, of } : undefined;
}
