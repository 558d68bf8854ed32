import { type DirectiveReader, type ForeignDirective, listOf, markerPlace, reasonOf, restOfLine } from './directive.ts';

const nosec = /#[ \t]*nosec\b[ \t]*:?/g;
const testIds = /\bB\d{3}\b/g;
const noqa = /#[ \t]*(flake8[:=]|ruff:)?[ \t]*noqa(?!\w)(:[ \t]*[A-Za-z]+\d+(?:[, \t]+[A-Za-z]+\d+)*)?/gi;

/** Bandit: `# nosec` and `# nosec B602, B607`, on the lines of the statement. */
export const readBandit: DirectiveReader = (source) => {
  if (source.language?.id !== 'python') return [];
  return [...source.text.matchAll(nosec)].flatMap((match): readonly ForeignDirective[] => {
    const place = markerPlace(source, match.index + 1);
    if (place === undefined) return [];
    const [rest = ''] = restOfLine(source, match.index + match[0].length).split('#');
    const rules = rest.match(testIds) ?? [];
    const reason = reasonOf(rest.replace(testIds, '').replace(/^[\s,]+/, ''));
    return [{ tool: 'bandit', reason, from: place.line, to: place.line, ...(rules.length === 0 ? {} : { rules }) }];
  });
};

/**
 * flake8 and Ruff: `# noqa` and `# noqa: S608,E501` on a line; alone on a line with the tool's name, such as `# flake8: noqa` or
 * `# ruff: noqa: S101`, in the file. A colon without codes is malformed and says nothing.
 */
export const readNoqa: DirectiveReader = (source) => {
  if (source.language?.id !== 'python') return [];
  return [...source.text.matchAll(noqa)].flatMap((match): readonly ForeignDirective[] => {
    const place = markerPlace(source, match.index + 1);
    const rest = restOfLine(source, match.index + match[0].length);
    const [, ofFile, codes] = match;
    if (place === undefined || (codes === undefined && /^[ \t]*:/.test(rest))) return [];
    if (ofFile !== undefined && !place.alone) return [];
    const [from, to] = ofFile === undefined ? [place.line, place.line] : [0, source.lines.lineCount];
    return [
      { tool: 'flake8', reason: reasonOf(rest), from, to, ...(codes === undefined ? {} : { rules: listOf(codes.slice(1)).map((code) => code.toUpperCase()) }) },
    ];
  });
};
