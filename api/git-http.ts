import type { Context as KoaContext, Middleware } from 'koa';
import type { Product } from '../core/boot.ts';
import { recordAudit } from '../core/kernel/audit-entry.ts';
import { Failure, failureStatus } from '../core/kernel/failure.ts';
import type { Platform } from '../core/kernel/platform.ts';
import type { GitHttpRequest, GitRemote, Sources } from '../core/kernel/sources.ts';
import { type PushTarget, pushTarget, receivePush, requireOpen } from '../core/workspace/git-uploads.ts';

export interface GitPushOptions {
  readonly product: Product;
  readonly platform: Platform;
  readonly sources: Sources;
}

const address = /^\/v1\/git-uploads\/([A-Za-z0-9_]{1,100})\/repository\.git\/(info\/refs|git-receive-pack)$/;
const basic = /^Basic ([A-Za-z0-9+/=]+)$/i;

/** Takes git pushes to the addresses that `git-uploads.create` gives out. The secret in the address is the only credential; git shows refusals as text. */
export function gitPushes(options: GitPushOptions): Middleware {
  return async (context, next) => {
    const [, id, path] = address.exec(context.path) ?? [];
    if (id === undefined || path === undefined) {
      await next();
      return;
    }
    context.set('Cache-Control', 'no-store');
    try {
      await answer(context, { id, path }, options);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || context.headerSent) throw thrown;
      context.status = failureStatus[thrown.code];
      context.type = 'text/plain';
      context.body = `${thrown.message}\n`;
      if (thrown.code === 'unauthenticated') context.set('WWW-Authenticate', 'Basic realm="git upload"');
      context.set('Connection', 'close');
    }
  };
}

async function answer(context: KoaContext, { id, path }: { readonly id: string; readonly path: string }, options: GitPushOptions): Promise<void> {
  const secret = secretOf(context);
  const target = secret === undefined ? undefined : await pushTarget(options.platform.system, id, secret);
  if (target === undefined) throw new Failure('unauthenticated', 'The address of the git upload is wrong, or it was deleted');
  const remote = { id, branch: target.upload.branch };
  const now = options.product.contextFor({ actor: pusher(id) }).clock.now();
  requireOpen(target, now);
  const request = requestOf(context, path);
  // A server that ended between the push and its record left the commit behind.
  if (path === 'info/refs' && (await record(target, remote, options, request.signal))) requireUnused();
  const { status, headers, body } = await options.sources.remotes.serve(remote, request);
  if (path !== 'info/refs') await record(target, remote, options, request.signal);
  context.status = status;
  context.set({ ...headers });
  context.body = Buffer.from(body);
}

/** Notes what was pushed; false while there is nothing. Without a record the pushed commit goes, so that the push can be repeated. */
async function record(target: PushTarget, remote: GitRemote, { product, platform, sources }: GitPushOptions, signal: AbortSignal): Promise<boolean> {
  const context = product.contextFor({ actor: pusher(remote.id) });
  const staged = await sources.remotes.pushed(remote, signal);
  if (staged === undefined) return false;
  try {
    await receivePush(target, staged, context.clock.now());
  } catch (thrown) {
    // Where the database's answer was lost its row may name the content; what no row names goes in a day.
    if (thrown instanceof Failure && thrown.code === 'conflict') await sources.discard(staged);
    throw thrown;
  } finally {
    await sources.remotes.remove(remote.id);
  }
  recordAudit(context, { action: 'git-uploads.receive', outcome: 'done', facts: { details: { upload: remote.id, commit: staged.commit } } });
  await platform.dispatch?.wake();
  return true;
}

function requireUnused(): never {
  throw new Failure('conflict', 'The git upload has been used; make another one');
}

function requestOf(context: KoaContext, path: string): GitHttpRequest {
  if ((context.get('Content-Encoding') || 'identity') !== 'identity') throw new Failure('unsupported', 'Send the push without an encoding');
  const controller = new AbortController();
  context.res.once('close', () => {
    if (!context.res.writableFinished) controller.abort();
  });
  return {
    method: context.method,
    path,
    query: context.querystring,
    contentType: context.get('Content-Type'),
    protocol: context.get('Git-Protocol').slice(0, 100),
    body: context.req,
    signal: controller.signal,
  };
}

function secretOf(context: KoaContext): string | undefined {
  const [, encoded] = basic.exec(context.get('Authorization')) ?? [];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

function pusher(id: string): { readonly id: string; readonly via: 'api-key'; readonly access: 'member' } {
  return { id: `git-upload:${id}`, via: 'api-key', access: 'member' };
}
