import { type DirectiveReader, type ForeignDirective, markerPlace, reasonOf, restOfLine } from './directive.ts';

const marker = /\bNOLINT(NEXTLINE|BEGIN|END)?\b(?:\(([^)\r\n]*)\))?/g;

/** clang-tidy: `NOLINT` on its line, `NOLINTNEXTLINE`, and `NOLINTBEGIN` to the `NOLINTEND` with the same list; an empty list names nothing. */
export const readClangTidy: DirectiveReader = (source) => {
  if (source.language?.id !== 'c' && source.language?.id !== 'cpp') return [];
  const open: { readonly list: string; readonly directive: ForeignDirective }[] = [];
  const found: ForeignDirective[] = [];
  for (const match of source.text.matchAll(marker)) {
    const place = markerPlace(source, match.index);
    if (place === undefined) continue;
    const [whole, kind, listed] = match;
    const rules = listed?.split(',').map((check) => check.trim());
    const directive: ForeignDirective = {
      tool: 'clang-tidy',
      reason: reasonOf(restOfLine(source, match.index + whole.length)),
      from: kind === 'NEXTLINE' ? place.line + 1 : place.line,
      to: kind === 'NEXTLINE' ? place.line + 1 : place.line,
      ...(rules === undefined ? {} : { rules: rules.filter((check) => check !== '') }),
    };
    if (kind === 'BEGIN') open.push({ list: listed ?? '', directive });
    else if (kind === 'END') {
      const at = open.findLastIndex(({ list }) => list === (listed ?? ''));
      const [begun] = at < 0 ? [] : open.splice(at, 1);
      if (begun !== undefined) found.push({ ...begun.directive, to: place.line });
    } else found.push(directive);
  }
  return found;
};
