import fs from 'node:fs';
import path from 'node:path';
import { nouns, python, type SourceTemplates, typescript } from './source-table.ts';
import { go } from './sources/go.ts';
import { java } from './sources/java.ts';
import { javascript } from './sources/javascript.ts';

export const sourceLanguages = ['typescript', 'javascript', 'python', 'java', 'go'] as const;
export type SourceLanguage = (typeof sourceLanguages)[number];

const templates: Readonly<Record<SourceLanguage, SourceTemplates>> = { typescript, javascript, python, java, go };

/** A file of at least `lines` lines, put together from the templates in an order fixed by `seed`. */
export function makeSource(language: SourceLanguage, lines: number, seed = 1): string {
  const { head, pieces } = templates[language];
  const next = randomNumbers(seed);
  let text = head;
  let count = head.split('\n').length - 1;
  for (let number = 1; count < lines; number += 1) {
    const noun = nouns[next(nouns.length)] ?? 'Item';
    const piece = fill(pieces[next(pieces.length)] ?? '', noun, number);
    text += `\n${piece}`;
    count += piece.split('\n').length;
  }
  return text;
}

/** What the names of files in a language end with. */
export function fileExtension(language: SourceLanguage): string {
  return templates[language].extension;
}

/** Writes `files` generated files of about `lines` lines, TypeScript and Python in turn, and answers the number of lines. */
export function writeProject(folder: string, files: number, lines: number): number {
  let total = 0;
  for (let index = 0; index < files; index += 1) {
    const language: SourceLanguage = index % 2 === 0 ? 'typescript' : 'python';
    const text = makeSource(language, lines, index + 1);
    const target = path.join(folder, `part-${index % 10}`, `file-${index}.${fileExtension(language)}`);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
    total += text.split('\n').length - 1;
  }
  return total;
}

function fill(piece: string, noun: string, number: number): string {
  return piece.replaceAll('%N', noun).replaceAll('%n', noun.toLowerCase()).replaceAll('%d', String(number));
}

/** Whole numbers below a limit from a linear congruential generator (constants of Numerical Recipes). */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
