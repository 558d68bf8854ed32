import { escaped } from '../extract/quoted-text.ts';
import type { RawStep } from '../detectors/raw-match.ts';
import type { Edit, Finding, Fix, Skip } from '../model.ts';
import type { Binding, Bindings } from '../pattern/match.ts';
import type { Collected } from './check.ts';
import type { CheckedSource } from './checked-source.ts';
import type { Engine } from './engine.ts';
import type { ExtractedText } from './extracted-text.ts';
import { type Inner, type RuleMatch, toFindings } from './findings.ts';

/** What was found in an extracted text, at the places of the text around it. Fixes and comments that suppress are read where they stand. */
export function toOuterMatches(engine: Engine, host: CheckedSource, extracted: ExtractedText, { matches, skips }: Collected): Collected {
  const { source } = extracted;
  const decided = engine.suppressor.commentsOf(source).mark(toFindings(matches, source));
  const byPlace = new Map(decided.map((finding) => [placeOf(finding.ruleId, finding.span), finding]));
  return {
    matches: matches.map((item) => outerMatch(item, { host, extracted, decided: byPlace.get(placeOf(item.rule.id, item.match)) })),
    skips: skips.map((skip) => aboutText(skip, extracted)),
  };
}

function placeOf(ruleId: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return `${start}:${end}:${ruleId}`;
}

interface Move {
  readonly host: CheckedSource;
  readonly extracted: ExtractedText;
  /** The finding as it would be if the text stood alone. */
  readonly decided: Finding | undefined;
}

function outerMatch(item: RuleMatch, { host, extracted, decided }: Move): RuleMatch {
  const { match, rule } = item;
  const { map, source } = extracted;
  const trace = match.trace?.map((step): RawStep => (step.elsewhere === undefined ? { ...step, ...map.toOuter(step) } : step));
  const bindings: Bindings = new Map([...match.bindings].map(([name, binding]) => [name, outerBinding(binding, { host, extracted, secret: rule.secret })]));
  const fix = decided?.fix === undefined ? undefined : outerFix(decided.fix, extracted);
  const inner: Inner = {
    ...(fix === undefined ? {} : { fix }),
    ...(decided?.suppression === undefined ? {} : { suppression: decided.suppression }),
  };
  return {
    ...item,
    language: item.language ?? source.language,
    inner,
    match: { ...match, ...map.toOuter(match), bindings, ...(trace === undefined ? {} : { trace }) },
  };
}

/** What is not written the same outside keeps its own text, unless nobody may read it. */
function outerBinding(binding: Binding, { host, extracted, secret }: Omit<Move, 'decided'> & { readonly secret: boolean }): Binding {
  const range = extracted.map.toOuter(binding);
  const text = binding.text ?? extracted.source.text.slice(binding.start, binding.end);
  const isSame = binding.text === undefined && text === host.text.slice(range.start, range.end);
  const { text: _, ...rest } = binding;
  return { ...rest, ...range, nodes: [], ...(isSame || secret ? {} : { text }) };
}

/** Undefined where a part of it replaces what does not stand in one piece outside, or would end the string that it stands in. */
function outerFix(fix: Fix, { map, written }: ExtractedText): Fix | undefined {
  const edits = fix.edits.flatMap((edit): readonly Edit[] => {
    const range = map.toWhole(edit);
    const text = written === undefined ? undefined : escaped(edit.text, written);
    return range === undefined || text === undefined ? [] : [{ ...range, text }];
  });
  return edits.length === fix.edits.length ? { ...fix, edits } : undefined;
}

function aboutText(skip: Skip, { rule, source }: ExtractedText): Skip {
  if (skip.reason !== 'parse-errors') return skip;
  return {
    ...skip,
    message: `Some of what the rule ${rule.id} extracts from ${skip.path} is not valid ${source.language?.id ?? 'text'}; the rest was checked`,
  };
}
