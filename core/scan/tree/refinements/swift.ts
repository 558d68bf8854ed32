import type { Refinement } from './refinement.ts';

const patterns = ['pattern', 'literal_pattern', 'value_pattern', 'tuple_pattern'];

/** Over regrouped trees. */
export const swiftRefinement: Refinement = {
  prefixes: { inner: 'prefix_expression', outer: ['call_expression', 'navigation_expression', 'index_expression'], named: ['bang'] },
  kinds: {
    // `[a].map { … }` at the start of a line is read as a list of types.
    array_type: [{ kind: 'array_literal', within: ['navigation_expression'] }],
    user_type: [{ kind: 'type_value', within: ['array_literal'] }],
    nil: [{ kind: 'nil_literal' }],
    value_argument: [{ kind: 'labeled_argument', has: [':'] }],
    init: [{ kind: 'init_name', within: ['init_declaration'] }],
    fallthrough: [{ kind: 'fallthrough_statement', within: ['switch_entry'] }],
    control_transfer_statement: [
      { kind: 'return_statement', has: ['return'] },
      { kind: 'throw_statement', holds: ['throw_keyword'] },
      { kind: 'break_statement', has: ['break'] },
      { kind: 'continue_statement', has: ['continue'] },
    ],
  },
  fields: {
    pattern: [{ field: 'bound_identifier', of: ['simple_identifier'] }],
    call_expression: [{ field: 'function', at: 0 }],
    switch_entry: [
      { field: 'pattern', of: patterns, all: true },
      { field: 'guard', of: ['where_keyword'] },
    ],
  },
};
