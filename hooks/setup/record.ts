import { z } from 'zod';
import type { Files } from '../../core/kernel/context.ts';
import { insideRoot } from '../../core/kernel/path.ts';

const entry = z.object({
  /** SHA-256 of the file as we left it. */
  after: z.string(),
  created: z.boolean(),
  /** Folders that were made for it, outermost first. */
  folders: z.array(z.string()),
  /** From the first change to the last; they are undone from the last one on. */
  undo: z.array(z.object({ offset: z.number(), length: z.number(), text: z.string() })),
});
const form = z.object({ version: z.literal(1), files: z.record(z.string(), entry) });

/** What was done to one file, so that it can be undone byte for byte. */
export type FileRecord = z.output<typeof entry>;
export type Records = Readonly<Record<string, FileRecord>>;

const recordFile = '.sentrik/local/agents.json';
const folders = ['.sentrik/local', '.sentrik'] as const;

/** What earlier runs did on this machine; nothing where there is no record, or a damaged one. */
export function readRecords(files: Files): Records {
  try {
    const known = form.safeParse(JSON.parse(new TextDecoder().decode(files.read(insideRoot(files.root, recordFile)))));
    return known.success ? known.data.files : {};
  } catch {
    return {};
  }
}

/** Keeps the records; without any the file goes away, and its folders where they are empty. */
export function writeRecords(files: Files, records: Records): void {
  const path = insideRoot(files.root, recordFile);
  if (Object.keys(records).length > 0) {
    files.write(path, `${JSON.stringify({ version: 1, files: records })}\n`);
    return;
  }
  if (files.stat(path) !== undefined) files.remove(path);
  removeEmpty(files, folders);
}

/** Removes folders that are empty, innermost first as they are given. */
export function removeEmpty(files: Files, paths: readonly string[]): void {
  for (const path of paths) {
    const folder = insideRoot(files.root, path);
    if (files.stat(folder)?.kind === 'folder' && files.list(folder).length === 0) files.replaceFolder(folder, {});
  }
}
