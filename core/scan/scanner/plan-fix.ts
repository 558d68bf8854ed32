import type { LineIndex } from '../../kernel/text.ts';
import type { Detection } from '../detectors/text-detector.ts';
import type { Language } from '../languages/language.ts';
import type { FixSpec } from '../fix-spec.ts';
import type { Edit, Fix, Rule } from '../model.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { interpolate } from '../pattern/interpolate.ts';
import { fixPlace } from '../pattern/match.ts';
import { createTimeGuard } from '../regex/guard.ts';
import { compileTextRegex, type Hit, hitsIn } from '../regex/text-regex.ts';
import { alignInsertion } from './attribute-layout.ts';
import { breakLike, type CodeStyle, indentLike, quoteLike, styleOf } from './code-style.ts';
import { layoutEdits } from './keep-layout.ts';
import { planImports } from './plan-imports.ts';

/** The text a fix is planned in. */
export interface FixPlace {
  readonly text: string;
  readonly lines: LineIndex;
  readonly language: Language | undefined;
  /** The tree of the part of the text that the fix is in. */
  readonly tree: () => FileTree | undefined;
}

const regexBudget = 100;

/** The edits that repair one match as its rule says; undefined where the rule has no fix or it does not apply here. */
export function planFix(rule: Rule, match: Detection, place: FixPlace): Fix | undefined {
  if (rule.fix === undefined) return undefined;
  const edits = editsOf(rule.fix, { rule, match, place });
  const imports = edits.length === 0 ? undefined : importEdits(rule.fix, place);
  if (imports === undefined) return undefined;
  const { title = defaultTitle(rule.fix), caution } = rule.fix;
  return { title, edits: [...imports, ...edits], ...(caution === undefined ? {} : { caution }) };
}

/** Undefined where an import that the repaired text needs cannot be added. */
function importEdits({ imports = [] }: FixSpec, { tree }: FixPlace): readonly Edit[] | undefined {
  if (imports.length === 0) return [];
  const file = tree();
  return file === undefined ? undefined : planImports(imports, file);
}

interface Plan {
  readonly rule: Rule;
  readonly match: Detection;
  readonly place: FixPlace;
}

function editsOf(spec: FixSpec, plan: Plan): readonly Edit[] {
  switch (spec.kind) {
    case 'template':
      return templateEdits(spec.template, plan);
    case 'regex':
      return regexEdits(spec, plan);
    case 'remove-line':
      return [wholeLines(plan)];
    case 'comment-out':
      return commentEdits(plan);
    default:
      return spec satisfies never;
  }
}

function defaultTitle(spec: FixSpec): string {
  switch (spec.kind) {
    case 'remove-line':
      return 'Remove the line';
    case 'comment-out':
      return 'Comment the line out';
    case 'template':
      return spec.template === '' ? 'Remove this' : 'Replace with the safe form';
    case 'regex':
      return 'Replace with the safe form';
    default:
      return spec satisfies never;
  }
}

function templateEdits(template: string, plan: Plan): readonly Edit[] {
  const { place } = plan;
  const { start, end } = plan.match.bindings.get(fixPlace) ?? plan.match;
  if (template === '' && standsAlone(plan)) return [wholeLines(plan)];
  const style = styleOf(place.text);
  const quoted = place.language !== undefined && eitherQuote.has(place.language.id) ? quoteLike(template, quoteAt(place, start, style)) : template;
  // What metavariables stand for keeps the indentation it has.
  const indented = indentLike(quoted, indentOf(place, start), style);
  const after = breakLike(interpolate(withoutEmptyLists(indented, plan.match.bindings), plan.match.bindings, place.text), style);
  return layoutEdits({ text: place.text, start, end, after, language: place.language });
}

/** The other quotes where the usual ones are open already, such as in an interpolated part of a string. */
function quoteAt({ text, lines }: FixPlace, offset: number, { quote }: CodeStyle): CodeStyle['quote'] {
  const line = text.slice(lines.lineStart(lines.positionAt(offset).line), offset);
  if (quote === undefined || line.split(quote).length % 2 === 1) return quote;
  return quote === '"' ? "'" : '"';
}

/** Languages in which a plain string means the same in either quotes. */
const eitherQuote: ReadonlySet<string> = new Set(['javascript', 'typescript', 'tsx', 'python', 'ruby', 'php']);

/** An ellipsis that stands for nothing takes the comma beside it along. */
function withoutEmptyLists(template: string, bindings: Detection['bindings']): string {
  return template.replaceAll(/(,\s*)?(\$\.\.\.[A-Z_][A-Z_0-9]*)(\s*,\s*)?/g, (all, lead: string | undefined, name: string, tail: string | undefined) => {
    const binding = bindings.get(name);
    if (binding === undefined || (binding.text ?? '') !== '' || binding.end > binding.start) return all;
    return lead !== undefined && tail !== undefined ? lead : '';
  });
}

