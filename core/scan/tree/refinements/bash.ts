import type { Refinement } from './refinement.ts';

/** `A=b command` sets a variable for the command alone. */
export const bashRefinement: Refinement = {
  kinds: { variable_assignment: [{ kind: 'environment_assignment', within: ['command'] }] },
  fields: {},
};
