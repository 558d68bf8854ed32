import type { Context as KoaContext, Middleware } from 'koa';
import ratelimit from 'koa-ratelimit';
import { Failure } from '../core/kernel/failure.ts';
import type { RateLimit } from './surfaces.ts';

interface Allowance {
  /** koa-ratelimit takes one off before it decides. */
  remaining: number;
  /** Seconds since 1970, whole, when the oldest counted request leaves the window. */
  readonly reset: number;
  readonly total: number;
}

const maxCallers = 50_000;
const namespace = 'caller';

/**
 * Times of recent requests by caller: an exact sliding window in the shape that koa-ratelimit's memory driver reads. Reading a
 * caller's allowance counts the request, except when it is over the limit. Callers that went quiet are forgotten.
 */
export class SlidingWindow extends Map<string, Allowance> {
  private readonly times = new Map<string, number[]>();
  private swept = 0;
  private readonly limit: RateLimit;
  private readonly now: () => number;

  constructor(limit: RateLimit, now: () => number = Date.now) {
    super();
    this.limit = limit;
    this.now = now;
  }

  override has(_key: string): boolean {
    return true;
  }

  override get(key: string): Allowance {
    const { max, windowMs } = this.limit;
    const now = this.now();
    this.sweep(now);
    const recent = (this.times.get(key) ?? []).filter((time) => time > now - windowMs);
    const left = Math.max(0, max - recent.length);
    if (left > 0) recent.push(now);
    this.times.delete(key);
    this.times.set(key, recent);
    return { remaining: left + 1, reset: Math.ceil(((recent[0] ?? now) + windowMs) / 1000), total: max };
  }

  /** Milliseconds until the caller's next request is allowed; 0 when one is allowed now. */
  waitMs(key: string): number {
    const { max, windowMs } = this.limit;
    const now = this.now();
    const recent = (this.times.get(key) ?? []).filter((time) => time > now - windowMs);
    return recent.length < max ? 0 : (recent[recent.length - max] ?? now) + windowMs - now;
  }

  /** How many callers are remembered. */
  callers(): number {
    return this.times.size;
  }

  private sweep(now: number): void {
    if (this.times.size >= maxCallers) this.forgetOldest();
    if (now - this.swept < this.limit.windowMs) return;
    this.swept = now;
    for (const [key, times] of this.times) {
      if ((times.at(-1) ?? 0) <= now - this.limit.windowMs) this.times.delete(key);
    }
  }

  private forgetOldest(): void {
    const [oldest] = this.times.keys();
    if (oldest !== undefined) this.times.delete(oldest);
  }
}

export interface LimiterOptions {
  /** Whom a limit `by` user counts; requests without a user count by address. */
  readonly userOf?: (context: KoaContext) => Promise<string | undefined>;
  readonly now?: () => number;
}

/** Counts requests per client address or user; over the limit is `rate_limited` with Retry-After in whole seconds, at least 1. */
export function rateLimiter(limit: RateLimit, { userOf, now = Date.now }: LimiterOptions = {}): Middleware {
  const db = new SlidingWindow(limit, now);
  const users = new WeakMap<object, string>();
  const idOf = (context: { readonly ip: string; readonly req: object }) => users.get(context.req) ?? (context.ip || 'unknown');
  const count = ratelimit({ driver: 'memory', db, namespace, max: limit.max, duration: limit.windowMs, id: idOf });
  return async (context, next) => {
    let isAllowed = false;
    const user = limit.by === 'user' ? await userOf?.(context) : undefined;
    if (user !== undefined) users.set(context.req, user);
    await count(context, async () => {
      isAllowed = true;
      await next();
    });
    if (isAllowed) return;
    const wait = Math.max(1, Math.ceil(db.waitMs(`${namespace}:${idOf(context)}`) / 1000));
    throw new Failure('rate_limited', `Rate limit exceeded, retry in ${wait} s`, { retry_after: wait });
  };
}

/** The general limit with what the environment says: GUARD_RATE_LIMIT_ENABLED and GUARD_RATE_LIMIT_RPM. Undefined: no limit. */
export function configuredLimit(limit: RateLimit, environment: Readonly<Record<string, string | undefined>>): RateLimit | undefined {
  const enabled = environment.GUARD_RATE_LIMIT_ENABLED?.trim().toLowerCase();
  if (enabled === 'false' || enabled === '0' || enabled === 'no') return undefined;
  const text = environment.GUARD_RATE_LIMIT_RPM?.trim();
  if (text === undefined || text === '') return limit;
  const perMinute = Number(text);
  if (!Number.isInteger(perMinute) || perMinute < 1)
    throw new Failure('invalid_input', 'GUARD_RATE_LIMIT_RPM: use a whole number of requests per minute, at least 1');
  return { ...limit, max: perMinute };
}
