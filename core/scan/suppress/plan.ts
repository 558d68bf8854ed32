import { isMap, isSeq, parseDocument } from 'yaml';
import type { SuppressionEntry } from '../../config/schema.ts';
import { Failure } from '../../kernel/failure.ts';
import { type LineIndex, lineIndex } from '../../kernel/text.ts';
import type { Language } from '../languages/language.ts';
import type { Edit, Finding } from '../model.ts';

/** The text a suppression comment goes into. */
export interface CommentPlace {
  readonly text: string;
  readonly language: Language;
}

const indentation = /^[ \t]*/;

/**
 * Places for a suppression comment in a text, the usual one first: a line above the finding, then the end of its line, then of its last line.
 * Which one keeps the code meaning the same is for the caller to check. Empty where the language has no comments.
 */
export function planSuppressionComments(finding: Finding, reason: string, { text, language }: CommentPlace): readonly Edit[] {
  const index = lineIndex(text);
  const { startLine, endLine } = finding.span;
  const directive = `SENTRIK-SUPPRESS: ${finding.ruleId} — ${reason}`;
  return commentsWith(directive, language).flatMap((comment) => [
    lineAbove(text, index, { line: startLine, comment }),
    ...(endLine === startLine ? [startLine] : [startLine, endLine]).map((line) => lineTail(index, line, comment)),
  ]);
}

/** Lines that have to stay the first ones: of a shell, of an encoding, of a document type, and where code begins at all. */
const firstLines = /^(?:\uFEFF?#!|# *syntax=|[ \t\f]*#.*coding[:=]|<\?|<!doctype|---|%YAML)/i;
const mostFirstLines = 3;

/**
 * Places for a comment that suppresses a rule in a whole file: above everything, except what has to stand first. Which one keeps the code
 * meaning the same is for the caller to check. Empty where the language has no comments.
 */
export function planFileSuppressions(finding: Finding, reason: string, { text, language }: CommentPlace): readonly Edit[] {
  const index = lineIndex(text);
  const lineText = (line: number) => text.slice(index.lineStart(line), index.lineEnd(line));
  let first = 0;
  while (first < mostFirstLines && first + 1 < index.lineCount && firstLines.test(lineText(first))) first += 1;
  const lines = Array.from({ length: Math.min(mostFirstLines, index.lineCount - first) }, (_unused, at) => first + at);
  const comments = commentsWith(`SENTRIK-SUPPRESS-FILE: ${finding.ruleId} — ${reason}`, language);
  return lines.flatMap((line) => comments.map((comment) => lineAbove(text, index, { line, comment })));
}

/** The comment as the product's messages show it; undefined where the language has no comments. */
export function suppressionComment(ruleId: string, reason: string, language: Language): string | undefined {
  return commentsWith(`SENTRIK-SUPPRESS: ${ruleId} — ${reason}`, language)[0];
}

/** Adds one entry to the text of `.sentrik/suppressions.yaml` and keeps its comments. Throws `conflict` when the text is not a list of suppressions. */
export function addSuppression(text: string, entry: SuppressionEntry): string {
  const yaml = parseDocument(text);
  const list = isMap(yaml.contents) ? (yaml.get('suppressions') ?? undefined) : (yaml.contents ?? undefined);
  const isUsable = yaml.errors.length === 0 && (isSeq(list) || (list === undefined && (yaml.contents === null || isMap(yaml.contents))));
  if (!isUsable) throw new Failure('conflict', 'The suppressions file is not a list of suppressions; repair it first');
  const item = yaml.createNode(entry);
  if (isSeq(list)) {
    list.flow = false;
    list.add(item);
  } else yaml.set('suppressions', yaml.createNode([entry]));
  return yaml.toString({ lineWidth: 0 });
}

function commentsWith(directive: string, { comment }: Language): readonly string[] {
  const { line, block } = comment;
  return [
    ...(line === undefined ? [] : [`${line} ${directive}`]),
    ...(block === undefined ? [] : [`${block[0]} ${directive} ${block[1]}`]),
    ...(block?.[0] === '/*' && line === '//' ? [`{/* ${directive} */}`] : []),
  ];
}

function lineAbove(text: string, index: LineIndex, { line, comment }: { readonly line: number; readonly comment: string }): Edit {
  const start = index.lineStart(line);
  const indent = indentation.exec(text.slice(start, index.lineEnd(line)))?.[0] ?? '';
  return { start, end: start, text: `${indent}${comment}${text.includes('\r\n') ? '\r\n' : '\n'}` };
}

function lineTail(index: LineIndex, line: number, comment: string): Edit {
  const end = index.lineEnd(line);
  return { start: end, end, text: ` ${comment}` };
}
