import { describe, expect, it } from 'vitest';
import { openGate } from '../../../core/account/gate.ts';
import { requireGoodPassword } from '../../../core/account/password-policy.ts';
import { openPasswords } from '../../../core/account/passwords.ts';

const cheap = { logN: 10, r: 8, p: 1 };
const right = 'a long enough passphrase';

describe('passwords', () => {
  it('are hashed with 128 MB of scrypt, a salt of their own and the cost beside it', async () => {
    const passwords = openPasswords();
    const [first, second] = await Promise.all([passwords.hash(right), passwords.hash(right)]);
    expect(first).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(first).not.toBe(second);
    expect(first).not.toContain(right);
    expect(await passwords.verify(right, first)).toEqual({ isRight: true, isOutdated: false });
    expect(await passwords.verify(`${right} `, first)).toEqual({ isRight: false, isOutdated: false });
  });

  it('that were hashed at a lower cost are known and to be hashed again', async () => {
    const hash = await openPasswords(cheap).hash(right);
    const dearer = openPasswords({ ...cheap, logN: 11 });
    expect(await dearer.verify(right, hash)).toEqual({ isRight: true, isOutdated: true });
    expect((await openPasswords(cheap).verify(right, hash)).isOutdated).toBe(false);
  });

  it('count as the same however a keyboard composes their letters', async () => {
    const passwords = openPasswords(cheap);
    const hash = await passwords.hash('Übergrößenträger');
    expect((await passwords.verify('U\u0308bergro\u0308ßentra\u0308ger', hash)).isRight).toBe(true);
  });

  it('of nobody are wrong, whatever is typed', async () => {
    expect((await openPasswords(cheap).verify(right, undefined)).isRight).toBe(false);
  });

  it('are hashed two at once at most, and refused when a crowd waits', async () => {
    const enter = openGate({ atOnce: 2, mostWaiting: 3 });
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    };
    const ended = await Promise.allSettled(Array.from({ length: 6 }, () => enter(work)));
    expect(most).toBe(2);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    await enter(work);
    expect(running).toBe(0);
  });
});

describe('the policy', () => {
  it.each([
    ['too short', 'short'],
    ['too short in characters, not bytes', '😀😀😀😀😀'],
    ['the address', 'someone@example.org'],
    ['a common word with digits', 'Password1234'],
    ['a common word twice', 'qwertyqwerty'],
    ['a keyboard walk', '1q2w3e4r5t6y'],
    ['few characters', 'aaaaaaaabbbb'],
    ['a run', 'abcdefghijklmnop'],
    ['too long', 'ab1 '.repeat(65)],
  ])('refuses one that is %s, without repeating it', (_why, password) => {
    expect(() => requireGoodPassword(password, 'someone@example.org')).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    expect(() => requireGoodPassword(password, 'someone@example.org')).not.toThrow(password);
  });

  it('takes a passphrase of any script', () => {
    for (const good of ['four plain words here', 'длинный секретный пароль', 'Tr7!kq-Zs92_w'])
      expect(() => requireGoodPassword(good, 'someone@example.org')).not.toThrow();
  });
});
