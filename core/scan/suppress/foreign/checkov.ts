import { nodeCovering, none } from '../../tree/flat-tree.ts';
import { type DirectiveReader, type ForeignDirective, type ForeignText, markerPlace } from './directive.ts';

const comment = /\b(?:checkov|bridgecrew|cortex):skip=[ \t]*([A-Za-z_\d]+(?:,[A-Za-z_\d]+)*)(?::([^\r\n]*))?/g;
const annotation = /^[ \t]*["']?(?:checkov|bridgecrew)\.io\/skip\d*["']?[ \t]*:[ \t]*["']?(\w+)[ \t]*=?[ \t]*([^"'\r\n]*)/gm;

/**
 * Checkov: `checkov:skip=CKV_AWS_20:reason` for the Terraform block or the CloudFormation resource that the comment stands in, in a
 * Dockerfile for the file; in a Kubernetes manifest the annotation `checkov.io/skip1: CKV_K8S_16=reason`, for its document.
 */
export const readCheckov: DirectiveReader = (source) => {
  if (!/checkov|bridgecrew|cortex/.test(source.text)) return [];
  const comments = [...source.text.matchAll(comment)].flatMap((match): readonly ForeignDirective[] => {
    const place = markerPlace(source, match.index);
    const range = place === undefined ? undefined : rangeAround(source, match.index, place.line);
    return range === undefined ? [] : [{ tool: 'checkov', rules: (match[1] ?? '').split(','), reason: (match[2] ?? '').trim(), ...range }];
  });
  const annotations = source.language?.id === 'yaml' ? [...source.text.matchAll(annotation)] : [];
  return [
    ...comments,
    ...annotations.map((match): ForeignDirective => {
      const { line } = source.lines.positionAt(match.index + match[0].length - 1);
      return { tool: 'checkov', rules: [match[1] ?? ''], reason: (match[2] ?? '').trim(), ...documentAround(source, line) };
    }),
  ];
};

type Range = Pick<ForeignDirective, 'from' | 'to'>;

function rangeAround(source: ForeignText, offset: number, line: number): Range | undefined {
  switch (source.language?.id) {
    case 'dockerfile':
      return { from: 0, to: source.lines.lineCount };
    case 'hcl':
      return outermostBlock(source, offset);
    case 'yaml':
      return entryAround(source, line);
    default:
      return { from: line, to: line };
  }
}

/** The resource, data or module block; undefined outside of all blocks. */
function outermostBlock({ tree, lines }: ForeignText, offset: number): Range | undefined {
  const file = tree();
  if (file === undefined) return undefined;
  let block = none;
  for (let node = nodeCovering(file.tree, offset, offset + 1); node !== none; node = file.tree.parent[node] ?? none) {
    if (file.grammar.kinds[file.tree.kind[node] ?? 0] === 'block') block = node;
  }
  if (block === none) return undefined;
  return { from: lines.positionAt(file.tree.start[block] ?? 0).line, to: lines.positionAt((file.tree.end[block] ?? 1) - 1).line };
}

/** The key that the line stands under, with all that is under it. */
function entryAround(source: ForeignText, line: number): Range | undefined {
  const depth = depthOf(source, line);
  let [from, to] = [line, line];
  while (from > 0 && depthOf(source, from - 1) >= depth) from -= 1;
  while (to + 1 < source.lines.lineCount && depthOf(source, to + 1) >= depth) to += 1;
  return depth === 0 ? undefined : { from: Math.max(0, from - 1), to };
}

/** Blank lines are as deep as anything. */
function depthOf({ text, lines }: ForeignText, line: number): number {
  const content = text.slice(lines.lineStart(line), lines.lineEnd(line));
  return content.trim() === '' ? Number.POSITIVE_INFINITY : content.length - content.trimStart().length;
}

function documentAround({ text, lines }: ForeignText, line: number): Range {
  const isBorder = (at: number) => text.slice(lines.lineStart(at), lines.lineEnd(at)).startsWith('---');
  let [from, to] = [line, line];
  while (from > 0 && !isBorder(from)) from -= 1;
  while (to + 1 < lines.lineCount && !isBorder(to + 1)) to += 1;
  return { from, to };
}
