import { emptySyntax, type Language } from './language.ts';

export const css: Language = {
  id: 'css',
  names: ['css'],
  extensions: ['css'],
  fileNames: [],
  shebangs: [],
  grammar: 'css',
  comment: { block: ['/*', '*/'] },
  pattern: {
    ...emptySyntax,
    names: ['tag_name', 'class_name', 'id_name', 'property_name', 'plain_value', 'identifier', 'feature_name', 'function_name'],
    strings: ['string_value'],
    numbers: ['integer_value', 'float_value', 'color_value'],
    wrappers: ['declaration', 'rule_set', 'selectors', 'stylesheet'],
    blocks: ['stylesheet'],
    subsets: ['block'],
    calls: [{ kind: 'call_expression', callee: 'name' }],
    argumentLists: ['arguments'],
    contexts: [
      { before: '', after: '' },
      { before: 'q {', after: '}' },
      { before: 'q {', after: ';}' },
      { before: 'q { q: ', after: ';}' },
    ],
    ellipsis: { statement: '#: #;' },
  },
};
