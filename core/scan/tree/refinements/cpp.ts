import type { Refinement } from './refinement.ts';

export const cppRefinement: Refinement = {
  kinds: { condition_clause: [{ kind: 'condition_with_initializer', holds: ['init_statement'] }] },
  fields: {
    optional_parameter_declaration: [{ field: 'default_value', at: -1 }],
    lambda_expression: [{ field: 'declarator', of: ['abstract_function_declarator', 'lambda_declarator'] }],
    field_declaration: [{ field: 'default_value', after: ['='] }],
  },
};
