import type { ImportSource, ImportTable } from '../language.ts';

const versionSegment = /^v\d+$/;

/** Reads import specs: an alias stands for the last segment of the path, which is how patterns name a package. */
export function readGoImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  const wildcards: string[] = [];
  for (const spec of source.ofKind('import_spec')) {
    const path = source.stringOf(source.field(spec, 'path'));
    const name = source.field(spec, 'name');
    if (path === undefined) continue;
    const segments = path.split('/');
    const last = segments.at(-1) ?? path;
    const base = packageName((versionSegment.test(last) ? segments.at(-2) : last) ?? path);
    if (name < 0) aliases.set(base, base);
    else if (source.kindOf(name) === 'dot') wildcards.push(base);
    else aliases.set(source.text(name), base);
  }
  return { aliases, wildcards };
}

/** The name that a package of such a path has by custom: `jwt-go` is `jwt`, `yaml.v2` is `yaml`. */
function packageName(segment: string): string {
  return segment.replace(/\.v\d+$/, '').replace(/^go-|-go$/, '');
}
