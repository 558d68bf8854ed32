import type { Condition, Formula } from '../model.ts';
import { compileTextRegex, hitsIn, type TextRegex } from '../regex/text-regex.ts';
import type { RawMatch } from './raw-match.ts';
import { bindingsOf } from './regex.ts';
import type { TextCompilation } from './text-detector.ts';

type Bindings = RawMatch['bindings'];

interface Range {
  readonly start: number;
  readonly end: number;
  readonly bindings: Bindings;
}

type Find = (text: string) => readonly Range[];
type Filter = (range: Range, text: string) => boolean;

const maxRanges = 2000;

class Unsupported extends Error {}

interface Draft {
  readonly trusted: boolean;
  linear: boolean;
}

/** Compiles a formula of regexes alone, for languages without a syntax tree: `patterns`, `pattern-either`, `-inside`, `-not-…` over text. */
export function compileTextFormula(formula: Formula, trusted: boolean): TextCompilation {
  const draft: Draft = { trusted, linear: true };
  try {
    const find = compile(formula, draft);
    return {
      kind: 'compiled',
      detector: { linear: draft.linear, local: false, detect: ({ text }) => find(text) },
    };
  } catch (thrown) {
    if (thrown instanceof Unsupported) return { kind: 'problem', message: thrown.message };
    throw thrown;
  }
}

function compile(formula: Formula, draft: Draft): Find {
  switch (formula.kind) {
    case 'regex': {
      const regex = regexOf(formula.regex, draft);
      return remembering((text) => rangesOf(regex, text));
    }
    case 'any': {
      const options = formula.of.map((option) => compile(option, draft));
      return (text) => options.flatMap((option) => option(text));
    }
    case 'all':
      return compileAll(formula, draft);
    case 'pattern':
      throw new Unsupported('Code patterns need a language with a syntax tree');
    case 'not':
    case 'inside':
      throw new Unsupported('A negated or surrounding pattern cannot stand alone');
    default:
      return formula satisfies never;
  }
}

function rangesOf(regex: TextRegex, text: string): readonly Range[] {
  const ranges: Range[] = [];
  for (const hit of hitsIn(regex, text)) {
    ranges.push({ start: hit.start, end: hit.end, bindings: bindingsOf(hit) });
    if (ranges.length >= maxRanges) break;
  }
  return ranges;
}

/** Filters ask for the same text once per range. */
function remembering(find: Find): Find {
  let last: { readonly text: string; readonly ranges: readonly Range[] } | undefined;
  return (text) => {
    last = last?.text === text ? last : { text, ranges: find(text) };
    return last.ranges;
  };
}

function compileAll(formula: Extract<Formula, { kind: 'all' }>, draft: Draft): Find {
  const positives = formula.of.filter((term) => term.kind !== 'not' && term.kind !== 'inside').map((term) => compile(term, draft));
  const filters = [...formula.of.flatMap((term) => filterOf(term, draft) ?? []), ...formula.where.map((condition) => conditionOf(condition, draft))];
  const [first, ...others] = positives;
  if (first === undefined) throw new Unsupported('At least one pattern that is not negated is needed');
  return (text) => {
    let ranges = first(text);
    for (const other of others) ranges = intersect(ranges, other(text));
    const kept = ranges.filter((range) => filters.every((filter) => filter(range, text)));
    return formula.focus.length === 0 ? kept : kept.flatMap((range) => formula.focus.flatMap((name) => focused(range, name)));
  };
}

/** Of two ranges one of which lies in the other, the inner one stays. */
function intersect(left: readonly Range[], right: readonly Range[]): readonly Range[] {
  return left.flatMap((a) =>
    right.filter((b) => within(a, b) || within(b, a)).map((b) => ({ ...(within(a, b) ? a : b), bindings: new Map([...a.bindings, ...b.bindings]) })),
  );
}

function filterOf(term: Formula, draft: Draft): Filter | undefined {
  if (term.kind === 'inside') {
    const find = compile(term.of, draft);
    return (range, text) => find(text).some((outer) => within(range, outer));
  }
  if (term.kind !== 'not') return undefined;
  const inner = term.of.kind === 'inside' ? term.of.of : term.of;
  const find = compile(inner, draft);
  const excludes = term.of.kind === 'inside' ? within : touches;
  return (range, text) => !find(text).some((other) => excludes(range, other));
}

function conditionOf(condition: Condition, draft: Draft): Filter {
  const name = condition.metavariable;
  if (condition.kind === 'metavariable-comparison' || name === undefined) throw new Unsupported('metavariable-comparison is not supported in text rules');
  const valueOf = (range: Range, text: string) => {
    const binding = range.bindings.get(name);
    return binding === undefined ? undefined : text.slice(binding.start, binding.end);
  };
  if (condition.kind === 'metavariable-pattern') {
    const find = compile(condition.formula, draft);
    return (range, text) => find(valueOf(range, text) ?? '').length > 0;
  }
  const regex = regexOf(`(?:${condition.regex})`, draft);
  return (range, text) => regex.next(valueOf(range, text) ?? '', 0)?.start === 0;
}

function regexOf(regex: string, draft: Draft): TextRegex {
  const compiled = compileTextRegex({ regex, flags: 'm', trusted: draft.trusted });
  if (compiled.kind === 'problem') throw new Unsupported(compiled.message);
  draft.linear &&= compiled.regex.linear;
  return compiled.regex;
}

function focused(range: Range, name: string): readonly Range[] {
  const binding = range.bindings.get(name);
  return binding === undefined ? [] : [{ start: binding.start, end: binding.end, bindings: range.bindings }];
}

function within(inner: Range, outer: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function touches(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end;
}
