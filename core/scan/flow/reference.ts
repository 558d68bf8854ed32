/**
 * Functions, classes and modules as numbers, so that values can refer to those of other files. A file analysed alone has number 0,
 * where a function's reference is its id.
 */
const kindSpan = 2 ** 20;
const fileSpan = 4 * kindSpan;

export function functionReference(file: number, id: number): number {
  return file * fileSpan + id;
}

export function classReference(file: number, id: number): number {
  return file * fileSpan + kindSpan + id;
}

export function moduleReference(file: number): number {
  return file * fileSpan + 2 * kindSpan;
}

/** What a number refers to; undefined for -1. */
export function dereference(reference: number): { readonly kind: 'function' | 'class' | 'module'; readonly file: number; readonly id: number } | undefined {
  if (reference < 0) return undefined;
  const file = Math.floor(reference / fileSpan);
  const within = reference - file * fileSpan;
  const id = within % kindSpan;
  if (within < kindSpan) return { kind: 'function', file, id };
  return { kind: within < 2 * kindSpan ? 'class' : 'module', file, id };
}

/** Whether a reference is one to a function. */
export function isFunction(reference: number): boolean {
  return reference >= 0 && reference % fileSpan < kindSpan;
}
