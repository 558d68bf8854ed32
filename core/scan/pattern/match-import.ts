import { importedNames, providesName } from './imported-names.ts';
import type { Matcher, Next } from './matcher.ts';
import type { ImportPattern } from './pattern-node.ts';

/** An import in the same notation, or one that brings in every name the pattern does. */
export function matchImport(matcher: Matcher, pattern: ImportPattern, node: number, next: Next): boolean {
  let isSame = false;
  const tell = () => {
    isSame = true;
    return next();
  };
  if (matcher.match(pattern.same, node, tell)) return true;
  if (isSame) return false;
  const { syntax, tree } = matcher.file;
  const given = importedNames(syntax, tree, node);
  if (pattern.paths !== undefined) return matchPaths(matcher, pattern.paths, { node, given }, next);
  return given.length > 0 && pattern.names.every((wanted) => given.some((name) => providesName(name, wanted))) && next();
}

interface GivenNames {
  readonly node: number;
  readonly given: readonly string[];
}

/** Each path is the beginning of some name. */
function matchPaths(matcher: Matcher, [path, ...rest]: NonNullable<ImportPattern['paths']>, names: GivenNames, next: Next): boolean {
  if (path === undefined) return next();
  const others = () => matchPaths(matcher, rest, names, next);
  return names.given.some((name) => matchParts(matcher, path, { node: names.node, parts: name.split('.') }, others));
}

function matchParts(
  matcher: Matcher,
  [wanted, ...rest]: readonly (string | number)[],
  { node, parts }: { readonly node: number; readonly parts: readonly string[] },
  next: Next,
): boolean {
  const [part, ...others] = parts;
  if (wanted === undefined) return next();
  if (part === undefined) return false;
  const more = () => matchParts(matcher, rest, { node, parts: others }, next);
  if (typeof wanted === 'string') return wanted === part && more();
  const constant = rest.length === 0 ? parts.join('.') : part;
  return matcher.bind(wanted, { ...matcher.nodeBinding(node), nodes: [], constant }, more);
}
