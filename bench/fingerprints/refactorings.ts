import type { Edit } from '../../core/scan/model.ts';
import { childrenOf, isLeaf, textOf } from '../../core/scan/tree/flat-tree.ts';
import type { Random } from '../fuzz/random.ts';
import { type CodeFile, isComment, tokensOf } from './code-file.ts';

/** What code must not be renamed: words that a finding is about. */
export interface Bounds {
  readonly words: ReadonlySet<string>;
  /** Where the findings are. */
  readonly offsets: readonly number[];
}

/** Edits that keep what the code does, sorted and apart; none where there is nothing to do. */
export type Refactoring = (file: CodeFile, random: Random, bounds: Bounds) => readonly Edit[];

const holder =
  /^(?:program|module|source_file|translation_unit|compilation_unit|document|block|body|statement_block|compound_statement|class_body|declaration_list)$/;
const braces = new Set(['javascript', 'typescript', 'tsx', 'java', 'go', 'c', 'cpp', 'csharp', 'php', 'rust', 'kotlin', 'scala', 'swift']);
const maxInsertions = 5;

/** Blank lines, comments and, at the top level of some languages, statements. */
export function insertLines(file: CodeFile, random: Random): readonly Edit[] {
  const places = lineStarts(file);
  const edits = new Map<number, Edit>();
  for (let count = 1 + random.below(maxInsertions); count > 0 && places.length > 0; count -= 1) {
    const place = places[random.below(places.length)];
    if (place === undefined) continue;
    const start = place.at - place.indent.length;
    edits.set(start, { start, end: start, text: insertion(file, place, random) });
  }
  return inOrder([...edits.values()]);
}

interface Place {
  readonly at: number;
  readonly indent: string;
  readonly isTop: boolean;
}

/** Places where a statement or entry begins its line. */
function lineStarts({ tree, text, grammar }: CodeFile): readonly Place[] {
  const places: Place[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if (!holder.test(grammar.kinds[tree.kind[node] ?? 0] ?? '')) continue;
    for (const child of childrenOf(tree, node)) {
      const at = tree.start[child] ?? 0;
      const indent = text.slice(Math.max(text.lastIndexOf('\n', at - 1) + 1, 0), at);
      if (indent.trim() === '' && !isLeaf(tree, child)) places.push({ at, indent, isTop: node === 0 && at > 0 });
    }
  }
  return places;
}

function insertion({ language }: CodeFile, { indent, isTop }: Place, random: Random): string {
  const { line, block } = language.comment;
  const note = line === undefined ? `${block?.[0] ?? ''} a note ${block?.[1] ?? ''}` : `${line} a note`;
  const statement = isTop ? statements[language.id] : undefined;
  const comment = line === undefined && block === undefined ? '' : `${indent}${note}\n`;
  const number = random.below(10_000);
  return random.pick(['\n', '\n\n\n', comment, comment + comment, statement === undefined ? '\n' : `${indent}${statement.replace('#', String(number))}\n`]);
}

const statements: Readonly<Record<string, string>> = {
  javascript: 'const addedValue# = 17;',
  typescript: 'const addedValue#: number = 17;',
  python: 'added_value_# = 17',
  ruby: 'added_value_# = 17',
  go: 'var addedValue# = 17',
  c: 'static int added_value_# = 17;',
  cpp: 'static int added_value_# = 17;',
};

/** Another width of indentation, line breaks and blanks inside brackets, and the other kind of quotes where that makes no difference. */
export function reformat(file: CodeFile, random: Random): readonly Edit[] {
  const doubles = random.chance(0.7) ? indentation(file, random.chance(0.5) ? '\t' : '    ') : [];
  const breaks = random.chance(0.8) ? insideBrackets(file, random) : [];
  const quotes = random.chance(0.4) ? otherQuotes(file) : [];
  return withoutOverlaps([...quotes, ...breaks, ...doubles]);
}

/** One more step of indentation for each step there is, for lines that begin with code. */
function indentation(file: CodeFile, step: string): readonly Edit[] {
  const { tree, text, language } = file;
  if (language.id !== 'python' && !braces.has(language.id)) return [];
  const unit = language.id === 'python' ? '' : step;
  const seen = new Set<number>();
  return tokensAndComments(file).flatMap((node): readonly Edit[] => {
    const at = tree.start[node] ?? 0;
    const start = text.lastIndexOf('\n', at - 1) + 1;
    const indent = text.slice(start, at);
    if (indent === '' || indent.trim() !== '' || seen.has(start)) return [];
    seen.add(start);
    return [{ start: at, end: at, text: unit === '' ? indent : unit }];
  });
}

function tokensAndComments(file: CodeFile): readonly number[] {
  const { tree } = file;
  const comments: number[] = [];
  for (let node = 0; node < tree.count; node += 1) if (isComment(tree, node)) comments.push(node);
  return [...tokensOf(file), ...comments].sort((a, b) => a - b);
}

