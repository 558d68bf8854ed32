import { Failure } from '../kernel/failure.ts';

const maxBytes = 65_536;
const lengthDigits = 4;
const command = /^[0-9a-f]{40,64} [0-9a-f]{40,64} ([^\0\n]+)(?:\0[^\n]*)?\n?$/;
const shallow = /^shallow [0-9a-f]{40,64}\n?$/;

/**
 * Passes a push on when the commands it begins with (git's pkt-lines up to the first flush) are about this ref alone. Throws `invalid_input` for
 * another one, before git has seen any of it; `bad_request` for what is no push.
 */
export async function* onlyRef(ref: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start = Buffer.alloc(0);
  let isRead = false;
  for await (const chunk of body) {
    if (isRead) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    isRead = areComplete(start, ref);
    if (isRead) yield start;
    else if (start.length > maxBytes) throw malformed();
  }
  if (!isRead && start.length > 0) throw malformed();
}

/** Whether all commands are there; each is judged as it comes. */
function areComplete(start: Buffer, ref: string): boolean {
  for (let at = 0; at + lengthDigits <= start.length; ) {
    const length = Number.parseInt(start.toString('latin1', at, at + lengthDigits), 16);
    if (length === 0) return true;
    if (!(length > lengthDigits)) throw malformed();
    if (at + length > start.length) return false;
    requireRef(start.toString('utf8', at + lengthDigits, at + length), ref);
    at += length;
  }
  return false;
}

function requireRef(line: string, ref: string): void {
  if (shallow.test(line)) return;
  const [, named] = command.exec(line) ?? [];
  if (named === undefined) throw malformed();
  if (named !== ref) throw new Failure('invalid_input', `Only ${ref} can be pushed here: git push <url> HEAD:${ref}`);
}

function malformed(): Failure {
  return new Failure('bad_request', 'The push is malformed');
}
