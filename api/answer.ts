import type { Context as KoaContext } from 'koa';
import type { AnyOperation, Surface } from '../core/kernel/operation.ts';
import { type Cookie, isReply } from '../core/kernel/reply.ts';
import { surfaces } from './surfaces.ts';

/** What an operation answered, and on which surface. */
export interface Answer {
  readonly surface: Surface;
  readonly answer: unknown;
}

/** Sends a result in the surface's envelope with the operation's status, or a reply as it is. */
export function sendAnswer(context: KoaContext, operation: Pick<AnyOperation, 'status'>, { surface, answer }: Answer): void {
  const reply = isReply(answer) ? answer : undefined;
  if (reply?.kind === 'redirect') {
    context.status = 302;
    context.set('Location', reply.location);
    context.body = '';
    return;
  }
  context.status = operation.status ?? 200;
  if (reply?.kind === 'document') {
    context.body = typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body);
    context.set('Content-Type', reply.mime.startsWith('text/') ? `${reply.mime}; charset=utf-8` : reply.mime);
    if (reply.name !== undefined) context.attachment(reply.name);
    return;
  }
  for (const cookie of reply?.cookies ?? []) setCookie(context, cookie);
  const result = reply === undefined ? answer : reply.result;
  if (operation.status !== 204) context.body = surfaces[surface].success(result) ?? null;
}

/** Sent to this origin only, over https alone where it came so, and not with requests that pages of other sites make for themselves. */
function setCookie(context: KoaContext, { name, value, expiresAt, isReadable = false }: Cookie): void {
  const kept = value === undefined ? { expires: new Date(0) } : { ...(expiresAt === undefined ? {} : { expires: new Date(expiresAt) }) };
  context.cookies.set(name, value ?? '', {
    ...kept,
    httpOnly: !isReadable,
    sameSite: 'lax',
    secure: context.secure,
    path: '/',
    overwrite: true,
    signed: false,
  });
}
