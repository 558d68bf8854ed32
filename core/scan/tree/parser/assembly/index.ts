import { errorCostOf } from './costs.ts';
import { ends, fields, flattenTree, kinds, marks, parents, skips, starts } from './flatten.ts';
import { prepareLanguage, selectLanguage } from './language.ts';
import { beginParse, endParse, failure, reserve, textBase } from './memory.ts';
import { parseText } from './parse.ts';
import { finished } from './outcome.ts';

export { advance, getColumn, ignoreLog, isAtEnd, isAtRangeStart, markEnd, setLexerFunctions } from './lexer.ts';
export { calloc, failAssertion, free, malloc, memchr, memcmp, memcpy, memset, realloc, stop, strcmp, strlen, strncat, strncmp, strncpy } from './library.ts';
export { prepareLanguage, reserve };

/** Makes room for a text of `bytes` in UTF-16; answers where it has to be written. */
export function begin(language: usize, derived: usize, bytes: usize): usize {
  selectLanguage(language, derived);
  beginParse(bytes);
  return textBase;
}

/** Parses what has been written; answers the number of nodes, whose columns are at the exported addresses, or 0 when that is left to others. */
export function parse(bytes: usize, steps: u32): u32 {
  const root = parseText(bytes, steps);
  const count = root == 0 ? 0 : flattenTree(root);
  endParse();
  return count;
}

/** Whether the last tree has errors in it. */
export function hasErrors(): u32 {
  return errorCostOf(finished) > 0 ? 1 : 0;
}

/** Where a column of the last tree lies: kind, start, end, parent, skip, field, flags. */
export function columnAddress(column: u32): usize {
  if (column == 0) return kinds;
  if (column == 1) return starts;
  if (column == 2) return ends;
  if (column == 3) return parents;
  if (column == 4) return skips;
  return column == 5 ? fields : marks;
}

/** After a trap: why the parse was given up, 0 when that was not on purpose. The lasting part may grow again. */
export function abandon(): u32 {
  endParse();
  return failure;
}
