/** Work that may rest between its steps; what it comes to is known after the last. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Takes all steps at once. */
export function toEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Steps that are taken a few at a time. */
export interface Slices<T> {
  /** Begins, or goes on from where it rests, for about so many milliseconds; what it comes to once it is done. */
  goOn(start: () => Steps<T>, milliseconds: number): { readonly value: T } | undefined;
  /** Gives up what has been begun. */
  stop(): void;
}

export function openSlices<T>(): Slices<T> {
  let resting: Generator<undefined, { readonly value: T } | undefined, undefined> | undefined;
  const goOn = (steps: typeof resting, until: number): { readonly value: T } | undefined => {
    do {
      const step = steps?.next();
      if (step?.done !== false) return step?.value;
    } while (performance.now() < until);
    resting = steps;
    return undefined;
  };
  return {
    goOn(start, milliseconds) {
      const steps = resting ?? wrapped(start());
      resting = undefined;
      return goOn(steps, performance.now() + milliseconds);
    },
    stop() {
      // Runs what has to be put in order in any case.
      resting?.return(undefined);
      resting = undefined;
    },
  };
}

function* wrapped<T>(steps: Steps<T>): Generator<undefined, { readonly value: T }, undefined> {
  return { value: yield* steps };
}
