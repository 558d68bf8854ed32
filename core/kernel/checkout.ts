import type { BlobId } from './blobs.ts';
import type { Cache, Context } from './context.ts';

/** A file whose content the blobs hold; the path is relative and '/'-separated. */
export interface CheckoutFile {
  readonly path: string;
  readonly size: number;
  readonly blob: BlobId;
}

/** A project of its own on this machine's disk. */
export interface Checkout {
  /** A context of the project, which reads settings from its files and nowhere else. */
  contextFor(request: Pick<Context, 'signal' | 'progress'> & { readonly cache: Cache }): Context;
  /** The files may go. */
  close(): Promise<void>;
}

/** Puts files of contents on the disk, so that the scanner reads them as it reads any project. */
export interface Checkouts {
  /**
   * The same id gives the same files, which are asked for and written once while somebody has them open; what was opened for one is shared by all.
   * Throws `not_found` for a missing content, `cancelled`.
   */
  open(id: string, files: () => Promise<readonly CheckoutFile[]>, signal: AbortSignal): Promise<Checkout>;
  close(): Promise<void>;
}
