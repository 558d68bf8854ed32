import { createHash } from 'node:crypto';
import type { Context as KoaContext } from 'koa';
import type { Assets } from '../core/kernel/context.ts';
import { toFailure } from '../core/kernel/failure.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
};

/** Letters, digits, '_', '-' and inner dots per segment: no traversal, no hidden files, no backslashes. */
const safeName = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

interface Stored {
  readonly bytes: Buffer;
  readonly tag: string;
}

/** Serves files of the product's own assets, with an entity tag; each is read once. */
export interface AssetServer {
  /** Answers with the file and tells whether there is one. */
  send(context: KoaContext, name: string): boolean;
}

/** Only names that exist under `assets` are ever kept. */
export function assetServer(assets: Assets): AssetServer {
  const kept = new Map<string, Stored>();
  return {
    send(context, name) {
      const type = mediaTypes[name.slice(name.lastIndexOf('.') + 1)];
      const stored = type === undefined || !safeName.test(name) ? undefined : (kept.get(name) ?? read(assets, name));
      if (type === undefined || stored === undefined) return false;
      kept.set(name, stored);
      context.set('Content-Type', type);
      context.set('Cache-Control', 'no-cache');
      context.etag = stored.tag;
      context.status = 200;
      if (context.fresh) context.status = 304;
      else context.body = stored.bytes;
      return true;
    },
  };
}

function read(assets: Assets, name: string): Stored | undefined {
  try {
    const bytes = Buffer.from(assets.read(name));
    return { bytes, tag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code === 'not_found') return undefined;
    throw failure;
  }
}
