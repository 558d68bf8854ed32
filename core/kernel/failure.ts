/** Every expected refusal has one of these codes; each surface maps the code to its own body, the HTTP status is common. */
export const failureStatus = {
  bad_request: 400,
  outside_root: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  invalid_input: 422,
  rate_limited: 429,
  cancelled: 499,
  internal: 500,
  unavailable: 503,
} as const;

export type FailureCode = keyof typeof failureStatus;

/** A refusal with a message fit for the user: never a path outside the project, a stack, a secret or scanned text. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: FailureCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
  }
}

/** Turns anything thrown into a Failure; unknown errors keep their text out of the message and travel as `cause`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const failure = new Failure('internal', 'Internal error');
  failure.cause = thrown;
  return failure;
}
