import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { readAccess, signAccess } from '../../../core/account/access-token.ts';
import { hashToken, keyFor, kindOfToken, newSecretToken } from '../../../core/account/secret-token.ts';

const secret = new TextEncoder().encode('a secret of this test that is long enough');
const claims = { user: 'usr_1', workspace: 'ws_1', role: 'developer', signIn: 'sin_1' } as const;
const now = new Date('2026-11-21T12:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe('an access token', () => {
  it('says who it is for and counts for 15 minutes', async () => {
    const token = await signAccess(secret, claims, now);
    expect(await readAccess(secret, token, later(899))).toEqual(claims);
    expect(await readAccess(secret, token, later(900))).toBeUndefined();
  });

  it('counts only with our signature, our algorithm, its type and an end', async () => {
    const sign = (payload: Record<string, unknown>, key: Uint8Array = keyFor(secret, 'access-token')) =>
      new SignJWT({ sub: 'usr_1', ws: 'ws_1', role: 'admin', sid: 's', jti: 'j', iss: 'sentrik', exp: later(60).getTime() / 1000, ...payload })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(key);
    expect(await readAccess(secret, await sign({ typ: 'access' }), now)).toMatchObject({ role: 'admin' });
    const wrong = [
      sign({ typ: 'refresh' }),
      sign({}),
      sign({ typ: 'access', exp: undefined }),
      sign({ typ: 'access', iss: 'somebody' }),
      sign({ typ: 'access', role: 'root' }),
      sign({ typ: 'access' }, secret),
      sign({ typ: 'access' }, keyFor(secret, 'csrf')),
    ];
    for (const token of await Promise.all(wrong)) expect(await readAccess(secret, token, now)).toBeUndefined();
    const [, body = ''] = (await sign({ typ: 'access' })).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    for (const token of [none, '', 'a.b.c', newSecretToken('refresh')]) expect(await readAccess(secret, token, now)).toBeUndefined();
  });
});

describe('a random credential', () => {
  it('tells its kind, differs each time and is known by its hash', () => {
    const [first, second] = [newSecretToken('api'), newSecretToken('api')];
    expect(first).toMatch(/^sk_[0-9a-f]{56}$/);
    expect(first).not.toBe(second);
    expect(kindOfToken(first)).toBe('api');
    expect(kindOfToken(newSecretToken('refresh'))).toBe('refresh');
    expect(hashToken(first)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is refused by its checksum when a digit or the prefix is changed', () => {
    const token = newSecretToken('api');
    const digit = token[20] === '0' ? '1' : '0';
    for (const wrong of [token.slice(0, 20) + digit + token.slice(21), `rt${token.slice(2)}`, token.slice(0, -1), `${token}0`, token.toUpperCase(), ''])
      expect(kindOfToken(wrong)).toBeUndefined();
  });
});
