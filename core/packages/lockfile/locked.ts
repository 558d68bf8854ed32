/** One package that a lockfile names. */
export interface LockedPackage {
  /** As its ecosystem writes it, such as `@scope/name`. */
  readonly name: string;
  readonly version: string;
  /** The licence expression, where the lockfile says one. */
  readonly license?: string;
}

/** How a lockfile is recognized and read. */
export interface LockfileFormat {
  /** Type of the package URLs of its packages. */
  readonly type: string;
  /** Tells a lockfile by its file name. */
  readonly file: RegExp;
  /** Throws for text that is not of this format. */
  read(text: string): readonly LockedPackage[];
}
