import { type ExtractDetector, isChosen } from '../extract-rule.ts';
import { addJsonLines } from '../extract/json-lines.ts';
import { addUnescaped, contentOf, type Quoted } from '../extract/quoted-text.ts';
import { buildText, type Stretch, type TextBuilder, type TextMap } from '../extract/text-map.ts';
import { languageById } from '../languages/index.ts';
import type { Rule, Skip } from '../model.ts';
import { type CheckedSource, openPart } from './checked-source.ts';
import type { Engine } from './engine.ts';
import type { RuleMatch } from './findings.ts';

/** A text that an extract rule took out of another one. */
export interface ExtractedText {
  readonly rule: Rule;
  readonly detector: ExtractDetector;
  readonly source: CheckedSource;
  readonly map: TextMap;
  /** How characters are written where the text stands; undefined where that differs from part to part. */
  readonly written: Pick<Quoted, 'quote' | 'escapes'> | undefined;
}

export interface Extraction {
  readonly texts: readonly ExtractedText[];
  readonly skips: readonly Skip[];
}

const mostTexts = 1000;
/** Texts may overlap, but not so that they are many times the file. */
const mostCharacters = 4;
const leastCharacters = 100_000;

/** The texts that the matches of extract rules stand for, without repetitions. */
export function extractTexts(engine: Engine, host: CheckedSource, matches: readonly RuleMatch[]): Extraction {
  const taking: Taken = { engine, host, texts: [], skips: new Map(), characters: Math.max(leastCharacters, host.text.length * mostCharacters) };
  for (const [rule, ranges] of rangesByRule(matches)) {
    const { detector } = rule;
    if (detector.kind !== 'extract') continue;
    const groups = detector.concat ? [withoutInner(ranges)] : ranges.map((range) => [range]);
    for (const group of groups) if (!takeText(taking, { rule, detector, host }, group)) return extractionOf(taking);
  }
  return extractionOf(taking);
}

interface Taken {
  readonly engine: Engine;
  readonly host: CheckedSource;
  readonly texts: ExtractedText[];
  /** By message: the same is told once. */
  readonly skips: Map<string, Skip>;
  /** How many more may be taken. */
  characters: number;
}

function extractionOf({ texts, skips }: Taken): Extraction {
  return { texts, skips: [...skips.values()] };
}

/** Takes one text; false when no more may be taken. */
function takeText(taken: Taken, taking: Taking, group: readonly Stretch[]): boolean {
  const { rule, host } = taking;
  const tell = (reason: Skip['reason'], message: string) => taken.skips.set(message, { path: host.path, reason, message });
  if (taken.characters < 0 || taken.texts.length >= mostTexts) {
    tell('budget', `${host.path} holds more code than is taken out of one file; the rule ${rule.id} was cut off`);
    return false;
  }
  const made = makeText(taken.engine, taking, group);
  if (made === undefined) tell('parse-errors', `Something that the rule ${rule.id} extracts from ${host.path} is no array of strings`);
  else if (made.source.text.trim() !== '') taken.texts.push(made);
  taken.characters -= made?.source.text.length ?? 0;
  return true;
}

/** The rules that check an extracted text: those with patterns for its language that the extract rule wants, by the words in it. */
export function rulesForText(engine: Engine, { source, detector }: ExtractedText): readonly Rule[] {
  const language = languageById(detector.language);
  const isFor = (rule: Rule) => language.id === 'generic' || rule.languages.some((id) => id !== 'generic');
  return engine.index
    .groupFor(language)
    .candidates(source.path, new TextEncoder().encode(source.text))
    .filter((rule) => ['search', 'taint', 'regex'].includes(rule.detector.kind) && isFor(rule) && isChosen(detector, rule.id));
}

function rangesByRule(matches: readonly RuleMatch[]): ReadonlyMap<Rule, readonly Stretch[]> {
  const byRule = new Map<Rule, Map<string, Stretch>>();
  for (const { rule, match } of matches) {
    const found = rule.detector.kind === 'extract' ? match.bindings.get(rule.detector.metavariable) : undefined;
    if (found === undefined || found.end <= found.start) continue;
    const ranges = byRule.get(rule) ?? new Map<string, Stretch>();
    byRule.set(rule, ranges.set(`${found.start}:${found.end}`, { start: found.start, end: found.end }));
  }
  return new Map([...byRule].map(([rule, ranges]) => [rule, [...ranges.values()].sort((a, b) => a.start - b.start || b.end - a.end)]));
}

/** Of ranges that lie in one another the outer ones. */
function withoutInner(ranges: readonly Stretch[]): readonly Stretch[] {
  const kept: Stretch[] = [];
  for (const range of ranges) if (range.start >= (kept.at(-1)?.end ?? 0)) kept.push(range);
  return kept;
}

interface Taking {
  readonly rule: Rule;
  readonly detector: ExtractDetector;
  readonly host: CheckedSource;
}

function makeText(engine: Engine, { rule, detector, host }: Taking, ranges: readonly Stretch[]): ExtractedText | undefined {
  const builder = buildText();
  const written = new Map<string, Pick<Quoted, 'quote' | 'escapes'>>();
  for (const [index, range] of ranges.entries()) {
    if (index > 0) builder.put('\n', range.start, range.start);
    const way = addRange(builder, range, { detector, host });
    if (way === undefined) return undefined;
    written.set(`${way.escapes} ${way.quote}`, { quote: way.quote, escapes: way.escapes });
  }
  const { text, map } = builder.finish();
  const source = openPart(engine, host.path, { text, language: languageById(detector.language) });
  return { rule, detector, source, map, written: written.size === 1 ? [...written.values()][0] : undefined };
}

/** How the range is written; undefined where it is not what the transform expects. */
function addRange(builder: TextBuilder, range: Stretch, { detector, host }: Pick<Taking, 'detector' | 'host'>): Pick<Quoted, 'quote' | 'escapes'> | undefined {
  const content = contentOf(host.text, range, host.language?.id);
  switch (detector.transform) {
    case 'no_transform':
      builder.copy(host.text, range.start, range.end);
      return { quote: content.start === range.start ? content.quote : '', escapes: 'none' };
    case 'unquote_string':
      addUnescaped(host.text, content, builder);
      return content;
    case 'concat_json_string_array':
      return addJsonLines(host.text, range, builder) ? { quote: '"', escapes: 'all' } : undefined;
  }
  return detector.transform satisfies never;
}
