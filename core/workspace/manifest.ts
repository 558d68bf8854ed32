import { z } from 'zod';
import type { BlobId, Blobs } from '../kernel/blobs.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { platformOf } from '../kernel/platform.ts';
import { skipReasons, type SourceFile, type TakenSource } from '../kernel/sources.ts';

/** What a snapshot is made of. */
export type Manifest = Pick<TakenSource, 'files' | 'skipped'>;

const maxBytes = 100_000_000;
/** The name of a content, as rows and manifests hold it. */
export const blobName = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);
const stored = z.object({
  version: z.literal(1),
  files: z.array(z.object({ path: z.string(), size: z.number().int(), blob: blobName, mode: z.enum(['100644', '100755']) })),
  skipped: z.array(z.object({ path: z.string(), reason: z.enum(skipReasons) })),
});

/** Keeps a manifest; the same files always make the same blob. */
export async function writeManifest(blobs: Blobs, { files, skipped }: Manifest): Promise<BlobId> {
  const { id } = await blobs.write(new TextEncoder().encode(JSON.stringify({ version: 1, files, skipped })));
  return id;
}

/** Reads the manifest of a snapshot. Throws `unavailable` where the contents no longer have it. */
export async function readManifest(blobs: Blobs, id: string): Promise<Manifest> {
  const name = blobName.safeParse(id);
  if (!name.success) throw new Failure('internal', 'The snapshot has no manifest');
  return stored.parse(JSON.parse(new TextDecoder().decode(await blobs.readAll(name.data, maxBytes))));
}

/** The manifest of a snapshot; those that were asked for last stay at hand, for readers ask for one file after the other. */
export function manifestOf(context: Context, { manifest }: { readonly manifest: string }): Promise<Manifest> {
  return context.shared.use('manifest', manifest, () => readManifest(platformOf(context).blobs, manifest));
}

/**
 * The file at a path that a caller gave, already decoded. Throws `outside_root` for a path that is absolute or leads upwards, `not_found` for one
 * that the snapshot does not have.
 */
export function fileAt({ files }: Manifest, path: string): SourceFile {
  const isForeign = path.startsWith('/') || path.includes('\\') || path.includes('\0') || /^[A-Za-z]:/.test(path);
  if (isForeign || path.split('/').includes('..')) throw new Failure('outside_root', 'The path leads outside of the repository');
  const file = files.find((each) => each.path === path);
  if (file === undefined) throw new Failure('not_found', 'The snapshot has no such file');
  return file;
}