/** After `(` and `,` of calls, lists and parameters a line may end; blanks may stand inside parentheses. */
function insideBrackets(file: CodeFile, random: Random): readonly Edit[] {
  const { tree, text, language } = file;
  if (language.id !== 'python' && !braces.has(language.id)) return [];
  return tokensOf(file).flatMap((node): readonly Edit[] => {
    if (!endsLineWell(file, node)) return [];
    const at = tree.end[node] ?? 0;
    const next = /^[ \t]*/.exec(text.slice(at, at + 200))?.[0].length ?? 0;
    const isCommentOrEnd = /^[\r\n/#]|^$|^<!--/.test(text.slice(at + next, at + next + 1));
    return isCommentOrEnd || random.chance(0.5) ? [] : [{ start: at, end: at + next, text: random.chance(0.5) ? '\n        ' : ' ' }];
  });
}

/** A bracket or comma of a call, a list or parameters. */
function endsLineWell({ tree, grammar }: CodeFile, node: number): boolean {
  const token = textOf(tree, node);
  const parent = grammar.kinds[tree.kind[tree.parent[node] ?? 0] ?? 0] ?? '';
  return (token === '(' || token === ',') && /argument|parameter|array|list$|call/.test(parent) && !/string|type|index|annotation|macro/.test(parent);
}

const simpleString = /^(['"])([\w ./:=<>*-]*)\1$/;

/** Strings of plain characters, in languages where both quotes mean the same. */
function otherQuotes({ tree, grammar, language }: CodeFile): readonly Edit[] {
  if (!['javascript', 'typescript', 'tsx', 'python'].includes(language.id)) return [];
  const edits: Edit[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    const start = tree.start[node] ?? 0;
    const end = tree.end[node] ?? 0;
    if (grammar.kinds[tree.kind[node] ?? 0] !== 'string') continue;
    const quote = simpleString.exec(textOf(tree, node))?.[1];
    if (quote === undefined) continue;
    const other = quote === '"' ? "'" : '"';
    edits.push({ start, end: start + 1, text: other }, { start: end - 1, end, text: other });
  }
  return edits;
}

const nameKind = /^(?:identifier|variable_name|simple_identifier|property_identifier|field_identifier)$/;
const declaring = /declarator$|parameter|_definition$|_declaration$|^assignment|_item$|^short_var|^expression_list$|^parameters$/;

/** A name that the file declares, that no finding is about and that no finding stands in gets another one, everywhere in the file. */
export function rename(file: CodeFile, random: Random, bounds: Bounds): readonly Edit[] {
  const places = namePlaces(file);
  const names = [...places.keys()].filter((name) => name.length > 1 && !bounds.words.has(name) && isDeclaredApart(file, places.get(name) ?? [], bounds));
  const chosen = names[random.below(Math.max(1, names.length))];
  const nodes = chosen === undefined ? [] : (places.get(chosen) ?? []);
  return nodes.map((node) => ({ start: file.tree.end[node] ?? 0, end: file.tree.end[node] ?? 0, text: 'Renamed' }));
}

function namePlaces({ tree, grammar, language }: CodeFile): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  if (language.id === 'hcl') return places;
  for (let node = 0; node < tree.count; node += 1) {
    if (!isLeaf(tree, node) || !nameKind.test(grammar.kinds[tree.kind[node] ?? 0] ?? '')) continue;
    const name = textOf(tree, node);
    const known = places.get(name);
    if (known === undefined) places.set(name, [node]);
    else known.push(node);
  }
  return places;
}

/** The file declares it, and none of the findings is inside of what is declared. */
function isDeclaredApart({ tree, grammar }: CodeFile, nodes: readonly number[], { offsets }: Bounds): boolean {
  const isDeclaring = (node: number) => declaring.test(grammar.kinds[tree.kind[node] ?? 0] ?? '');
  const outermost = (node: number): number => {
    const parent = tree.parent[node] ?? 0;
    return isDeclaring(parent) ? outermost(parent) : node;
  };
  const declarations = nodes.filter((node) => isDeclaring(tree.parent[node] ?? 0) && isFirstName(tree, tree.parent[node] ?? 0, node)).map(outermost);
  const holds = (node: number) => offsets.some((offset) => (tree.start[node] ?? 0) <= offset && offset < (tree.end[node] ?? 0));
  return declarations.length > 0 && !declarations.some(holds);
}

/** What stands before the name in a declaration are words such as `def` and types. */
function isFirstName(tree: CodeFile['tree'], parent: number, name: number): boolean {
  for (const child of childrenOf(tree, parent)) {
    if (child === name) return true;
    if (!isLeaf(tree, child) && tree.field[child] !== 0) continue;
    if (textOf(tree, child) === '=') return false;
  }
  return false;
}

function inOrder(edits: readonly Edit[]): readonly Edit[] {
  return edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

function withoutOverlaps(edits: readonly Edit[]): readonly Edit[] {
  const kept: Edit[] = [];
  for (const edit of inOrder(edits)) if (edit.start >= (kept.at(-1)?.end ?? 0)) kept.push(edit);
  return kept;
}
