import { emptySyntax, type Language } from './language.ts';
import { spellToml } from './spelling/toml.ts';

export const toml: Language = {
  id: 'toml',
  names: ['toml'],
  extensions: ['toml'],
  fileNames: ['Pipfile', 'poetry.lock', 'Cargo.lock'],
  shebangs: [],
  grammar: 'toml',
  comment: { line: '#' },
  pattern: {
    ...emptySyntax,
    comment: '#',
    names: ['bare_key'],
    strings: ['string', 'quoted_key'],
    numbers: ['integer', 'float', 'boolean', 'offset_date_time', 'local_date_time', 'local_date', 'local_time'],
    wrappers: ['pair', 'document'],
    blocks: ['document'],
    subsets: ['table', 'table_array_element'],
    pairs: [{ kind: 'pair', key: 'key', value: 'value' }],
    unordered: ['inline_table'],
    partialEntries: true,
    argumentLists: ['array'],
    contexts: [
      { before: '', after: '\n' },
      { before: 'q = ', after: '\n' },
    ],
    quotedMetas: true,
    spell: spellToml,
    ellipsis: { statement: '# = "#"', braced: '# = "#"' },
  },
};