function regexEdits(spec: Extract<FixSpec, { kind: 'regex' }>, { rule, match, place }: Plan): readonly Edit[] {
  const compiled = compileTextRegex({ regex: spec.regex, flags: 'm', trusted: rule.trusted });
  if (compiled.kind === 'problem') return [];
  const { regex } = compiled;
  const style = styleOf(place.text);
  const find = (text: string, from: number, to: number): readonly Edit[] => {
    const hits = take(hitsIn(regex, text, from, to), ({ end }) => end <= to, spec.count);
    return hits.flatMap((hit) => {
      const after = expandGroups(spec.replacement, hit, text);
      const edits = layoutEdits({ text, start: hit.start, end: hit.end, after, language: place.language });
      const laidOut = place.language?.id === 'hcl' ? edits.map((edit) => alignInsertion(edit, text)) : edits;
      return laidOut.map((edit) => ({ ...edit, text: breakLike(edit.text, style) }));
    });
  };
  const search = () => {
    const found = find(place.text, match.start, match.end);
    if (found.length > 0) return found;
    // Anchors can also mean the beginning and the end of the match.
    return find(place.text.slice(match.start, match.end), 0, match.end - match.start).map((edit) => moved(edit, match.start));
  };
  const found = regex.linear ? { kind: 'done' as const, value: search() } : createTimeGuard().run(search, regexBudget);
  return found.kind === 'timeout' ? [] : found.value;
}

function take(hits: Iterable<Hit>, fits: (hit: Hit) => boolean, count = Number.POSITIVE_INFINITY): readonly Hit[] {
  const taken: Hit[] = [];
  for (const hit of hits) {
    if (taken.length >= count || !fits(hit)) break;
    taken.push(hit);
  }
  return taken;
}

function moved({ start, end, text }: Edit, by: number): Edit {
  return { start: start + by, end: end + by, text };
}

const groupReference = /\\(?:(?<group>\d{1,2})|g<(?<name>\w+)>|(?<escape>[nt\\]))/g;
const escaped: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\' };

/** Python's replacement syntax: `\1`, `\g<name>`, `\n`, `\t`, `\\`; a group that took no part is empty. */
function expandGroups(replacement: string, hit: Hit, text: string): string {
  const parts: string[] = [];
  let position = 0;
  for (const reference of replacement.matchAll(groupReference)) {
    parts.push(replacement.slice(position, reference.index));
    position = reference.index + reference[0].length;
    const { group = '', name = '', escape: letter = '' } = reference.groups ?? {};
    parts.push(letter === '' ? groupText(group === '' ? name : group, hit, text) : (escaped[letter] ?? ''));
  }
  return parts.join('') + replacement.slice(position);
}

function groupText(key: string, hit: Hit, text: string): string {
  const group = /^\d+$/.test(key) ? hit.groups[Number(key)] : hit.groups.find((candidate) => candidate?.name === key);
  return group === undefined ? '' : text.slice(group.start, group.end);
}

/** Nothing but white space is around the match on its lines. */
function standsAlone({ match, place }: Plan): boolean {
  const { text, lines } = place;
  const before = text.slice(lines.lineStart(lines.positionAt(match.start).line), match.start);
  const after = text.slice(match.end, lines.lineEnd(lines.positionAt(match.end).line));
  return before.trim() === '' && (after.trim() === '' || after.trim() === ';');
}

function wholeLines({ match, place }: Plan): Edit {
  const { lines, text } = place;
  const last = lines.positionAt(Math.max(match.start, match.end - 1)).line;
  const start = lines.lineStart(lines.positionAt(match.start).line);
  return { start, end: last + 1 < lines.lineCount ? lines.lineStart(last + 1) : text.length, text: '' };
}

function commentEdits({ match, place }: Plan): readonly Edit[] {
  const { lines, text, language } = place;
  const first = lines.positionAt(match.start).line;
  const last = lines.positionAt(Math.max(match.start, match.end - 1)).line;
  const { line, block } = language?.comment ?? { line: '#' };
  const from = lines.lineStart(first) + indentOf(place, match.start).length;
  if (line === undefined && block !== undefined) {
    return [
      { start: from, end: from, text: `${block[0]} ` },
      { start: lines.lineEnd(last), end: lines.lineEnd(last), text: ` ${block[1]}` },
    ];
  }
  const edits: Edit[] = [];
  for (let row = first; row <= last; row += 1) {
    const begin = lines.lineStart(row);
    const content = text.slice(begin, lines.lineEnd(row));
    const at = begin + (content.length - content.trimStart().length);
    if (content.trim() !== '') edits.push({ start: at, end: at, text: `${line ?? '#'} ` });
  }
  return edits;
}

function indentOf({ text, lines }: FixPlace, offset: number): string {
  const begin = lines.lineStart(lines.positionAt(offset).line);
  return /^[ \t]*/.exec(text.slice(begin, lines.lineEnd(lines.positionAt(offset).line)))?.[0] ?? '';
}
