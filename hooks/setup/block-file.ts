import { parse } from 'smol-toml';
import { Failure } from '../../core/kernel/failure.ts';
import type { Changed } from './json-file.ts';
import { layoutOf } from './layout.ts';
import type { Content } from './target.ts';

type Block = Extract<Content, { kind: 'block' }>;

const marks = {
  markdown: { begin: '<!-- sentrik:begin -->', end: '<!-- sentrik:end -->' },
  toml: { begin: '# sentrik:begin', end: '# sentrik:end' },
} as const;
const same: Changed = { steps: [], kept: [] };

/** Appends the block, or leaves the one that is there. `isOurs`: nobody but us has changed the text, so an older block is replaced. Throws Failure for text that is no TOML. */
export function addBlock(text: string, block: Block, isOurs: boolean): Changed {
  const { eol } = layoutOf(text);
  const wanted = linesOf(block).join(eol);
  const present = placeOf(text, block);
  if (present === undefined) {
    if (block.taken !== undefined && has(text, block.taken)) return { steps: [], kept: [`[${block.taken.join('.')}] is there already`] };
    const end = text === '' || text.endsWith('\n') ? '' : eol;
    return checked(block, `${text}${end}${text === '' ? '' : eol}${wanted}${eol}`);
  }
  if (text.slice(present.start, present.end) === wanted) return same;
  if (!isOurs) return { steps: [], kept: ['the block of Sentrik was changed'] };
  return checked(block, text.slice(0, present.start) + wanted + text.slice(present.end));
}

/** Takes the block out where it is as we wrote it, with the empty line before it. */
export function removeBlock(text: string, block: Block): Changed {
  const present = placeOf(text, block);
  if (present === undefined) return same;
  const { eol } = layoutOf(text);
  if (text.slice(present.start, present.end) !== linesOf(block).join(eol))
    return { steps: [], kept: ['the block of Sentrik was changed; take it out by hand'] };
  const before = text.slice(0, present.start);
  const rest = text.slice(present.end);
  const after = rest.startsWith(eol) ? rest.slice(eol.length) : rest;
  return checked(block, (before.endsWith(eol + eol) ? before.slice(0, -eol.length) : before) + after);
}

function checked(block: Block, text: string): Changed {
  if (block.style === 'toml') readToml(text);
  return { steps: [text], kept: [] };
}

function linesOf({ style, lines }: Block): readonly string[] {
  return [marks[style].begin, ...lines, marks[style].end];
}

function placeOf(text: string, { style }: Block): { readonly start: number; readonly end: number } | undefined {
  if (style === 'toml') readToml(text);
  const { begin, end } = marks[style];
  const start = text.indexOf(begin);
  const stop = start < 0 ? -1 : text.indexOf(end, start);
  if (start >= 0 && stop < 0) throw new Failure('bad_request', `the mark "${begin}" has no end`);
  return start < 0 ? undefined : { start, end: stop + end.length };
}

function has(text: string, path: readonly string[]): boolean {
  let value: unknown = readToml(text);
  for (const name of path) value = typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
  return value !== undefined;
}

function readToml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new Failure('bad_request', 'it is no TOML, or what is there leaves no room for the table');
  }
}
