import helmet from 'koa-helmet';
import type { Middleware } from 'koa';

const none = ["'none'"];
const self = ["'self'"];

/** Everything from this origin only: no inline script, no inline style, no framing. */
const policy = {
  defaultSrc: none,
  scriptSrc: self,
  styleSrc: self,
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: self,
  baseUri: none,
  formAction: none,
  frameAncestors: none,
};

/** ReDoc fills empty style elements rule by rule, adds one fixed style of its scroll bar, and starts its search from a blob. */
const redocStyles = ["'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='", "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"];
const redocPolicy = { ...policy, styleSrc: ["'self'", ...redocStyles], workerSrc: ['blob:'] };

/** Security headers on every answer. */
export function securityHeaders(): Middleware {
  const strict = headersWith(policy);
  const forRedoc = headersWith(redocPolicy);
  return async (context, next) => {
    await (context.path === '/redoc' ? forRedoc : strict)(context, next);
  };
}

function headersWith(directives: Readonly<Record<string, string[]>>): Middleware {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}
