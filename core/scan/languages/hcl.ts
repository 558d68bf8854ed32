import { emptySyntax, type Language } from './language.ts';

/** HCL, which Terraform is written in. */
export const hcl: Language = {
  id: 'hcl',
  names: ['hcl', 'terraform', 'tf', 'opentofu', 'terraform-vars'],
  extensions: ['tf', 'hcl', 'tfvars', 'tofu', 'nomad'],
  fileNames: [],
  shebangs: [],
  grammar: 'hcl',
  comment: { line: '#', block: ['/*', '*/'] },
  pattern: {
    ...emptySyntax,
    comment: '#',
    names: ['identifier'],
    strings: ['string_lit', 'quoted_template', 'heredoc_template'],
    numbers: ['numeric_lit', 'bool_lit', 'null_lit'],
    interpolations: ['template_interpolation', 'template_directive'],
    transparent: ['expression', 'literal_value', 'variable_expr', 'template_expr', 'collection_value', 'operation'],
    wrappers: ['attribute', 'object_elem', 'expression', 'variable_expr', 'config_file', 'body'],
    blocks: ['config_file', 'body'],
    ignorable: ['body'],
    calls: [{ kind: 'function_call', callee: 'function' }],
    members: [{ kind: 'get_attr', object: 'object', name: 'name' }],
    pairs: [
      { kind: 'attribute', key: 'key', value: 'val' },
      { kind: 'object_elem', key: 'key', value: 'val' },
    ],
    groups: [['attribute', 'object_elem']],
    unordered: ['object'],
    subsets: ['body'],
    partialEntries: true,
    argumentLists: ['tuple', 'function_arguments'],
    commutative: ['==', '!='],
    namespaces: [
      { prefix: 'local', block: 'locals' },
      { prefix: 'var', block: 'variable', attribute: 'default' },
    ],
    contexts: [
      { before: '', after: '\n' },
      { before: 'q = ', after: '\n' },
      { before: 'q {\n', after: '\n}' },
      { before: 'q = {\n', after: '\n}' },
    ],
    ellipsis: { statement: '# = #\n', braced: '\n# = #\n' },
  },
};
