import { emptySyntax, type ImportStatements, type Language, type PatternSyntax } from './language.ts';

/** Shared with C++. */
export const includes: ImportStatements = { kinds: ['preproc_include'], preamble: ['preproc_call'] };

/** Shared with C++, whose grammar has the same kinds and more. */
export const cSyntax: PatternSyntax = {
  ...emptySyntax,
  comment: '//',
  names: ['identifier', 'field_identifier', 'type_identifier', 'statement_identifier'],
  strings: ['string_literal', 'concatenated_string', 'system_lib_string'],
  numbers: ['number_literal', 'char_literal', 'true', 'false', 'null'],
  interpolations: [],
  transparent: ['parenthesized_expression'],
  seeThrough: ['pointer_declarator'],
  wrappers: ['expression_statement', 'parameter_declaration', 'type_descriptor', 'variadic_parameter', 'case_statement'],
  expressionStatements: ['expression_statement'],
  blocks: ['translation_unit', 'compound_statement', 'case_statement', 'preproc_if', 'preproc_ifdef', 'preproc_else'],
  groups: [],
  ignorable: ['storage_class_specifier', 'type_qualifier', 'attribute_specifier', 'ms_call_modifier', 'else_clause'],
  ignorableFields: [],
  meaningful: ['.', '->'],
  calls: [{ kind: 'call_expression', callee: 'function' }],
  members: [{ kind: 'field_expression', object: 'argument', name: 'field' }],
  assigns: [
    { kind: 'assignment_expression', left: 'left', right: 'right' },
    { kind: 'init_declarator', left: 'declarator', right: 'value', declares: true },
  ],
  declarations: ['declaration', 'field_declaration'],
  declarators: ['init_declarator', 'array_declarator', 'pointer_declarator', 'function_declarator'],
  pairs: [{ kind: 'initializer_pair', key: 'designator', value: 'value' }],
  unordered: [],
  argumentLists: ['argument_list', 'parameter_list'],
  scopes: ['function_definition'],
  parameterLists: ['parameter_list'],
  binders: [
    { kind: 'update_expression', field: 'argument' },
    { kind: 'pointer_expression', field: 'argument' },
  ],
  commutative: ['==', '!='],
  contexts: [
    { before: 'void q() {', after: '\n}' },
    { before: 'void q() {', after: ';\n}' },
    { before: '', after: '\n' },
    { before: 'int q = ', after: ';' },
    { before: 'void q() {', after: ' { #; } }', header: true },
    { before: '', after: ' { #; }', header: true },
    { before: 'void q(', after: ') {}' },
    { before: 'void q() { switch (q) {', after: '\n} }' },
  ],
  ellipsis: { statement: '#;', loop: 'for (#;#;#)', branch: 'case #:' },
};

export const c: Language = {
  id: 'c',
  names: ['c'],
  extensions: ['c', 'h'],
  fileNames: [],
  shebangs: [],
  grammar: 'c',
  comment: { line: '//', block: ['/*', '*/'] },
  importing: includes,
  pattern: cSyntax,
};
