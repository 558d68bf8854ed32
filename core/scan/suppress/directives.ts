import { embeddedIn } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { readFacts } from './directive-facts.ts';
import type { Suppression } from './suppression.ts';

/** What a suppression may say besides its reason. */
export type DirectiveFacts = Pick<Suppression, 'expires' | 'owner' | 'justification' | 'requestedBy' | 'approvedBy'>;

/** A comment that suppresses: which rules, why, and what it covers. */
export interface Directive {
  /** Rule ids or globs over them; empty when none was named. */
  readonly rules: readonly string[];
  /** Empty when none was given: such a directive suppresses nothing. */
  readonly reason: string;
  /** What stands in brackets before or after the reason, such as `[expires=2027-01-31 owner=anna]`. */
  readonly facts: DirectiveFacts;
  readonly scope: 'line' | 'file';
  /** 0-based line of the comment. */
  readonly line: number;
  /** Nothing but the comment stands on its line, so that it speaks for the line below. */
  readonly alone: boolean;
  /** Offsets of the directive's text. */
  readonly start: number;
  readonly end: number;
}

const marker = /sentrik(?:[-:]suppress|-ignore)(-file)?\b[ \t]*:?[ \t]*([^\r\n]*)/gi;
const commentTokens = ['//', '#', '--', ';', '%', '/*', '<!--', '{/*', '"""', "'''"];
const ruleList = /^([\w.*/()-]+(?:[ \t]*,[ \t]*[\w.*/()-]+)*)(?:[ \t]*(?:—|–|--|-|:)[ \t]*|[ \t]+|$)(.*)$/;
/** What editors and documentation put where the reason goes, such as `<reason>`. */
const placeholder = /^<[^<>]*>$/;
const fileScopeLines = 20;

/** All directives of a text, in order; a `-file` directive counts in the first 20 lines only. */
export function directivesIn(text: string, language: Language | undefined): readonly Directive[] {
  if (!/sentrik[-:]/i.test(text)) return [];
  const directives: Directive[] = [];
  let line = 0;
  let scanned = 0;
  for (const match of text.matchAll(marker)) {
    for (; scanned < match.index; scanned += 1) if (endsLine(text, scanned)) line += 1;
    const lead = text.slice(lineStart(text, match.index), match.index);
    const opened = codeBeforeComment(lead, language);
    if (opened === undefined) continue;
    const directive = readDirective(match, { line, alone: opened.trim() === '' });
    if (directive.scope === 'line' || line < fileScopeLines) directives.push(directive);
  }
  return directives;
}

function readDirective(match: RegExpExecArray, place: Pick<Directive, 'line' | 'alone'>): Directive {
  const body = (match[2] ?? '').replace(/[ \t]*(?:\*\/\}?|-->|"""|''')[ \t]*$/, '').trim();
  const parts = ruleList.exec(body);
  const rules = parts === null ? [] : (parts[1] ?? '').split(',').map((rule) => rule.trim());
  const { rest: why, facts } = readFacts(parts?.[2] ?? '');
  const reason = /\p{L}/u.test(why) && !placeholder.test(why) ? why : '';
  const scope = match[1] === undefined ? 'line' : 'file';
  return { rules, reason, facts, scope, ...place, start: match.index, end: match.index + match[0].trimEnd().length };
}

/** The code before the comment that the marker opens; undefined when no comment opens right before the marker. */
function codeBeforeComment(lead: string, language: Language | undefined): string | undefined {
  if (/^[ \t]*\*[ \t]*$/.test(lead)) return '';
  const trimmed = lead
    .trimEnd()
    .replace(/\/\*+$/, '/*')
    .replace(/\/{2,}!?$/, '//');
  const token = (language === undefined || language.id === 'generic' ? commentTokens : languageTokens(language)).find((candidate) =>
    trimmed.endsWith(candidate),
  );
  return token === undefined ? undefined : trimmed.slice(0, -token.length);
}

/** What opens a comment in a language and in those that stand inside of it. */
export function languageTokens(language: Language): readonly string[] {
  return [language, ...embeddedIn(language)].flatMap(({ comment: { line, block } }) => [
    ...(line === undefined ? [] : [line]),
    ...(block === undefined ? [] : [`{${block[0]}`, block[0]]),
  ]);
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

function endsLine(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code === 10 || (code === 13 && text.charCodeAt(offset + 1) !== 10);
}
