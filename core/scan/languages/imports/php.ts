import type { ImportSource, ImportTable } from '../language.ts';

/** Reads `use A\B`, `use A\B as C`, `use function A\f` and groups of them; a name may also start with an alias or with `\`. */
export function readPhpImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  for (const statement of source.ofKind('namespace_use_declaration')) {
    const group = source.children(statement).find((child) => source.kindOf(child) === 'namespace_use_group');
    if (group === undefined) for (const clause of source.children(statement)) addClause(source, clause, '', aliases);
    else {
      const prefix = source.children(statement).find((child) => source.kindOf(child) === 'namespace_name');
      const from = prefix === undefined ? '' : `${source.text(prefix)}\\`;
      for (const clause of source.children(group)) addClause(source, clause, from, aliases);
    }
  }
  return { aliases, wildcards: [], expand: (name) => expand(name, aliases) };
}

function addClause(source: ImportSource, clause: number, prefix: string, aliases: Map<string, string>): void {
  const [path] = source.children(clause);
  if (source.kindOf(clause) !== 'namespace_use_clause' || path === undefined) return;
  const name = prefix + source.text(path).replace(/^\\/, '');
  const alias = source.field(clause, 'alias');
  aliases.set(alias < 0 ? name.slice(name.lastIndexOf('\\') + 1) : source.text(alias), name);
}

function expand(name: string, aliases: ReadonlyMap<string, string>): string | undefined {
  const at = name.indexOf('\\');
  if (at === 0) return name.slice(1);
  const root = at < 0 ? undefined : aliases.get(name.slice(0, at));
  return root === undefined ? undefined : root + name.slice(at);
}
