/** Answers that are not JSON: a document with its media type, or a redirect. */
export type Reply = DocumentReply | RedirectReply;

export interface DocumentReply {
  readonly kind: 'document';
  readonly mime: string;
  readonly body: string | Uint8Array;
  readonly name?: string;
}

export interface RedirectReply {
  readonly kind: 'redirect';
  readonly location: string;
}

/** A document answered as is; `name` suggests a file name for the download. */
export function document(mime: string, body: string | Uint8Array, name?: string): DocumentReply {
  return name === undefined ? { kind: 'document', mime, body } : { kind: 'document', mime, body, name };
}

/**
 * A 302 to another page of the same origin.
 * @public
 */
export function redirect(location: string): RedirectReply {
  return { kind: 'redirect', location };
}

const replyKinds: readonly unknown[] = ['document', 'redirect'];

/** Tells a non-JSON answer from a plain result. */
export function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'kind' in value && ('mime' in value || 'location' in value) && replyKinds.includes(value.kind);
}
