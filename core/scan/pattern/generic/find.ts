import { BudgetError } from '../budget.ts';
import type { FileTree } from '../file-tree.ts';
import type { Binding, Match } from '../match.ts';
import { entry, type GenericDocument, type GenericSetting, readDocument } from './document.ts';
import type { GenericPart, GenericPattern } from './pattern.ts';

const mostMatches = 10_000;
const stepsPerStart = 20_000;
const stepsPerText = 2_000_000;
const anyLine = Number.POSITIVE_INFINITY;
const wordStart = /^[\w\u0080-\uffff]/;

const documents = new WeakMap<FileTree, Map<string, GenericDocument>>();

/**
 * Matches of a pattern in a text without a grammar, in order; where several end at one place, the shortest, or the longest of those that end in
 * `...`. A pattern whose search from some place takes too many steps is recorded with the file. Throws BudgetError when all take too many.
 */
export function findGeneric(pattern: GenericPattern, file: FileTree): readonly Match[] {
  const document = documentOf(file, pattern.setting);
  const isOpen = pattern.parts.at(-1)?.kind === 'dots';
  const byEnd = new Map<number, Match>();
  const search = new GenericSearch(document, pattern);
  for (const at of startsOf(document, pattern)) {
    const match = search.from(at);
    if (match !== undefined && !(isOpen && byEnd.has(match.end))) byEnd.set(match.end, match);
    if (byEnd.size >= mostMatches) break;
  }
  if (search.isCut) file.exhausted.add(pattern);
  return [...byEnd.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

function documentOf(file: FileTree, setting: GenericSetting): GenericDocument {
  const known = documents.get(file) ?? new Map<string, GenericDocument>();
  documents.set(file, known);
  const key = JSON.stringify([setting.indentation, setting.wordCharacters, setting.comments, setting.braces]);
  const document = known.get(key) ?? readDocument(file.tree.text, setting);
  known.set(key, document);
  return document;
}

/** A leading `...` starts where a list starts. */
function* startsOf(document: GenericDocument, { parts }: GenericPattern): Generator<number> {
  const leads = parts[0]?.kind === 'dots';
  if (leads) yield 0;
  for (const [at, kind] of document.kind.entries()) {
    if (leads && kind === entry.open) yield at + 1;
    if (!leads && kind === entry.token) yield at;
  }
}

/** The list that the pattern is in, and where it ends in the text. */
interface Scope {
  readonly limit: number;
  readonly outer: Scope | undefined;
  /** The text has no list here: its brackets are on different lines. */
  readonly flat?: boolean;
}

/** Tries a pattern at one place after another; the shortest `...` first. */
class GenericSearch {
  private readonly document: GenericDocument;
  private readonly parts: readonly GenericPart[];
  private readonly setting: GenericSetting;
  private readonly bound = new Map<string, Binding>();
  /** Places after a word where the rest is known not to match, whatever led there. */
  private readonly dead = new Set<string>();
  private steps = 0;
  private total = 0;
  /** A search from some place was given up. */
  isCut = false;
  private first = -1;
  private last = -1;

  constructor(document: GenericDocument, { parts, setting }: GenericPattern) {
    this.document = document;
    this.parts = parts;
    this.setting = setting;
  }

  from(at: number): Match | undefined {
    this.bound.clear();
    this.total += this.steps;
    if (this.total > stepsPerText) throw new BudgetError();
    this.steps = 0;
    this.first = -1;
    this.last = -1;
    const { start, end, line, kind } = this.document;
    const place: Place = { at, scope: { limit: kind.length, outer: undefined }, line: line[at] ?? 0, until: anyLine };
    if (!this.match(0, place) || this.first < 0) return undefined;
    return { node: 0, start: start[this.first] ?? 0, end: end[this.last] ?? 0, bindings: new Map(this.bound) };
  }

  private match(index: number, place: Place): boolean {
    this.steps += 1;
    const part = this.parts[index];
    if (part === undefined) return true;
    if (this.steps > stepsPerStart) return this.giveUp();
    switch (part.kind) {
      case 'text':
      case 'meta':
        return this.word(part, index, place);
      case 'dots':
        return index + 1 === this.parts.length ? this.rest(part, place) : this.dots(part, index, place);
      case 'open':
        return this.list(part, index, place);
      case 'close':
        return this.closes(index, place);
    }
    return part satisfies never;
  }

  private giveUp(): false {
    this.isCut = true;
    return false;
  }

  private word(part: Extract<GenericPart, { kind: 'text' | 'meta' }>, index: number, { at, scope, until }: Place): boolean {
    const token = this.nextToken(at, scope.limit);
    const line = this.document.line[token] ?? 0;
    if (token < 0 || line > until) return false;
    const rest = () => this.take(token, () => this.matchOnce(index + 1, { at: token + 1, scope, line, until: anyLine }));
    if (part.kind === 'text') return this.isText(token, part.text) && rest();
    return wordStart.test(this.document.text[this.document.start[token] ?? 0] ?? '') && this.bind(part.name, token, token, rest);
  }

  /** The same place after a word is tried once, while no metavariable makes a difference. */
  private matchOnce(index: number, place: Place): boolean {
    if (this.bound.size > 0) return this.match(index, place);
    const key = `${index}:${place.at}:${place.scope.limit}`;
    if (this.dead.has(key)) return false;
    const found = this.match(index, place);
    if (!found && this.steps <= stepsPerStart) this.dead.add(key);
    return found;
  }

  /** Marks a token as matched while the rest is tried. */
  private take(token: number, rest: () => boolean): boolean {
    const [first, last] = [this.first, this.last];
    if (first < 0) this.first = token;
    this.last = Math.max(last, token);
    if (rest()) return true;
    this.first = first;
    this.last = last;
    return false;
  }

  private list(part: Extract<GenericPart, { kind: 'open' }>, index: number, place: Place): boolean {
    const { at, scope } = place;
    const { kind, partner } = this.document;
    let open = at;
    while (open < scope.limit && kind[open] === entry.close) open += 1;
    const isList = open < scope.limit && kind[open] === entry.open;
    const inner = { limit: partner[open] ?? scope.limit, outer: scope };
    if (isList && this.match(index + 1, { ...place, at: open + 1, scope: inner })) return true;
    if (part.inline && !isList) return this.match(index + 1, { ...place, scope: { limit: scope.limit, outer: scope, flat: true } });
    return part.optional && this.match(part.close + 1, place);
  }

  private closes(index: number, place: Place): boolean {
    const { outer, limit, flat } = place.scope;
    if (outer === undefined) return false;
    if (flat === true) return this.match(index + 1, { ...place, scope: outer });
    return this.nextToken(place.at, limit) < 0 && this.match(index + 1, { ...place, at: limit + 1, scope: outer });
  }

  private dots(part: Dots, index: number, { at, scope, line }: Place): boolean {
    const until = line + this.spanOf(part);
    let from = -1;
    let to = -1;
    for (let next = at; ; ) {
      const place = { at: next, scope, line: to < 0 ? line : (this.document.line[to] ?? line), until };
      if (this.bind(part.name, from, to, () => this.match(index + 1, place))) {
        this.last = Math.max(this.last, to);
        return true;
      }
      const token = this.nextToken(next, scope.limit);
      if (token < 0 || (this.document.line[token] ?? 0) > until || this.steps > stepsPerStart || this.leavesList(next, token, at)) return false;
      if (from < 0) from = token;
      to = this.lastSkipped(next, token);
      next = to + 1;
      if (this.parts[0] === part && this.first < 0) this.first = token;
    }
  }

  /** Without indentation, `...` stays in the list that it begins in. */
  private leavesList(from: number, token: number, start: number): boolean {
    const { kind, partner } = this.document;
    if (this.setting.indentation) return false;
    for (let at = from; at < token; at += 1) if (kind[at] === entry.close && (partner[at] ?? 0) < start) return true;
    return false;
  }

  /** Without indentation, `...` passes over whole lists. */
  private lastSkipped(from: number, token: number): number {
    const { kind, partner } = this.document;
    if (this.setting.indentation) return token;
    const open = kind.slice(from, token + 2).indexOf(entry.open);
    return open < 0 ? token : (partner[from + open] ?? token);
  }

  /** `...` at the end takes what remains of the list that the place is in. */
  private rest(part: Dots, { at, scope, line }: Place): boolean {
    const { kind, partner } = this.document;
    const lastLine = line + this.spanOf(part);
    let from = -1;
    let to = -1;
    for (let next = at; next < scope.limit; next += 1) {
      if (kind[next] === entry.close && (partner[next] ?? 0) < at) break;
      if (kind[next] !== entry.token) continue;
      if ((this.document.line[next] ?? 0) > lastLine) break;
      if (from < 0) from = next;
      to = next;
    }
    if (this.first < 0) this.first = from;
    this.last = Math.max(this.last, to);
    return this.bind(part.name, from, to, () => true);
  }

  private spanOf({ count, long }: Dots): number {
    return long ? Number.POSITIVE_INFINITY : this.setting.span * count;
  }

  private nextToken(at: number, limit: number): number {
    const { kind } = this.document;
    for (let next = at; next < limit; next += 1) if (kind[next] === entry.token) return next;
    return -1;
  }

  private isText(token: number, text: string): boolean {
    const { start, end } = this.document;
    const from = start[token] ?? 0;
    if ((end[token] ?? 0) - from !== text.length) return false;
    if (!this.setting.caseless) return this.document.text.startsWith(text, from);
    return this.document.text.slice(from, end[token]).toLowerCase() === text.toLowerCase();
  }

  /** Binds a name to the tokens `from..to` (-1 for none), or compares with what it is bound to. */
  private bind(name: string, from: number, to: number, rest: () => boolean): boolean {
    if (name === '') return rest();
    const { text, start, end } = this.document;
    const place = end[Math.max(this.last, 0)] ?? 0;
    const range = from < 0 ? { start: place, end: place } : { start: start[from] ?? 0, end: end[to] ?? 0 };
    const value = text.slice(range.start, range.end);
    const known = this.bound.get(name);
    if (known !== undefined) return known.constant === value && rest();
    this.bound.set(name, { ...range, nodes: [], constant: value });
    if (rest()) return true;
    this.bound.delete(name);
    return false;
  }
}

type Dots = Extract<GenericPart, { kind: 'dots' }>;

interface Place {
  readonly at: number;
  readonly scope: Scope;
  /** Of the last word that was matched or passed over. */
  readonly line: number;
  /** The last line that the next word may be on. */
  readonly until: number;
}
