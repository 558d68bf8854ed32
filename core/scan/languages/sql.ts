import { emptySyntax, type Language } from './language.ts';

export const sql: Language = {
  id: 'sql',
  names: ['sql', 'mysql', 'postgres', 'postgresql', 'plsql', 'tsql', 'sqlite'],
  extensions: ['sql', 'ddl', 'dml', 'pgsql', 'psql', 'plsql', 'pls', 'pks', 'pkb', 'tsql', 'mysql', 'sqlite'],
  fileNames: [],
  shebangs: ['psql', 'sqlite', 'mysql'],
  grammar: 'sql',
  comment: { line: '--', block: ['/*', '*/'] },
  pattern: {
    ...emptySyntax,
    comment: '--',
    anyCase: true,
    names: ['identifier'],
    caseless: ['identifier', 'keyword', 'operator'],
    strings: ['string', 'quoted'],
    numbers: ['number'],
    seeThrough: ['term'],
    groups: [['phrase', 'term']],
    wrappers: ['phrase', 'term', 'clause', 'statement', 'placeholder'],
    blocks: ['source_file', 'statement'],
    calls: [{ kind: 'call', callee: 'function' }],
    argumentLists: ['arguments', 'group', 'clause', 'phrase', 'term'],
    commutative: ['=', '<>', '!='],
  },
};
