/** Something of another file: a module as the code writes it, and its member; '*' is the module as a whole. */
export interface ImportTarget {
  readonly module: string;
  readonly member: string;
}

/** How the names of a file are connected with other files. */
export interface Bindings {
  /** What local names stand for. */
  readonly imports: ReadonlyMap<string, ImportTarget>;
  /** Modules whose names are all visible here. */
  readonly wildcards: readonly string[];
  /** Names under which local ones, or those of other modules, can be imported. */
  readonly exports: ReadonlyMap<string, string | ImportTarget>;
  /** Modules whose exports are all handed on. */
  readonly reexports: readonly string[];
  /** The package or namespace the file says it is in, '' for none. */
  readonly home: string;
}

export const noBindings: Bindings = { imports: new Map(), wildcards: [], exports: new Map(), reexports: [], home: '' };
