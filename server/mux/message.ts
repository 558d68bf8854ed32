import { ErrorCodes, LSPErrorCodes } from 'vscode-languageserver/node';

/** What a request is answered with; JSON-RPC 2.0 without the envelope. */
export type Answer = { readonly kind: 'result'; readonly result: unknown } | { readonly kind: 'error'; readonly error: WireError };

export interface WireError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export type Id = number | string;

/** A message as it came, told apart; `nonsense` is JSON that is none. */
export type Incoming =
  | { readonly kind: 'request'; readonly id: Id; readonly method: string; readonly params: unknown }
  | { readonly kind: 'notification'; readonly method: string; readonly params: unknown }
  | { readonly kind: 'response'; readonly id: Id; readonly answer: Answer }
  | { readonly kind: 'nonsense' };

export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object to read fields from; anything else has none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is a list; anything else is an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `textDocument.uri` of the parameters, which nearly all requests about a document have; otherwise the empty text. */
export function documentUri(params: unknown): string {
  const { uri } = fieldsOf(fieldsOf(params).textDocument);
  return typeof uri === 'string' ? uri : '';
}

export function readMessage(value: unknown): Incoming {
  const { id, method, params, result, error } = fieldsOf(value);
  const isNamed = typeof id === 'number' || typeof id === 'string';
  if (typeof method === 'string') return isNamed ? { kind: 'request', id, method, params } : { kind: 'notification', method, params };
  if (!isNamed) return { kind: 'nonsense' };
  if (error !== undefined && error !== null) return { kind: 'response', id, answer: { kind: 'error', error: readError(error) } };
  return { kind: 'response', id, answer: resultOf(result ?? null) };
}

export function resultOf(result: unknown): Answer {
  return { kind: 'result', result };
}

export function errorOf(code: number, message: string): Answer {
  return { kind: 'error', error: { code, message } };
}

/** The answer to a request that its asker took back. */
export const cancelled = errorOf(LSPErrorCodes.RequestCancelled, 'The request was cancelled');

/** The result of an answer; undefined for an error. */
export function answerValue(answer: Answer | undefined): unknown {
  return answer?.kind === 'result' ? answer.result : undefined;
}

function readError(error: unknown): WireError {
  const { code, message, data } = fieldsOf(error);
  const known = { code: typeof code === 'number' ? code : ErrorCodes.UnknownErrorCode, message: typeof message === 'string' ? message : 'unknown error' };
  return data === undefined ? known : { ...known, data };
}
