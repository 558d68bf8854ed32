/** What the parser's own wasm (`assembly/index.ts`) offers; addresses and sizes are bytes of its memory. */
export interface CoreExports {
  reserve(size: number): number;
  prepareLanguage(language: number, productions: number, width: number): number;
  setLexerFunctions(first: number): void;
  begin(language: number, derived: number, bytes: number): number;
  parse(bytes: number, steps: number): number;
  columnAddress(column: number): number;
  hasErrors(): number;
  abandon(): number;
}

const required = ['reserve', 'prepareLanguage', 'setLexerFunctions', 'begin', 'parse', 'columnAddress', 'hasErrors', 'abandon'] as const;

/** The functions of TSLexer in the order of that struct. */
export const lexerFunctions = ['advance', 'markEnd', 'getColumn', 'isAtRangeStart', 'isAtEnd', 'ignoreLog'] as const;

/** The functions of the C library that the core has for external scanners, by their names in C; `memmove` is `memcpy`. */
export const libraryFunctions: Readonly<Record<string, string>> = {
  malloc: 'malloc',
  calloc: 'calloc',
  realloc: 'realloc',
  free: 'free',
  memcpy: 'memcpy',
  memmove: 'memcpy',
  memset: 'memset',
  memcmp: 'memcmp',
  memchr: 'memchr',
  strlen: 'strlen',
  strcmp: 'strcmp',
  strncmp: 'strncmp',
  strncpy: 'strncpy',
  strncat: 'strncat',
  abort: 'stop',
  __assert_fail: 'failAssertion',
};

export function isCore(exports: object): exports is CoreExports {
  return required.every((name) => typeof Reflect.get(exports, name) === 'function');
}
