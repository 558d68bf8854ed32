import type { Refinement } from './refinement.ts';

/** `f(...)` makes a closure of a function; it is no call. */
export const phpRefinement: Refinement = {
  kinds: { arguments: [{ kind: 'callable_placeholder', holds: ['variadic_placeholder'] }] },
  fields: {},
};
