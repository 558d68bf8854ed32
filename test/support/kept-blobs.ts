import { createHash } from 'node:crypto';
import type { BlobId, Blobs } from '../../core/kernel/blobs.ts';
import { Failure } from '../../core/kernel/failure.ts';

export type KeptBlobs = Blobs & { readonly contents: Map<string, Buffer>; text(id: string): string };

/** Contents in memory, so that a test sees whether anything was written. */
export function keptBlobs(): KeptBlobs {
  const contents = new Map<string, Buffer>();
  const find = (id: BlobId): Buffer => {
    const bytes = contents.get(id);
    if (bytes === undefined) throw new Failure('not_found', 'The content does not exist');
    return bytes;
  };
  return {
    contents,
    text: (id) => contents.get(id)?.toString('utf8') ?? '',
    async write(content, limit = Number.POSITIVE_INFINITY) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of content instanceof Uint8Array ? [content] : content) {
        size += chunk.length;
        if (size > limit) throw new Failure('too_large', 'The content is too large');
        chunks.push(chunk);
      }
      const bytes = Buffer.concat(chunks);
      const id: BlobId = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      contents.set(id, bytes);
      return { id, size };
    },
    read: async (id) =>
      (async function* () {
        yield find(id);
      })(),
    readAll: async (id) => find(id),
    has: async (id) => contents.has(id),
    remove: async (id) => contents.delete(id),
    list: () => {
      throw new Failure('unavailable', 'Contents in memory have no time');
    },
    check: () => Promise.resolve(),
  };
}
