import type { EditedFile, FileToWrite, Replacement } from './request.ts';

/** A file in a patch of the form that starts with `*** Begin Patch`. */
interface PatchedFile {
  readonly path: string;
  readonly isNew: boolean;
  readonly added: string[];
  readonly hunks: { from: string[]; to: string[] }[];
}

const header = /^\*\*\* (Add|Update) File: (.+)$/;
const moved = /^\*\*\* Move to: (.+)$/;

/** The files that a patch has edited, with what it replaced. */
export function editedByPatch(patch: string): readonly EditedFile[] {
  return filesOf(patch).map(({ path, isNew, hunks }) => (isNew ? { path, before: '' } : { path, replaced: hunks.map(replacementOf) }));
}

/** The files that a patch is about to write. */
export function writtenByPatch(patch: string): readonly FileToWrite[] {
  return filesOf(patch).map(({ path, isNew, added, hunks }) =>
    isNew ? { path, text: `${added.join('\n')}\n` } : { path, replaced: hunks.map(replacementOf) },
  );
}

function replacementOf({ from, to }: PatchedFile['hunks'][number]): Replacement {
  return { from: from.join('\n'), to: to.join('\n') };
}

function filesOf(patch: string): readonly PatchedFile[] {
  const files: PatchedFile[] = [];
  for (const line of patch.split(/\r?\n/)) {
    const [, verb, path] = header.exec(line) ?? [];
    const [, target] = moved.exec(line) ?? [];
    const current = files.at(-1);
    if (path !== undefined) files.push({ path: path.trim(), isNew: verb === 'Add', added: [], hunks: [] });
    else if (target !== undefined && current !== undefined) files[files.length - 1] = { ...current, path: target.trim() };
    else if (current !== undefined) takeLine(current, line);
  }
  return files;
}

function takeLine(file: PatchedFile, line: string): void {
  if (line.startsWith('@@')) file.hunks.push({ from: [], to: [] });
  if (line.startsWith('@@') || line.startsWith('***')) return;
  const [sign, rest] = [line.slice(0, 1), line.slice(1)];
  if (file.isNew) {
    if (sign === '+') file.added.push(rest);
    return;
  }
  if (file.hunks.length === 0) file.hunks.push({ from: [], to: [] });
  const hunk = file.hunks.at(-1);
  if (sign !== '+') hunk?.from.push(rest);
  if (sign !== '-') hunk?.to.push(rest);
}
