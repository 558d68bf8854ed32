import type { Credentials } from './api.ts';
import type { Session } from './session.ts';

/** A page of this origin may read this cookie and sends it back with everything that changes something. */
const csrfCookie = 'sentrik_csrf';
const safeMethods: readonly string[] = ['GET', 'HEAD'];
const keyHeader = 'X-API-Key';

export interface CredentialSources {
  readonly session: Session;
  readonly cookies: () => string;
  /** Told when nobody is signed in any more. */
  readonly lost: () => void;
}

/** The server's key for its own project, a sign-in's cookie for everything else. */
export function createCredentials({ session, cookies, lost }: CredentialSources): Credentials {
  return {
    headers(path, method) {
      const key = isPlatform(path) ? undefined : session.key();
      const token = safeMethods.includes(method) ? undefined : csrfToken(cookies());
      return { ...(key === undefined ? {} : { [keyHeader]: key }), ...(token === undefined ? {} : { 'X-CSRF-Token': token }) };
    },
    refused(path, sent) {
      // A wrong password is no lost sign-in.
      if (path === '/api/session') return;
      if (!isPlatform(path)) session.refused(sent[keyHeader]);
      if (sent[keyHeader] === undefined) lost();
    },
  };
}

/** The token that a sign-in has left in the cookies; without it nobody is signed in. */
export function csrfToken(cookies: string): string | undefined {
  const pair = cookies.split('; ').find((each) => each.startsWith(`${csrfCookie}=`));
  const value = pair?.slice(csrfCookie.length + 1);
  return value === '' ? undefined : value;
}

function isPlatform(path: string): boolean {
  return path.startsWith('/v1/');
}
