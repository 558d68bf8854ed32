/** Something that an archive or a commit names. */
export interface ArchiveEntry {
  /** As it is written there. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'submodule' | 'other';
  /** Bytes, as the archive says; the bytes that come are counted. */
  readonly size: number;
  readonly executable: boolean;
  /** Where a link leads, relative to what `targetFrom` says. */
  readonly target?: string;
  readonly targetFrom?: 'folder' | 'root';
  /** The content, to be read before the next entry is asked for. */
  read(): AsyncIterable<Uint8Array>;
}

/** Reads an archive from its beginning. Throws `invalid_input` where it is broken. */
export type ArchiveReader = (signal: AbortSignal) => AsyncIterable<ArchiveEntry>;
