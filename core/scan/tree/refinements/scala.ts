import type { Refinement } from './refinement.ts';

export const scalaRefinement: Refinement = {
  kinds: {
    this: [{ kind: 'this_expression' }],
    assignment_expression: [{ kind: 'named_argument', within: ['arguments'] }],
    identifier: [{ kind: 'this_expression', text: 'this' }],
  },
  fields: {
    postfix_expression: [
      { field: 'value', at: 0 },
      { field: 'field', at: -1 },
    ],
    instance_expression: [{ field: 'type', at: 0 }],
    function_definition: [{ field: 'body', of: ['block', 'indented_block'] }],
    lambda_expression: [{ field: 'body', at: -1 }],
    enumerator: [
      { field: 'left', at: 0 },
      { field: 'right', at: -1 },
    ],
    catch_clause: [{ field: 'body', at: 0 }],
    finally_clause: [{ field: 'body', at: 0 }],
  },
};
