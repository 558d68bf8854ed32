import type { Refinement } from './refinement.ts';

/** A node with an anchor is the node; aliases are followed where they are matched. */
export const yamlRefinement: Refinement = {
  kinds: {},
  fields: {
    block_node: [{ field: 'anchor', of: ['anchor'], hidden: true }],
    flow_node: [{ field: 'anchor', of: ['anchor'], hidden: true }],
  },
};
