import type { Failure } from '../core/kernel/failure.ts';
import { failureStatus } from '../core/kernel/failure.ts';
import type { Limit, Surface } from '../core/kernel/operation.ts';
import type { Binding } from './bindings.ts';

/** How a caller of a surface proves who it is. */
export type Credential = 'x-api-key' | 'bearer' | 'cookie' | 'basic';

/** At most `max` requests of one caller in any stretch of `windowMs` milliseconds. */
export interface RateLimit {
  readonly max: number;
  readonly windowMs: number;
  readonly by: 'ip' | 'user';
}

/** One published API style. Bodies are made here and nowhere else. */
export interface SurfaceStyle {
  readonly title: string;
  /** First path segments that belong to it when no route matched, so that the refusal has the right shape. */
  readonly segments: readonly string[];
  readonly credentials: readonly Credential[];
  readonly limits: Readonly<Partial<Record<Limit, RateLimit>>>;
  success(result: unknown): unknown;
  error(failure: Failure): Readonly<Record<string, unknown>>;
}

const minute = 60_000;
const quarter = 15 * minute;
const hour = 60 * minute;

const plain = (result: unknown): unknown => result;

/** `{detail}` or `{error}`, with the wrong fields of an invalid input beside it. */
function bodyUnder(key: 'detail' | 'error'): (failure: Failure) => Readonly<Record<string, unknown>> {
  return ({ message, details: { issues } }) => ({ [key]: message, ...(Array.isArray(issues) ? { issues: issues as unknown[] } : {}) });
}

const detailBody = bodyUnder('detail');

/** First segments below /api that Sentrik publishes, served or not. */
const sentrikSegments = [
  ...['ai-key', 'apply-fix', 'approvals', 'audit', 'auditor', 'check-coverage', 'compliance-report', 'config', 'devops', 'evidence-export', 'findings'],
  ...['generate-reqs', 'governance', 'history', 'impact', 'license', 'licenses', 'metrics', 'oauth', 'org', 'packs', 'posture', 'pull-reqs', 'reconcile'],
  ...['run-scan', 'run-scan-stream', 'sbom', 'sdk', 'suppressions', 'trends', 'trust-center', 'verify-reqs', 'vuln-fix', 'vulns', 'work-items'],
];

/** The five published styles, most specific paths first within `surfaceOf`. */
export const surfaces: Readonly<Record<Surface, SurfaceStyle>> = {
  sentrik: {
    title: 'Sentrik',
    segments: sentrikSegments.map((segment) => `api/${segment}`),
    credentials: ['x-api-key', 'bearer'],
    limits: { general: { max: 60, windowMs: minute, by: 'ip' } },
    success: plain,
    error: detailBody,
  },
  sentinel: {
    title: 'Sentinel',
    segments: ['api/auth/login', 'api/dashboard/stats', 'api/evidence', 'api/integrations', 'api/policies', 'api/reports', 'api/billing'],
    credentials: ['bearer'],
    limits: { general: { max: 100, windowMs: quarter, by: 'user' } },
    success: (data) => ({ status: 'success', data }),
    error: (failure) => ({ status: 'error', message: failure.message, statusCode: failureStatus[failure.code] }),
  },
  sentri: {
    title: 'Sentri',
    segments: ['api/v1'],
    credentials: ['cookie', 'bearer'],
    limits: {
      general: { max: 300, windowMs: quarter, by: 'ip' },
      auth: { max: 10, windowMs: quarter, by: 'ip' },
      recovery: { max: 5, windowMs: quarter, by: 'ip' },
      reset: { max: 5, windowMs: quarter, by: 'ip' },
      expensive: { max: 20, windowMs: hour, by: 'ip' },
      ai: { max: 30, windowMs: hour, by: 'ip' },
    },
    success: plain,
    error: bodyUnder('error'),
  },
  sentinelflow: {
    title: 'SentinelFlow',
    segments: ['security', 'audit'],
    credentials: ['basic', 'bearer'],
    limits: {},
    success: plain,
    error: detailBody,
  },
  vega: {
    title: 'Vega',
    segments: ['v1'],
    credentials: ['bearer', 'x-api-key', 'cookie'],
    limits: {
      general: { max: 600, windowMs: minute, by: 'user' },
      auth: { max: 30, windowMs: quarter, by: 'ip' },
      expensive: { max: 120, windowMs: hour, by: 'user' },
      ai: { max: 60, windowMs: hour, by: 'user' },
    },
    success: plain,
    error: (failure) => ({
      schema_version: 1,
      error: { code: failure.code, message: failure.message, retryable: isRetryable(failure), details: failure.details },
    }),
  },
};

const surfaceNames: readonly Surface[] = ['sentinel', 'sentri', 'sentinelflow', 'vega'];

/** The surface a path belongs to when no route says it; Sentrik owns everything else. */
export function surfaceOf(path: string): Surface {
  const inside = `${path.slice(1)}/`;
  return surfaceNames.find((name) => surfaces[name].segments.some((segment) => inside.startsWith(`${segment}/`))) ?? 'sentrik';
}

/** Whether Sentrik or Sentinel owns a path below /api: one of theirs begins with the same segments. What it does not own may be an older address of Sentri. */
export function ownedPaths(bindings: readonly Binding[]): (path: string) => boolean {
  const bound = bindings.flatMap(({ surface, template }) => (surface === 'sentrik' ? [template.split('/').slice(1, 3).join('/')] : []));
  const owned = [...new Set([...bound, ...surfaces.sentrik.segments, ...surfaces.sentinel.segments])];
  return (path) => owned.some((segment) => `${path.slice(1)}/`.startsWith(`${segment}/`));
}

function isRetryable(failure: Failure): boolean {
  return failure.code === 'unavailable' || failure.code === 'rate_limited';
}
