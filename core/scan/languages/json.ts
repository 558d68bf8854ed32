import { emptySyntax, type Language } from './language.ts';

export const json: Language = {
  id: 'json',
  names: ['json', 'jsonc', 'json5'],
  extensions: ['json', 'jsonc', 'webmanifest', 'ipynb'],
  fileNames: ['.babelrc', '.eslintrc', '.prettierrc'],
  shebangs: [],
  grammar: 'json',
  comment: { line: '//', block: ['/*', '*/'] },
  pattern: {
    ...emptySyntax,
    strings: ['string'],
    numbers: ['number', 'true', 'false', 'null'],
    wrappers: ['document'],
    blocks: ['document'],
    pairs: [{ kind: 'pair', key: 'key', value: 'value' }],
    unordered: ['object'],
    partialEntries: true,
    argumentLists: ['array'],
    contexts: [
      { before: '', after: '' },
      { before: '{', after: '}' },
    ],
    style: 'json',
  },
};
