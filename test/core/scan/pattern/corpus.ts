import type { LanguageId } from '../../../../core/scan/model.ts';
import { cRows } from './c-rows.ts';
import { goRows } from './go-rows.ts';
import { javaRows } from './java-rows.ts';
import { javascriptRows } from './javascript-rows.ts';
import { otherRows } from './other-rows.ts';
import { phpRows } from './php-rows.ts';
import { pythonRows } from './python-rows.ts';
import { rubyRows } from './ruby-rows.ts';
import { scriptRows } from './script-rows.ts';
import { yamlRows } from './yaml-rows.ts';
import type { MatchRow } from './row.ts';

/** Every row of the match tables with its language. */
export const allRows: readonly (readonly [LanguageId, ...MatchRow])[] = [
  ...withLanguage('javascript', javascriptRows),
  ...withLanguage('python', pythonRows),
  ...withLanguage('java', javaRows),
  ...withLanguage('go', goRows),
  ...withLanguage('c', cRows),
  ...withLanguage('php', phpRows),
  ...withLanguage('ruby', rubyRows),
  ...withLanguage('yaml', yamlRows),
  ...scriptRows,
  ...otherRows,
];

export const patternsByLanguage: Partial<Record<LanguageId, readonly string[]>> = group(1);
export const codeByLanguage: Partial<Record<LanguageId, readonly string[]>> = group(2);

function withLanguage(language: LanguageId, rows: readonly MatchRow[]): readonly (readonly [LanguageId, ...MatchRow])[] {
  return rows.map((row) => [language, ...row]);
}

function group(column: 1 | 2): Partial<Record<LanguageId, readonly string[]>> {
  const groups: Partial<Record<LanguageId, string[]>> = {};
  for (const row of allRows) {
    const [language] = row;
    groups[language] = [...new Set([...(groups[language] ?? []), row[column]])];
  }
  return groups;
}
