/** The name of a content: `sha256:` and 64 hexadecimal digits. */
export type BlobId = `sha256:${string}`;

/** Contents by their hash: snapshots, artefacts, reports. Writing the same content again changes nothing. */
export interface Blobs {
  /** Takes the whole stream before the content can be read. Throws `too_large` beyond `limit` bytes, and keeps nothing then. */
  write(content: AsyncIterable<Uint8Array> | Uint8Array, limit?: number): Promise<{ readonly id: BlobId; readonly size: number }>;
  /** Throws `not_found`. */
  read(id: BlobId): Promise<AsyncIterable<Uint8Array>>;
  /** Throws `not_found`; `too_large` beyond `limit` bytes. */
  readAll(id: BlobId, limit: number): Promise<Uint8Array>;
  has(id: BlobId): Promise<boolean>;
  remove(id: BlobId): Promise<void>;
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
