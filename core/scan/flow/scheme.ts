/** What a taint rule tells apart and what it lets taint pass through; the same in all files. */
export interface Scheme {
  /** Numbers of its labels, below 0. */
  readonly labels: ReadonlyMap<string, number>;
  /** Its sinks look at labels, at several values, or at the way the program took. */
  readonly guarded: boolean;
  /** Some source taints what is executed after it. */
  readonly control: boolean;
  /** What metavariables of source and sink stand for must be equal where they have the same name. */
  readonly unify: boolean;
  /** Results are where the sources are. */
  readonly atSource: boolean;
  readonly safe: Safe;
}

/** What never carries taint on, and whether functions of the same file are looked into. */
export interface Safe {
  readonly booleans: boolean;
  readonly numbers: boolean;
  readonly comparisons: boolean;
  readonly indexes: boolean;
  /** Calls of functions that are not known. */
  readonly functions: boolean;
  /** Whatever is not an assignment. */
  readonly operators: boolean;
  readonly calls: boolean;
}

export const plainScheme: Scheme = {
  ...{ labels: new Map(), guarded: false, control: false, unify: false, atSource: false },
  safe: { booleans: false, numbers: false, comparisons: false, indexes: false, functions: false, operators: false, calls: false },
};

/** Whether values pass differently than under other rules, so that what functions do without a rule is no help. */
export function isSpecial({ safe, control }: Scheme): boolean {
  return control || Object.values(safe).includes(true);
}

/** Whether each source must be told from the others. */
export function isSeparate({ unify, atSource }: Scheme): boolean {
  return unify || atSource;
}

/** The variable that stands for the way the program took: its taint is that of everything executed from there on. */
export const controlSlot = -1;
