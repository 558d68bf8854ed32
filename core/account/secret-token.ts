import { createHash, createHmac, randomBytes } from 'node:crypto';

/** What a random credential is for, by its first letters. */
export const tokenPrefixes = { api: 'sk', trigger: 'tk', auditor: 'ak', refresh: 'rt', cookie: 'st' } as const;
export type TokenKind = keyof typeof tokenPrefixes;

const kinds: readonly TokenKind[] = ['api', 'trigger', 'auditor', 'refresh', 'cookie'];
const shape = /^([a-z]{2})_([0-9a-f]{48})([0-9a-f]{8})$/;

/** A new credential of 192 random bits: prefix, 48 hexadecimal digits, and 8 more by which a mistyped or invented one is known without looking it up. */
export function newSecretToken(kind: TokenKind): string {
  const start = `${tokenPrefixes[kind]}_${randomBytes(24).toString('hex')}`;
  return start + checksum(start);
}

/** What a text is a credential for; undefined where it cannot be one. */
export function kindOfToken(text: string): TokenKind | undefined {
  const [, prefix, body, end] = shape.exec(text) ?? [];
  if (prefix === undefined || body === undefined || checksum(`${prefix}_${body}`) !== end) return undefined;
  return kinds.find((kind) => tokenPrefixes[kind] === prefix);
}

/** What is stored in place of a credential: SHA-256 in hex. With 192 random bits nothing slower is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

/** A key for one purpose from the server's secret, so that what is signed for one never counts for another. */
export function keyFor(secret: Uint8Array, purpose: 'access-token' | 'csrf'): Buffer {
  return createHmac('sha256', secret).update(`sentrik ${purpose}`, 'utf8').digest();
}

function checksum(start: string): string {
  return createHash('sha256').update(start, 'utf8').digest('hex').slice(0, 8);
}
