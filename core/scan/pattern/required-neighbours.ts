import type { Neighbour } from './prefilter-formula.ts';
import { notRequired, plainText } from './required-words.ts';

/** A word of a pattern and what has to follow it somewhere in a text that matches. */
export interface RequiredNeighbour {
  readonly word: string;
  readonly next: Neighbour;
}

const strings = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
const followed = /(?<![\w$@#\u0080-\uffff])([A-Za-z_]\w*)(?:(\()|\.(?=([A-Za-z_]\w*)))/g;
const callFirst =
  /(?:^|[\n(])\s*(?:(?:if|while|return|elif|and|or|not)\s+)?\.?(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)\([^()]*\)\s*(==|!=)(?!=)\s*(?:(0|[1-9]\d*)\s*(?:$|[\n;:)]))?/g;
const callSecond = /(?<![=!<>])(==|!=)(?!=)\s*\.?(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)\([^()]*\)(?!\s*[.[(])/g;

/** Words that may stand before an operand without parentheses, so that a name may follow them. */
const operators: ReadonlySet<string> = new Set(
  'print exec typeof sizeof alignof delete void del assert go defer echo goto instanceof global nonlocal super match using package'.split(' '),
);

/**
 * Calls, members and compared calls in a pattern for languages in which a call has parentheses and a member a dot. `modulePaths` as for
 * `requiredWords`; `comparisons`: nothing can stand between an operand and its operator.
 */
export function requiredNeighbours(pattern: string, modulePaths: boolean, comparisons: boolean): readonly RequiredNeighbour[] {
  const plain = plainText(pattern.replace(strings, ' '));
  const isFixed = (word: string) => !notRequired.has(word) && !operators.has(word) && !(modulePaths && word.includes('_'));
  const found = new Map<string, RequiredNeighbour>();
  const add = (word: string, next: Neighbour) => {
    if (isFixed(word) && (next.kind !== 'member' || isFixed(next.name))) found.set(JSON.stringify([word, next]), { word, next });
  };
  for (const [, word = '', call, name] of plain.matchAll(followed)) {
    if (call !== undefined) add(word, { kind: 'arguments' });
    else if (name !== undefined) add(word, { kind: 'member', name });
  }
  if (comparisons) {
    for (const [, word = '', operator, literal] of plain.matchAll(callFirst)) {
      add(word, { kind: 'compared', operator: operatorOf(operator), ...(literal === undefined ? {} : { literal }) });
    }
    for (const [, operator, word = ''] of plain.matchAll(callSecond)) add(word, { kind: 'compared', operator: operatorOf(operator) });
  }
  return [...found.values()];
}

function operatorOf(text: string | undefined): '==' | '!=' {
  return text === '!=' ? '!=' : '==';
}
