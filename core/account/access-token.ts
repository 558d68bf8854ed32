import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { type Role, roles } from '../kernel/role.ts';
import { keyFor } from './secret-token.ts';

/** Who an access token is for, and the sign-in it comes from. */
export interface AccessClaims {
  readonly user: string;
  readonly workspace: string;
  readonly role: Role;
  readonly signIn: string;
}

/** How long an access token counts, in seconds. */
export const accessSeconds = 900;

const issuer = 'sentrik';
const algorithm = 'HS256';
const payload = z.object({ typ: z.literal('access'), sub: z.string().min(1), ws: z.string().min(1), role: z.enum(roles), sid: z.string().min(1) });

/** A JSON web token (RFC 7519) of `typ` access that counts for 15 minutes. */
export async function signAccess(secret: Uint8Array, { user, workspace, role, signIn }: AccessClaims, now: Date): Promise<string> {
  const issued = Math.floor(now.getTime() / 1000);
  return new SignJWT({ typ: 'access', ws: workspace, role, sid: signIn })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setIssuer(issuer)
    .setSubject(user)
    .setJti(randomUUID())
    .setIssuedAt(issued)
    .setExpirationTime(issued + accessSeconds)
    .sign(keyFor(secret, 'access-token'));
}

/** The claims of a token that we signed, that has not expired and that is an access token; undefined for any other text. */
export async function readAccess(secret: Uint8Array, token: string, now: Date): Promise<AccessClaims | undefined> {
  try {
    const verified = await jwtVerify(token, keyFor(secret, 'access-token'), {
      algorithms: [algorithm],
      issuer,
      currentDate: now,
      requiredClaims: ['exp', 'jti'],
    });
    const claims = payload.safeParse(verified.payload).data;
    return claims === undefined ? undefined : { user: claims.sub, workspace: claims.ws, role: claims.role, signIn: claims.sid };
  } catch (thrown) {
    if (thrown instanceof errors.JOSEError) return undefined;
    throw thrown;
  }
}
