import { type DirectiveReader, type ForeignDirective, listOf, markerPlace, reasonOf, restOfLine } from './directive.ts';

const nosemgrep = /(?<![\w-])nosem(?:grep)?\b(?:[ \t]*:[ \t]*([\w.-]+(?:[ \t]*,[ \t]*[\w.-]+)*))?/g;
const nosonar = /\bNOSONAR\b(?:\(([\w:, ]*)\))?/g;
const allow = /gitleaks:allow/g;

/** Semgrep: `nosemgrep` and `nosemgrep: rule-id, other-id` on the first line of a match, or alone on the line above it. */
export const readSemgrep: DirectiveReader = (source) =>
  [...source.text.matchAll(nosemgrep)].flatMap((match): readonly ForeignDirective[] => {
    const place = markerPlace(source, match.index);
    if (place === undefined) return [];
    const reason = reasonOf(restOfLine(source, match.index + match[0].length));
    const to = place.alone ? place.line + 1 : place.line;
    return [{ tool: 'semgrep', reason, from: place.line, to, ...(match[1] === undefined ? {} : { rules: listOf(match[1]) }) }];
  });

/** SonarQube: `NOSONAR`, in some languages with rule keys such as `NOSONAR(S2077)`, on its line. */
export const readSonar: DirectiveReader = (source) =>
  [...source.text.matchAll(nosonar)].flatMap((match): readonly ForeignDirective[] => {
    const place = markerPlace(source, match.index);
    if (place === undefined) return [];
    const rules = match[1] === undefined ? undefined : listOf(match[1]).map((key) => key.slice(key.lastIndexOf(':') + 1));
    const reason = reasonOf(restOfLine(source, match.index + match[0].length));
    return [{ tool: 'sonar', reason, from: place.line, to: place.line, ...(rules === undefined ? {} : { rules }) }];
  });

/** Gitleaks: `gitleaks:allow` anywhere on the line of a secret. */
export const readGitleaks: DirectiveReader = (source) =>
  [...source.text.matchAll(allow)].map((match): ForeignDirective => {
    const { line } = source.lines.positionAt(match.index);
    return { tool: 'gitleaks', reason: reasonOf(restOfLine(source, match.index + match[0].length)), from: line, to: line };
  });
