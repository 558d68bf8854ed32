import { type DirectiveReader, type ForeignDirective, type ForeignText, markerPlace, reasonOf, restOfLine } from './directive.ts';

const marker = /\bNOLINT(NEXTLINE|BEGIN|END)?\b(?:\(([^)\r\n]*)\))?/g;

/** clang-tidy: `NOLINT` on its line, `NOLINTNEXTLINE`, and `NOLINTBEGIN` to the `NOLINTEND` with the same list; an empty list names nothing. */
export const readClangTidy: DirectiveReader = (source) => {
  if (source.language?.id !== 'c' && source.language?.id !== 'cpp') return [];
  const marks = [...source.text.matchAll(marker)].flatMap((match) => readMark(source, match));
  return marks.flatMap((mark, index) => toDirective(mark, marks.slice(index + 1)));
};

interface Mark {
  readonly kind: string | undefined;
  readonly list: string | undefined;
  readonly line: number;
  readonly reason: string;
}

function readMark(source: ForeignText, match: RegExpExecArray): readonly Mark[] {
  const place = markerPlace(source, match.index);
  const [whole, kind, list] = match;
  return place === undefined ? [] : [{ kind, list, line: place.line, reason: reasonOf(restOfLine(source, match.index + whole.length)) }];
}

function toDirective({ kind, list, line, reason }: Mark, later: readonly Mark[]): readonly ForeignDirective[] {
  const named = list === undefined ? {} : { rules: list.split(',').flatMap((check) => (check.trim() === '' ? [] : check.trim())) };
  switch (kind) {
    case 'END':
      return [];
    case 'NEXTLINE':
      return [{ tool: 'clang-tidy', reason, from: line + 1, to: line + 1, ...named }];
    case 'BEGIN': {
      const end = later.find((other) => other.kind === 'END' && other.list === list);
      return end === undefined ? [] : [{ tool: 'clang-tidy', reason, from: line, to: end.line, ...named }];
    }
    default:
      return [{ tool: 'clang-tidy', reason, from: line, to: line, ...named }];
  }
}
