import type { Context as KoaContext, Middleware } from 'koa';
import type { Limit, Surface } from '../core/kernel/operation.ts';
import type { Binding } from './bindings.ts';
import { type Aim, callerOf, type Recognition } from './caller.ts';
import { rateLimiter } from './limits.ts';
import { type RateLimit, surfaces } from './surfaces.ts';

/** What requests are counted in: a bucket per surface and kind of limit, shared by everything that names it. */
export interface Buckets {
  /** Undefined where the address is not counted. */
  readonly ofBinding: (binding: Binding) => Middleware | undefined;
  /** Undefined where the surface has no such limit. */
  readonly of: (surface: Surface, limit: Limit) => Middleware | undefined;
}

/** Buckets that begin empty; `generalLimit` is Sentrik's, and without it nothing is counted. */
export function openBuckets(generalLimit: RateLimit | undefined, recognition: Recognition): Buckets {
  const made = new Map<string, Middleware>();
  const of = (surface: Surface, limit: Limit): Middleware | undefined => {
    const bucket = generalLimit === undefined ? undefined : bucketOf(surface, limit, generalLimit);
    if (bucket === undefined) return undefined;
    const userOf = async (context: KoaContext) => {
      const { aim = { surface, isOnProject: false } } = context.state as { aim?: Aim };
      return (await callerOf(context, recognition, aim)).user;
    };
    const limiter = made.get(bucket.name) ?? rateLimiter(bucket.limit, { userOf });
    made.set(bucket.name, limiter);
    return limiter;
  };
  return {
    of,
    ofBinding: ({ operation, surface, template }) => {
      const isCounted = operation.limit !== 'none' && (surface !== 'sentrik' || template.startsWith('/api/'));
      return isCounted ? of(surface, operation.limit) : undefined;
    },
  };
}

interface Bucket {
  readonly name: string;
  readonly limit: RateLimit;
}

/** A surface without a bucket of this kind counts in its general one; Sentrik has no other. */
function bucketOf(surface: Surface, kind: Limit, sentrikLimit: RateLimit): Bucket | undefined {
  if (surface === 'sentrik') return { name: 'sentrik general', limit: sentrikLimit };
  const { limits } = surfaces[surface];
  const used: Limit = limits[kind] === undefined ? 'general' : kind;
  const limit = limits[used];
  return limit === undefined ? undefined : { name: `${surface} ${used}`, limit };
}
