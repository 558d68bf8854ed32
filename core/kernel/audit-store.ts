/** Where a chain of entries is: the number of its last entry and that entry's hash (SHA-256 in hex). */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** A secret that entries are signed with, so that only who has it can make entries. */
export interface AuditKey {
  /** Tells keys apart and says nothing of the secret. */
  readonly id: string;
  readonly from: 'environment' | 'file';
  readonly secret: string;
}

/** What is kept of the chain's end in a second place. */
export type AuditHead =
  | { readonly kind: 'head'; readonly end: ChainEnd; readonly mac?: string; readonly key?: string }
  | { readonly kind: 'none'; readonly reason: string };

/** All that is stored of an audit trail. */
export interface StoredAudit {
  /** The file: one line per entry. */
  readonly bytes: Uint8Array;
  readonly head: AuditHead;
  readonly key?: AuditKey;
  /** Why entries are not signed although a key is named. */
  readonly keyProblem?: string;
}
