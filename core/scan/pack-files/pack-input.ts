import { z } from 'zod';
import { Failure } from '../../kernel/failure.ts';
import { readArchive } from './archive.ts';
import { type PackFile, packLimits, readPackFiles } from './pack-file.ts';

const text = z.string().min(1).max(packLimits.fileBytes);

/** A pack as a request brings it along: one YAML file, files by path, or an archive in base64. */
export const givenPack = z.object({
  yaml: text.optional().meta({ description: 'A pack in one YAML file' }),
  content: text.optional().meta({ description: 'The same as yaml' }),
  files: z
    .record(z.string().min(1).max(1000), z.string().max(packLimits.fileBytes))
    .optional()
    .meta({ description: 'Texts by path in the folder of the pack' }),
  archive: z
    .string()
    .min(1)
    .max(Math.ceil(packLimits.archiveBytes / 3) * 4)
    .optional()
    .meta({ description: 'A zip or tar.gz archive, in base64' }),
});
export type GivenPack = z.output<typeof givenPack>;

/** Whether a request brings a pack along. */
export function hasPack({ yaml, content, files, archive }: GivenPack): boolean {
  return yaml !== undefined || content !== undefined || files !== undefined || archive !== undefined;
}

/** The files of a given pack, relative to its folder. Throws `invalid_input` and `too_large` as the readers do. */
export function givenFiles({ yaml, content, files, archive }: GivenPack): readonly PackFile[] {
  if (archive !== undefined) return unpack(archive);
  if (files === undefined) return [{ path: 'import.yaml', text: yaml ?? content ?? '' }];
  const encoder = new TextEncoder();
  return readPackFiles(Object.entries(files).map(([path, own]) => ({ path, bytes: encoder.encode(own) })));
}

function unpack(base64: string): readonly PackFile[] {
  if (!/^[A-Za-z0-9+/\s]+=*\s*$/.test(base64)) throw new Failure('invalid_input', 'archive: base64 was expected');
  const raw = readArchive(new Uint8Array(Buffer.from(base64, 'base64')));
  if (raw === undefined) throw new Failure('invalid_input', 'archive: this is neither a zip nor a tar or tar.gz archive');
  return readPackFiles(raw);
}
