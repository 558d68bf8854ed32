/** The name of a content: `sha256:` and 64 hexadecimal digits. */
export type BlobId = `sha256:${string}`;

/** A content, and when it was last written. */
export interface KeptBlob {
  readonly id: BlobId;
  readonly written: Date;
}

/**
 * Contents by their hash: snapshots, artefacts, reports. Writing the same content again changes nothing but the time of writing. What no row names
 * is removed a day after it was written (`core/upkeep/contents.ts` knows the tables that name contents).
 */
export interface Blobs {
  /** Takes the whole stream before the content can be read. Throws `too_large` beyond `limit` bytes, and keeps nothing then. */
  write(content: AsyncIterable<Uint8Array> | Uint8Array, limit?: number): Promise<{ readonly id: BlobId; readonly size: number }>;
  /** Throws `not_found`. */
  read(id: BlobId): Promise<AsyncIterable<Uint8Array>>;
  /** Throws `not_found`; `too_large` beyond `limit` bytes. */
  readAll(id: BlobId, limit: number): Promise<Uint8Array>;
  has(id: BlobId): Promise<boolean>;
  /** All that is kept, in no order; what is written or removed meanwhile may be missing. */
  list(): AsyncIterable<KeptBlob>;
  /** Removes a content; with `unlessSince` only where it was not written again from then on. False where it stays or was not there. */
  remove(id: BlobId, unlessSince?: Date): Promise<boolean>;
  /** Writes and reads something small. Throws `unavailable`. */
  check(): Promise<void>;
}

/** A bucket of an S3-compatible store. */
export interface Bucket {
  /** Such as `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly name: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
