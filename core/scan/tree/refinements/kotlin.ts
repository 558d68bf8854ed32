import type { Refinement } from './refinement.ts';

const types = ['user_type', 'nullable_type', 'function_type', 'parenthesized_type', 'non_nullable_type'];

export const kotlinRefinement: Refinement = {
  substitutions: { text: 'string_content', sign: '$', node: 'interpolation', name: 'identifier' },
  prefixes: { inner: 'unary_expression', outer: ['call_expression', 'navigation_expression', 'index_expression'] },
  kinds: {
    identifier: [
      { kind: 'boolean_literal', text: 'true' },
      { kind: 'boolean_literal', text: 'false' },
      { kind: 'null_literal', text: 'null' },
      { kind: 'break_expression', text: 'break' },
      { kind: 'continue_expression', text: 'continue' },
    ],
    constructor: [{ kind: 'constructor_keyword' }],
    value_argument: [{ kind: 'named_argument', has: ['='] }],
    block: [{ kind: 'function_block', within: ['function_body', 'secondary_constructor', 'anonymous_initializer'] }],
    class_body: [{ kind: 'companion_body', within: ['companion_object'] }],
    property_declaration: [{ kind: 'property_with_accessors', holds: ['getter', 'setter'] }],
    return_expression: [{ kind: 'labeled_return', has: ['return@'] }],
  },
  fields: {
    class_declaration: [
      { field: 'parameters', of: ['primary_constructor'] },
      { field: 'body', of: ['class_body', 'enum_class_body'] },
    ],
    object_declaration: [{ field: 'body', of: ['class_body'] }],
    property_declaration: [
      { field: 'name', of: ['variable_declaration', 'multi_variable_declaration'] },
      { field: 'value', after: ['='] },
      { field: 'value', of: ['property_delegate'] },
    ],
    variable_declaration: [
      { field: 'name', of: ['identifier'] },
      { field: 'type', after: [':'] },
    ],
    parameter: [
      { field: 'name', of: ['identifier'] },
      { field: 'type', after: [':'] },
    ],
    class_parameter: [
      { field: 'name', of: ['identifier'] },
      { field: 'type', of: types },
      { field: 'value', after: ['='] },
    ],
    function_value_parameters: [{ field: 'default', except: ['parameter', 'parameter_modifiers'], hidden: true, all: true }],
    function_declaration: [
      { field: 'receiver', of: types, before: ['.'] },
      { field: 'parameters', of: ['function_value_parameters'] },
      { field: 'type', of: types },
      { field: 'body', of: ['function_body'] },
    ],
    anonymous_function: [
      { field: 'parameters', of: ['function_value_parameters'] },
      { field: 'type', of: types },
      { field: 'body', of: ['function_body'] },
    ],
    secondary_constructor: [
      { field: 'name', of: ['constructor_keyword'] },
      { field: 'parameters', of: ['function_value_parameters'] },
      { field: 'body', of: ['function_block'] },
    ],
    getter: [{ field: 'body', of: ['function_body'] }],
    setter: [
      { field: 'parameters', of: ['parameter', 'function_value_parameters'] },
      { field: 'body', of: ['function_body'] },
    ],
    lambda_literal: [{ field: 'parameters', of: ['lambda_parameters'] }],
    call_expression: [
      { field: 'function', at: 0 },
      { field: 'type_arguments', of: ['type_arguments'] },
      { field: 'arguments', of: ['value_arguments', 'annotated_lambda'] },
    ],
    constructor_invocation: [
      { field: 'function', at: 0 },
      { field: 'arguments', of: ['value_arguments'] },
    ],
    named_argument: [
      { field: 'name', at: 0 },
      { field: 'value', at: -1 },
    ],
    navigation_expression: [
      { field: 'object', at: 0 },
      { field: 'name', at: -1 },
    ],
    index_expression: [
      { field: 'object', at: 0 },
      { field: 'index', at: -1 },
    ],
    if_expression: [
      { field: 'alternative', after: ['else'] },
      { field: 'consequence', at: 1 },
    ],
    for_statement: [
      { field: 'left', of: ['variable_declaration', 'multi_variable_declaration'] },
      { field: 'right', after: ['in'] },
      { field: 'body', at: -1 },
    ],
    while_statement: [{ field: 'body', at: -1 }],
    do_while_statement: [{ field: 'body', at: 0 }],
    when_expression: [{ field: 'subject', of: ['when_subject'] }],
    when_entry: [{ field: 'body', at: -1 }],
    catch_block: [{ field: 'parameter', of: ['identifier'] }],
  },
};
