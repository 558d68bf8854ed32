import { compileRegex } from '../pattern/regex.ts';
import type { LetterCase, Separator, Transform } from './node-rule.ts';

type TextTransform = Exclude<Transform, { readonly kind: 'rewrite' }>;

/** The text that a transform makes of another; offsets count characters, negative ones from the end. Throws RegexError. */
export function transformText(text: string, transform: TextTransform): string {
  switch (transform.kind) {
    case 'replace':
      return text.replace(new RegExp(compileRegex(transform.regex).source, flagsOf(transform.regex)), (...found) => expand(transform.by, found));
    case 'substring':
      return Array.from(text)
        .slice(transform.start ?? 0, transform.end)
        .join('');
    case 'convert':
      return convert(text, transform.toCase, transform.separators);
  }
  return transform satisfies never;
}

function flagsOf(regex: string): string {
  return `${compileRegex(regex).flags.replace('g', '')}g`;
}

const groupReference = /\$(?:\{(\w+)\}|(\w+))/g;

/** `$1`, `${1}`, `$name` of the groups that a replacement function is called with. */
function expand(by: string, found: readonly unknown[]): string {
  const groups = found.at(-1);
  const named = typeof groups === 'object' && groups !== null ? new Map(Object.entries(groups)) : new Map<string, unknown>();
  return by.replace(groupReference, (_whole, braced: string | undefined, plain: string | undefined) => {
    const key = braced ?? plain ?? '';
    const value: unknown = /^\d+$/.test(key) ? found[Number(key)] : named.get(key);
    return typeof value === 'string' ? value : '';
  });
}

function convert(text: string, toCase: LetterCase, separators: readonly Separator[]): string {
  switch (toCase) {
    case 'lowerCase':
      return text.toLowerCase();
    case 'upperCase':
      return text.toUpperCase();
    case 'capitalize':
      return capitalize(text);
    case 'camelCase':
      return wordsOf(text, separators)
        .map((word, index) => (index === 0 ? word.toLowerCase() : capitalize(word.toLowerCase())))
        .join('');
    case 'pascalCase':
      return wordsOf(text, separators)
        .map((word) => capitalize(word.toLowerCase()))
        .join('');
    case 'snakeCase':
      return wordsOf(text, separators)
        .map((word) => word.toLowerCase())
        .join('_');
    case 'kebabCase':
      return wordsOf(text, separators)
        .map((word) => word.toLowerCase())
        .join('-');
  }
  return toCase satisfies never;
}

function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

const characters: Readonly<Record<Exclude<Separator, 'caseChange'>, string>> = { dash: '-', dot: '.', slash: '/', space: ' ', underscore: '_' };
const caseChange = /(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

function wordsOf(text: string, separators: readonly Separator[]): readonly string[] {
  let words: readonly string[] = [text];
  for (const separator of separators) {
    words = words.flatMap((word) => word.split(separator === 'caseChange' ? caseChange : characters[separator]));
  }
  return words.filter((word) => word !== '');
}
