import { createHash } from 'node:crypto';

/** SHA-256 of a file's content in hex; a text counts as UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
