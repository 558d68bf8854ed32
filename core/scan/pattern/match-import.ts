import { importedNames, providesName } from './imported-names.ts';
import type { Matcher, Next } from './matcher.ts';
import type { ImportPattern } from './pattern-node.ts';

/** An import in the same notation, or one that brings in every name the pattern does. */
export function matchImport(matcher: Matcher, pattern: ImportPattern, node: number, next: Next): boolean {
  if (matcher.match(pattern.same, node, next)) return true;
  const { syntax, tree } = matcher.file;
  const given = importedNames(syntax, tree, node);
  return given.length > 0 && pattern.names.every((wanted) => given.some((name) => providesName(name, wanted))) && next();
}
