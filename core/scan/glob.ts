import { Minimatch } from 'minimatch';

/** Says whether a '/'-separated path relative to the project matches. */
export type PathTest = (path: string) => boolean;

/**
 * Compiles globs as rule files and settings use them: a glob without a slash matches a name at any depth, a folder (`tests/`, or a
 * plain name) everything below it, a leading slash binds to the project's root, and any other glob may start at any folder. No glob
 * matches nothing.
 */
export function compileGlobs(globs: readonly string[]): PathTest {
  const matchers = globs.flatMap((glob) =>
    variants(glob).map((variant) => new Minimatch(variant, { dot: true, nonegate: true, nocomment: true, braceExpandMax: 200 })),
  );
  if (matchers.length === 0) return () => false;
  return (path) => matchers.some((matcher) => matcher.match(path));
}

function variants(glob: string): readonly string[] {
  const trimmed = glob.trim().replace(/^\.\//, '');
  const anchored = trimmed.startsWith('/');
  const plain = trimmed.replace(/^\/+/, '').replace(/\/+$/, '');
  if (plain === '') return [];
  const bases = anchored || plain.startsWith('**/') ? [plain] : [plain, `**/${plain}`];
  return bases.flatMap((base) => (base.endsWith('**') || /\.\w+$/.test(base) ? [base] : [base, `${base}/**`]));
}
