import { lineIndex, type LineIndex } from '../../../kernel/text.ts';
import type { Language } from '../../languages/language.ts';
import type { FileTree } from '../../pattern/file-tree.ts';
import { nodeCovering } from '../../tree/flat-tree.ts';
import { languageTokens } from '../directives.ts';
import type { ForeignTool } from '../suppression.ts';

/** A comment that suppresses for another tool: whose, what for, and on which lines (0-based, both included). */
export interface ForeignDirective {
  readonly tool: ForeignTool;
  /** Rules of that tool; undefined: all of them. */
  readonly rules?: readonly string[];
  readonly reason: string;
  readonly from: number;
  readonly to: number;
}

/** A text in which such comments are looked for. */
export interface ForeignText {
  readonly text: string;
  readonly language: Language | undefined;
  readonly lines: LineIndex;
  readonly tree: () => FileTree | undefined;
}

/** A reader of the comments of one or two tools. */
export type DirectiveReader = (source: ForeignText) => readonly ForeignDirective[];

/** Opens a text for the readers. */
export function openForeignText(text: string, language: Language | undefined, tree: () => FileTree | undefined = () => undefined): ForeignText {
  return { text, language, lines: lineIndex(text), tree };
}

/** Where a marker stands in a comment. */
export interface MarkerPlace {
  readonly line: number;
  /** Nothing but the comment is on its line. */
  readonly alone: boolean;
  /** What the comment says before the marker. */
  readonly before: string;
}

const anyTokens = ['//', '#', '--', ';', '%', '/*', '<!--'];

/** The place of a marker at an offset; undefined where it stands in no comment, such as in a string. */
export function markerPlace({ text, language, lines, tree }: ForeignText, offset: number): MarkerPlace | undefined {
  const { line } = lines.positionAt(offset);
  const start = lines.lineStart(line);
  const lead = text.slice(start, offset);
  if (isInString(tree(), offset)) return undefined;
  const continued = /^[ \t]*\*(?!\/)/.exec(lead);
  if (continued !== null) return { line, alone: true, before: lead.slice(continued[0].length) };
  const token = lastToken(lead, tokensOf(language));
  return token === undefined ? undefined : { line, alone: lead.slice(0, token.at).trim() === '', before: lead.slice(token.at + token.text.length) };
}

function lastToken(lead: string, tokens: readonly string[]): { readonly text: string; readonly at: number } | undefined {
  const found = tokens.flatMap((text) => {
    const at = lead.indexOf(text);
    return at < 0 ? [] : [{ text, at }];
  });
  return found.toSorted((a, b) => a.at - b.at || b.text.length - a.text.length)[0];
}

function tokensOf(language: Language | undefined): readonly string[] {
  if (language === undefined || language.id === 'generic') return anyTokens;
  return language.id === 'php' ? [...languageTokens(language), '#'] : languageTokens(language);
}

function isInString(file: FileTree | undefined, offset: number): boolean {
  if (file === undefined) return false;
  const kind = file.grammar.kinds[file.tree.kind[nodeCovering(file.tree, offset, offset + 1)] ?? 0] ?? '';
  return /string|char_literal|template|heredoc|quoted|scalar/.test(kind) && !kind.includes('comment');
}

/** Words apart by commas or blanks. */
export function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** What stands behind a directive, without what ends the comment or sets the reason apart. */
export function reasonOf(text: string): string {
  return text
    .slice(0, 500)
    .replace(/(?:\*\/\}?|-->)[\s\S]*$/, '')
    .replace(/^[\s:;,.–—-]+/, '')
    .trim();
}

/** The rest of the line behind an offset. */
export function restOfLine({ text, lines }: ForeignText, offset: number): string {
  return text.slice(offset, lines.lineEnd(lines.positionAt(offset).line));
}
