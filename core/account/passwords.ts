import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { Failure } from '../kernel/failure.ts';
import { openGate } from './gate.ts';

/** Cost of scrypt (RFC 7914): 2^logN rounds over blocks of 128·r bytes. */
export interface Cost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** Hashes passwords, at most two at once because each takes 128 MB. */
export interface Passwords {
  /** A hash with its cost and salt: `$scrypt$ln=17,r=8,p=1$salt$hash`. Throws `unavailable` when too many wait. */
  hash(password: string): Promise<string>;
  /** Takes as long whether there is a hash or not. `isOutdated` tells that the password should be hashed again. Throws as `hash` does. */
  verify(password: string, hash: string | undefined): Promise<{ readonly isRight: boolean; readonly isOutdated: boolean }>;
}

const defaultCost: Cost = { logN: 17, r: 8, p: 1 };
const highestLogN = 20;
const saltBytes = 16;
const hashBytes = 32;
const atOnce = 2;
const mostWaiting = 64;
const encoded = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43,86})$/;

/** Opens the hasher; its limit holds for all who share it. */
export function openPasswords(cost: Cost = defaultCost): Passwords {
  const enter = openGate({ atOnce, mostWaiting });
  const nobody = encode({ cost, salt: randomBytes(saltBytes), hash: randomBytes(hashBytes) });
  return {
    hash: async (password) => {
      const salt = randomBytes(saltBytes);
      return encode({ cost, salt, hash: await enter(() => derive(password, { cost, salt, length: hashBytes })) });
    },
    verify: async (password, text = nobody) => {
      const known = decode(text);
      const derived = await enter(() => derive(password, { cost: known.cost, salt: known.salt, length: known.hash.length }));
      return { isRight: timingSafeEqual(derived, known.hash) && text !== nobody, isOutdated: isWeaker(known.cost, cost) };
    },
  };
}

interface Hashed {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

function encode({ cost: { logN, r, p }, salt, hash }: Hashed): string {
  return `$scrypt$ln=${logN},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

function decode(text: string): Hashed {
  const [, logN, r, p, salt, hash] = encoded.exec(text) ?? [];
  if (salt === undefined || hash === undefined || Number(logN) > highestLogN) throw new Failure('internal', 'A stored password hash cannot be read');
  return { cost: { logN: Number(logN), r: Number(r), p: Number(p) }, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

function isWeaker(known: Cost, wanted: Cost): boolean {
  return known.logN < wanted.logN || known.r < wanted.r || known.p < wanted.p;
}

/** Texts that look alike are the same password (NFKC), whatever keyboard they come from. */
function derive(password: string, { cost, salt, length }: { readonly cost: Cost; readonly salt: Buffer; readonly length: number }): Promise<Buffer> {
  const N = 2 ** cost.logN;
  const options: ScryptOptions = { N, r: cost.r, p: cost.p, maxmem: 256 * N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, length, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
