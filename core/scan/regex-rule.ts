import type { TokenCheck } from './detectors/token-check.ts';

/** A rule of a regex over text, with what a match must be to count as a secret. */
export interface RegexDetector {
  readonly kind: 'regex';
  readonly regex: string;
  readonly flags: string;
  /** Bits per character that the place has at least. */
  readonly entropy?: number;
  /** The place is this group. */
  readonly group?: number;
  /** A match that this is found in is none. */
  readonly unless?: string;
  /** The checksum or structure that the place must carry. */
  readonly check?: TokenCheck;
  /** False: an example, a template or a sequence is no match. */
  readonly placeholders?: false;
}
