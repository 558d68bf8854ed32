import { readGoImports } from './imports/go.ts';
import { emptySyntax, type Language } from './language.ts';

export const go: Language = {
  id: 'go',
  names: ['go', 'golang'],
  extensions: ['go'],
  fileNames: [],
  shebangs: [],
  grammar: 'go',
  comment: { line: '//', block: ['/*', '*/'] },
  imports: readGoImports,
  importing: { kinds: ['import_declaration'], preamble: ['package_clause'], lead: 'package p\n', list: 'import_spec_list' },
  pattern: {
    ...emptySyntax,
    comment: '//',
    names: ['identifier', 'field_identifier', 'type_identifier', 'package_identifier', 'label_name', 'blank_identifier'],
    strings: ['interpreted_string_literal', 'raw_string_literal'],
    numbers: ['int_literal', 'float_literal', 'true', 'false', 'nil'],
    interpolations: [],
    transparent: ['parenthesized_expression', 'literal_element', 'expression_list'],
    seeThrough: [],
    wrappers: [
      'expression_statement',
      'expression_list',
      'statement_list',
      'parameter_declaration',
      'literal_element',
      'expression_case',
      'type_case',
      'communication_case',
      'field_declaration',
    ],
    expressionStatements: ['expression_statement'],
    blocks: ['source_file', 'block', 'statement_list'],
    groups: [
      ['selector_expression', 'qualified_type'],
      ['function_declaration', 'method_declaration'],
      ['var_declaration', 'const_declaration'],
    ],
    ignorable: ['type_parameter_list', 'type_arguments', 'else'],
    ignorableFields: ['receiver', 'result', 'alternative', 'body', 'tag'],
    calls: [{ kind: 'call_expression', callee: 'function' }],
    members: [
      { kind: 'selector_expression', object: 'operand', name: 'field' },
      { kind: 'qualified_type', object: 'package', name: 'name' },
    ],
    assigns: [
      { kind: 'assignment_statement', left: 'left', right: 'right' },
      { kind: 'short_var_declaration', left: 'left', right: 'right', declares: true },
      { kind: 'var_spec', left: 'name', right: 'value', declares: true },
      { kind: 'const_spec', left: 'name', right: 'value', declares: true },
    ],
    loose: { var: ['const'] },
    declarations: ['var_declaration', 'const_declaration'],
    declarators: ['var_spec', 'const_spec'],
    subsets: ['import_declaration'],
    pairs: [{ kind: 'keyed_element', key: 'key', value: 'value' }],
    unordered: ['literal_value'],
    argumentLists: ['argument_list', 'parameter_list'],
    scopes: ['function_declaration', 'method_declaration', 'func_literal'],
    parameterLists: ['parameter_list'],
    binders: [
      { kind: 'range_clause', field: 'left' },
      { kind: 'inc_statement', field: '' },
      { kind: 'dec_statement', field: '' },
    ],
    commutative: ['==', '!='],
    contexts: [
      { before: '', after: '\n' },
      { before: 'func q() {\n', after: '\n}\n' },
      { before: 'var q = ', after: '\n' },
      { before: 'var q = q{', after: '}\n' },
      { before: '', after: ' { #; }\n', header: true },
      { before: 'func q(', after: ') {}\n' },
      { before: 'func q() { switch q {\n', after: '\n} }\n' },
      { before: 'type q struct {\n', after: '\n}\n' },
      { before: 'type q interface {\n', after: '\n}\n' },
    ],
    ellipsis: { statement: '#;', parameter: '# #', branch: 'case #:' },
    spell: spellImports,
  },
};

/** Imports in parentheses are compared one by one, so that a `...` among them says nothing. */
function spellImports(code: string): readonly string[] {
  return [code.replaceAll(/\bimport\s*\([^()]*\)/g, (group) => group.replaceAll(/\belQ_\b/g, ''))];
}
