import type { LanguageId } from '../../model.ts';
import type { Region } from './region.ts';

const tagStart = /<!--|<(\/?)([A-Za-z][\w:-]*)/g;
const attribute = /[\s/]*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/y;
const handler = /^on[a-z]+$/i;
const rawElements = /^(?:script|style|textarea|title)$/i;
const scriptTypes = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/babel|text\/jsx)$/i;

interface Attribute {
  readonly name: string;
  readonly value: string;
  /** Offsets of the value without quotes. */
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

interface Tag {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly end: number;
}

/** Scripts and styles of a page, event handlers and style attributes. */
export function readHtmlRegions(text: string): readonly Region[] {
  return readRegions(text, (tag) => tag.attributes.flatMap((found) => attributeRegion(found)));
}

/** Event handlers with character references, which are no code as they stand. */
export function countEncodedHandlers(text: string): number {
  let count = 0;
  if (!text.includes('&')) return count;
  readRegions(text, ({ attributes }) => {
    count += attributes.filter(({ name, value, quoted }) => quoted && handler.test(name) && value.includes('&')).length;
    return [];
  });
  return count;
}

/** Scripts and styles of a component: its markup belongs to the framework. */
export function readComponentRegions(text: string): readonly Region[] {
  return readRegions(text, () => []);
}

/** One pass over the tags; linear in the length of the text. */
function readRegions(text: string, ofTag: (tag: Tag) => readonly Region[]): readonly Region[] {
  const regions: Region[] = [];
  for (let at = 0; at < text.length; ) {
    tagStart.lastIndex = at;
    const found = tagStart.exec(text);
    if (found === null) break;
    if (found[2] === undefined) {
      at = endOfComment(text, found.index);
      continue;
    }
    const tag = readTag(text, { name: found[2], start: tagStart.lastIndex });
    at = tag.end;
    if (found[1] === '/') continue;
    regions.push(...ofTag(tag));
    if (!rawElements.test(tag.name)) continue;
    const end = endOfElement(text, tag);
    regions.push(...elementRegion(tag, end));
    at = end;
  }
  return regions;
}

function endOfComment(text: string, start: number): number {
  const end = text.indexOf('-->', start);
  return end < 0 ? text.length : end + 3;
}

function readTag(text: string, { name, start }: { readonly name: string; readonly start: number }): Tag {
  const attributes: Attribute[] = [];
  let at = start;
  for (;;) {
    attribute.lastIndex = at;
    const found = attribute.exec(text);
    if (found === null) break;
    at += found[0].length;
    const value = found[2] ?? found[3] ?? found[4] ?? '';
    const quoted = found[2] !== undefined || found[3] !== undefined;
    const end = quoted ? at - 1 : at;
    attributes.push({ name: found[1] ?? '', value, start: end - value.length, end, quoted });
  }
  const close = text.indexOf('>', at);
  return { name, attributes, end: close < 0 ? text.length : close + 1 };
}

/** Where the raw text of an element ends: at its end tag, whatever is in between. */
function endOfElement(text: string, tag: Tag): number {
  const close = new RegExp(`</${tag.name}(?![\\w-])`, 'gi');
  close.lastIndex = tag.end;
  return close.exec(text)?.index ?? text.length;
}

function elementRegion(tag: Tag, end: number): readonly Region[] {
  if (end <= tag.end) return [];
  const setting = (name: string) =>
    tag.attributes
      .find((found) => found.name.toLowerCase() === name)
      ?.value.trim()
      .toLowerCase() ?? '';
  if (/^style$/i.test(tag.name)) return /^(?:|css)$/.test(setting('lang')) ? [{ language: 'css', start: tag.end, end }] : [];
  const language = /^script$/i.test(tag.name) ? scriptLanguage(setting('lang'), setting('type')) : undefined;
  return language === undefined ? [] : [{ language, start: tag.end, end, after: '\n;' }];
}

function scriptLanguage(lang: string, type: string): LanguageId | undefined {
  if (/^(?:ts|typescript)$/.test(lang) || type.endsWith('/typescript')) return 'typescript';
  if (lang === 'tsx') return 'tsx';
  return scriptTypes.test(type) && /^(?:|js|jsx|javascript)$/.test(lang) ? 'javascript' : undefined;
}

/** The code of `onclick="…"`, which is the body of a function, and the declarations of `style="…"`; values with character references are no code as they stand. */
function attributeRegion({ name, value, start, end, quoted }: Attribute): readonly Region[] {
  if (!quoted || value.trim() === '' || value.includes('&')) return [];
  if (handler.test(name)) return [{ language: 'javascript', start, end, before: '_=>{', after: '}\n;' }];
  return /^style$/i.test(name) && !/[{}<>]/.test(value) ? [{ language: 'css', start, end, before: 'a{', after: '}' }] : [];
}
