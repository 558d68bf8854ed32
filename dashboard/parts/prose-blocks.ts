/** A piece of a line of prose. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** A block of prose. */
export type Block =
  | { readonly kind: 'paragraph'; readonly parts: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string };

const fence = /^\s*(```|~~~)/;
const listItem = /^\s*(?:[-*]|\d+[.)])\s+(.*)$/;
const heading = /^#{1,6}\s+(.*)$/;
const inline = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

/** Reads the little Markdown that rule texts use: paragraphs, lists, headings, code. What it does not know stays text. */
export function readProse(text: string): readonly Block[] {
  const pieces: string[][] = [[]];
  for (const line of text.split(/\r?\n/)) {
    if (fence.test(line)) pieces.push([]);
    else pieces.at(-1)?.push(line);
  }
  return pieces.flatMap((lines, index) => (index % 2 === 1 ? [{ kind: 'code' as const, text: lines.join('\n') }] : readText(lines)));
}

function readText(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let draft: Draft = emptyDraft;
  for (const line of lines) {
    if (line.trim() === '' || (listItem.test(line) && draft.items.length === 0)) {
      blocks.push(...finish(draft));
      draft = emptyDraft;
    }
    if (line.trim() !== '') draft = addLine(draft, line);
  }
  return [...blocks, ...finish(draft)];
}

/** A paragraph or a list that is being read; one of the two is empty. */
interface Draft {
  readonly paragraph: readonly string[];
  readonly items: readonly string[];
}

const emptyDraft: Draft = { paragraph: [], items: [] };

function addLine({ paragraph, items }: Draft, line: string): Draft {
  const item = listItem.exec(line)?.[1];
  if (item !== undefined) return { paragraph, items: [...items, item] };
  if (items.length > 0) return { paragraph, items: [...items.slice(0, -1), `${items.at(-1) ?? ''} ${line.trim()}`] };
  return { paragraph: [...paragraph, plainHeading(line.trim())], items };
}

function finish({ paragraph, items }: Draft): readonly Block[] {
  if (items.length > 0) return [{ kind: 'list', items: items.map(readInline) }];
  return paragraph.length > 0 ? [{ kind: 'paragraph', parts: readInline(paragraph.join(' ')) }] : [];
}

/** Splits one line into text, code, strong text and links. */
export function readInline(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let position = 0;
  for (const match of text.matchAll(inline)) {
    if (match.index > position) parts.push({ kind: 'text', text: text.slice(position, match.index) });
    parts.push(toInline(match));
    position = match.index + match[0].length;
  }
  if (position < text.length) parts.push({ kind: 'text', text: text.slice(position) });
  return parts;
}

function toInline([whole, code, strong, label, href]: RegExpExecArray): Inline {
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', text: strong };
  return label !== undefined && href !== undefined ? { kind: 'link', text: label, href } : { kind: 'text', text: whole };
}

function plainHeading(line: string): string {
  const title = heading.exec(line)?.[1];
  return title === undefined ? line : `**${title.replaceAll('*', '')}**`;
}
