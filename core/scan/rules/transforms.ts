import { translateRegex } from '../regex/dialect.ts';
import { type LetterCase, letterCases, type Separator, separators, type Transform } from '../structure/node-rule.ts';
import { at, elements, entries, isRecord, numberAt, type Part, refuse, textAt, textOf, textsAt } from './part.ts';

/** `$X` for `X` and `$X`, `$...X` for `$$$X`: how the engine names the metavariables of ast-grep. */
export function metavariableName(written: string): string {
  const list = /^\$\$\$(\w+)$/.exec(written.trim());
  return list === null ? `$${written.trim().replace(/^\$+/, '')}` : `$...${list[1] ?? ''}`;
}

/** The same for a text with metavariables in it, such as a message or a fix. */
export function templateText(text: string): string {
  return text.replaceAll(/\$\$\$([A-Z_][A-Z0-9_]*)/g, '$...$1').replaceAll(/\$\$([A-Z_][A-Z0-9_]*)/g, '$$$1');
}

/** Reads `transform: {NAME: {replace: {…}} | 'replace($X, replace=…, by=…)'}`; undefined after reporting what is wrong. */
export function readTransforms(part: Part | undefined): readonly Transform[] | undefined {
  if (part === undefined) return [];
  const read = entries(part).map(([name, field]) => readTransform(metavariableName(name), field));
  const transforms = read.filter((transform) => transform !== undefined);
  return transforms.length === read.length ? transforms : undefined;
}

function readTransform(name: string, part: Part): Transform | undefined {
  const [operation, options] = typeof part.value === 'string' ? called(part, part.value) : (entries(part)[0] ?? []);
  if (operation === undefined || options === undefined || !isRecord(options.value))
    return refuse(part, 'A transform such as {replace: {source, replace, by}} was expected here');
  const source = textAt(options, 'source');
  if (source === undefined) return refuse(options, 'A transform needs a source');
  const base = { name, source: metavariableName(source) };
  switch (operation) {
    case 'replace':
      return readReplace(options, base);
    case 'substring':
      return readSubstring(options, base);
    case 'convert':
      return readConvert(options, base);
    case 'rewrite':
      return readRewrite(options, base);
    default:
      return refuse(part, `The transform ${JSON.stringify(operation)} is not supported`);
  }
}

interface Base {
  readonly name: string;
  readonly source: string;
}

/** `operation($SOURCE, key=value, …)`: values are texts in quotes, lists in brackets, or bare. */
function called(part: Part, text: string): readonly [string, Part] | readonly [] {
  const read = /^\s*(\w+)\(\s*(\$+\w+)\s*(?:,([\s\S]*))?\)\s*$/.exec(text);
  if (read === null) return [];
  const options: Record<string, unknown> = { source: read[2] };
  const pair = /(\w+)\s*=\s*(?:\[([^\]]*)\]|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,]*))/g;
  for (const [, key = '', list, single, double, bare] of (read[3] ?? '').matchAll(pair)) {
    const quoted = single ?? double;
    const plain = (bare ?? '').trim();
    const value = quoted?.replaceAll('\\n', '\n') ?? (/^-?\d+$/.test(plain) ? Number(plain) : plain);
    options[key] = list === undefined ? value : list.split(',').map((each) => each.trim().replaceAll(/^['"]|['"]$/g, ''));
  }
  return [read[1] ?? '', { ...part, value: options }];
}

function readReplace(options: Part, base: Base): Transform | undefined {
  const [regex, by] = [textAt(options, 'replace'), textAt(options, 'by')];
  if (regex === undefined || by === undefined) return refuse(options, 'replace needs replace and by');
  const translated = translateRegex(regex);
  return translated.kind === 'problem' ? refuse(options, translated.message) : { ...base, kind: 'replace', regex, by };
}

function readSubstring(options: Part, base: Base): Transform {
  const [start, end] = [numberAt(options, 'startChar'), numberAt(options, 'endChar')];
  return { ...base, kind: 'substring', ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

function readConvert(options: Part, base: Base): Transform | undefined {
  const word = textAt(options, 'toCase');
  const toCase: LetterCase | undefined = letterCases.find((each) => each === word);
  if (toCase === undefined) return refuse(options, `toCase must be one of ${letterCases.join(', ')}`);
  const field = at(options, 'separatedBy');
  const read = field === undefined ? separators : elements(field).map(readSeparator);
  const all = read.filter((each) => each !== undefined);
  return all.length === read.length ? { ...base, kind: 'convert', toCase, separators: all } : undefined;
}

function readSeparator(part: Part): Separator | undefined {
  const word = textOf(part)?.toLowerCase();
  const known = separators.find((each) => each.toLowerCase() === word);
  return known ?? refuse(part, `A separator is one of ${separators.join(', ')}`);
}

function readRewrite(options: Part, base: Base): Transform | undefined {
  const rewriters = textsAt(options, 'rewriters');
  const joinBy = textAt(options, 'joinBy');
  if (rewriters.length === 0) return refuse(options, 'rewrite needs rewriters');
  return { ...base, kind: 'rewrite', rewriters, ...(joinBy === undefined ? {} : { joinBy }) };
}
