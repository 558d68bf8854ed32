/** Runs pieces of work one after another, in the order they come. */
export function inTurn(): <A>(run: () => Promise<A>) => Promise<A> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
}
