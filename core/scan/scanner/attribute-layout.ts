import type { Edit } from '../model.ts';

const attributeLine = /^(?<indent>[ \t]*)(?<name>[\w-]+)(?<gap>[ \t]*)=(?!=)/;

/**
 * An insertion into a block of attributes (`name = value` on lines of their own) laid out as formatters of HCL do it: the equals sign below
 * those of the lines that follow, and an empty line between where the name is too long for that or a block was inserted.
 */
export function alignInsertion(edit: Edit, text: string): Edit {
  if (edit.end > edit.start || !edit.text.startsWith('\n')) return edit;
  const below = /^[ \t]*\r?\n(?<line>[^\r\n]*)/.exec(text.slice(edit.end, edit.end + 2000))?.groups?.line;
  if (below === undefined || below.trim() === '' || below.trim() === '}') return edit;
  const own = edit.text.slice(1);
  const inserted = own.includes('\n') ? undefined : attributeLine.exec(own)?.groups;
  const followed = attributeLine.exec(below)?.groups;
  const separated = { ...edit, text: `${edit.text}\n` };
  if (inserted === undefined) return separated;
  if (followed === undefined) return /^[ \t]*[#/]/.test(below) ? edit : separated;
  const { indent = '', name = '', gap = '' } = inserted;
  const width = (followed.name ?? '').length + (followed.gap ?? '').length;
  if (name.length + 1 > width) return separated;
  return { ...edit, text: `\n${indent}${name.padEnd(width)}${own.slice(indent.length + name.length + gap.length)}` };
}
