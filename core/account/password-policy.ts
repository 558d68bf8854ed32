import { Failure } from '../kernel/failure.ts';
import { commonPasswords } from './common-passwords.ts';

const shortest = 12;
const longest = 256;

/** Throws `invalid_input` that says what is wrong with a new password, without repeating it. */
export function requireGoodPassword(password: string, email: string): void {
  const problem = problemOf(password.normalize('NFKC'), email);
  if (problem !== undefined) throw new Failure('invalid_input', problem, { issues: [{ field: 'password', message: problem }] });
}

function problemOf(password: string, email: string): string | undefined {
  const { length } = Array.from(password);
  if (length < shortest) return `The password needs at least ${shortest} characters`;
  if (length > longest) return `The password may have at most ${longest} characters`;
  const plain = password.toLowerCase();
  const [name = ''] = email.toLowerCase().split('@');
  if (plain === email.toLowerCase() || plain === name) return 'The password may not be the e-mail address';
  if (isCommon(plain)) return 'The password is too common';
  return undefined;
}

/** On the list, the same few characters over and over, or a common word that is merely repeated or followed by digits. */
function isCommon(plain: string): boolean {
  if (new Set(plain).size < 5) return true;
  const word = plain.replace(/[\d\W_]+$/, '');
  return [plain, word, plain.replace(/^(.{3,}?)\1+$/, '$1')].some((text) => commonPasswords.has(text)) || isRun(plain);
}

/** Every character is the next or the previous one of the one before it, as in `abcdefghijkl`. */
function isRun(plain: string): boolean {
  const codes = Array.from(plain, (character) => character.codePointAt(0) ?? 0);
  return [1, -1].some((step) => codes.every((code, at) => at === 0 || code - (codes[at - 1] ?? 0) === step));
}
