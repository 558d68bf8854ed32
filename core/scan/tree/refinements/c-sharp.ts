import type { Refinement } from './refinement.ts';

export const cSharpRefinement: Refinement = {
  kinds: {
    this: [{ kind: 'this_expression' }],
    base: [{ kind: 'base_expression' }],
    argument: [{ kind: 'named_argument', has: [':'] }],
    attribute_argument: [{ kind: 'named_attribute_argument', has: ['=', ':'] }],
    assignment_expression: [{ kind: 'member_initializer', within: ['initializer_expression'] }],
    postfix_unary_expression: [{ kind: 'null_forgiving_expression', has: ['!'] }],
    yield_statement: [{ kind: 'yield_break_statement', has: ['break'] }],
    when_clause: [{ kind: 'switch_guard', within: ['switch_section'] }],
  },
  fields: {
    named_argument: [{ field: 'value', at: -1 }],
    named_attribute_argument: [{ field: 'value', at: -1 }],
    variable_declarator: [
      { field: 'value', after: ['='] },
      { field: 'name', of: ['tuple_pattern'] },
    ],
    parameter: [{ field: 'value', after: ['='] }],
    catch_clause: [{ field: 'declaration', of: ['catch_declaration'] }],
    conditional_access_expression: [{ field: 'name', at: -1 }],
    switch_expression: [{ field: 'value', at: 0 }],
    switch_expression_arm: [
      { field: 'guard', of: ['when_clause'] },
      { field: 'pattern', at: 0 },
    ],
    switch_section: [
      { field: 'guard', of: ['when_clause', 'switch_guard'] },
      { field: 'pattern', before: [':'], all: true },
    ],
    query_expression: [{ field: 'body', at: -1 }],
    join_clause: [{ field: 'right', after: ['in'] }],
    using_directive: [{ field: 'target', at: -1 }],
    record_declaration: [{ field: 'parameters', of: ['parameter_list'] }],
    class_declaration: [{ field: 'parameters', of: ['parameter_list'] }],
  },
};
