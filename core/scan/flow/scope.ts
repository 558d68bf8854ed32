/** What names mean at one place of the text. Functions are lowered after the scope they stand in is complete. */
export interface Scope {
  readonly outer: Scope | undefined;
  readonly names: Map<string, number>;
  /** The scope of a whole function, file or class body: where hoisted declarations go. */
  readonly whole: boolean;
  /** Assignments in it mean variables around it where there are some. */
  readonly shared?: boolean;
}

export function openScope(outer: Scope | undefined, whole: boolean, shared = false): Scope {
  return { outer, names: new Map(), whole, shared };
}

/** The slot a name means here; undefined when nothing declares it. */
export function resolveName(scope: Scope, name: string): number | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const slot = at.names.get(name);
    if (slot !== undefined) return slot;
  }
  return undefined;
}

/** The nearest scope of a whole function, file or class. */
export function wholeScope(scope: Scope): Scope {
  let at = scope;
  while (!at.whole && at.outer !== undefined) at = at.outer;
  return at;
}

/** The scope of the file. */
export function fileScope(scope: Scope): Scope {
  let at = scope;
  while (at.outer !== undefined) at = at.outer;
  return at;
}
