import { childrenOf, isExtra, nodeCovering, none } from '../../tree/flat-tree.ts';
import { type DirectiveReader, type ForeignDirective, type ForeignText, listOf, markerPlace } from './directive.ts';

const marker = /(?:\/\/|\/\*)[ \t]*(?:#nosec\b|gosec:disable\b)([^\r\n]*)/g;
const ruleIds = /^[ \t:]*((?:G\d{3}[ ,\t]*)*)(.*)$/;

/** gosec: `#nosec G101 -- reason` or `gosec:disable G101 -- reason` on its line; alone on a line, for the statement or declaration below as a whole. */
export const readGosec: DirectiveReader = (source) => {
  if (source.language?.id !== 'go') return [];
  return [...source.text.matchAll(marker)].flatMap((match): readonly ForeignDirective[] => {
    const at = match.index + match[0].search(/#nosec|gosec/);
    const place = markerPlace(source, at);
    if (place === undefined) return [];
    const parts = ruleIds.exec((match[1] ?? '').replace(/\*\/.*$/, ''));
    const rules = listOf(parts?.[1] ?? '');
    const reason = (/--[ \t]*(.*)$/.exec(parts?.[2] ?? '')?.[1] ?? parts?.[2] ?? '').trim();
    const to = place.alone ? endOfNext(source, at, place.line) : place.line;
    return [{ tool: 'gosec', reason, from: place.line, to, ...(rules.length === 0 ? {} : { rules }) }];
  });
};

/** The last line of what stands below a comment; without a tree the next line. */
function endOfNext({ tree, lines }: ForeignText, offset: number, line: number): number {
  const file = tree();
  if (file === undefined) return line + 1;
  const comment = nodeCovering(file.tree, offset, offset + 1);
  const parent = file.tree.parent[comment] ?? none;
  if (parent === none || !isExtra(file.tree, comment)) return line + 1;
  for (const sibling of childrenOf(file.tree, parent)) {
    if (sibling <= comment || isExtra(file.tree, sibling) || (file.tree.end[sibling] ?? 0) === (file.tree.start[sibling] ?? 0)) continue;
    return lines.positionAt(Math.max(file.tree.start[sibling] ?? 0, (file.tree.end[sibling] ?? 1) - 1)).line;
  }
  return line;
}
