import type { ImportSource, ImportTable } from '../language.ts';

/** Reads `import a.b.C`, `import a.b.C as D` and `import a.b.*`. */
export function readKotlinImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  const wildcards: string[] = [];
  for (const statement of source.ofKind('import')) {
    const [path, alias] = source.children(statement);
    if (path === undefined) continue;
    const name = source.text(path).replace(/[\s`]+/g, '');
    if (alias !== undefined) aliases.set(source.text(alias), name);
    else if (/\*\s*$/.test(source.text(statement))) wildcards.push(name);
    else aliases.set(name.slice(name.lastIndexOf('.') + 1), name);
  }
  return { aliases, wildcards };
}
