import type { Grammar } from '../grammar.ts';
import { ownGrammar } from '../own-grammar.ts';
import { readSql } from './statement.ts';

/** SQL of any dialect: statements, clauses by the keyword they start with, expressions by the precedence of operators. */
export function openSqlGrammar(): Grammar {
  return ownGrammar({
    name: 'sql',
    named: [
      ...['source_file', 'statement', 'clause', 'keyword', 'phrase', 'term', 'binary_expression', 'grouped_expression', 'unary_expression'],
      ...['call', 'arguments', 'group', 'member', 'identifier', 'quoted', 'string', 'number', 'parameter', 'operator', 'placeholder'],
    ],
    tokens: [';', ',', '(', ')', '.'],
    fields: ['function', 'arguments', 'left', 'operator', 'right', 'object', 'name'],
    read: readSql,
  });
}
