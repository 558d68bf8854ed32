import type { ImportSource, ImportTable } from '../language.ts';

/** Reads `import a.b.C`, `import static a.b.C.d` and their wildcards. */
export function readJavaImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  const wildcards: string[] = [];
  for (const statement of source.ofKind('import_declaration')) {
    const [path, star] = source.children(statement);
    if (path === undefined) continue;
    const name = source.text(path).replace(/\s+/g, '');
    if (star !== undefined) wildcards.push(name);
    else aliases.set(name.slice(name.lastIndexOf('.') + 1), name);
  }
  return { aliases, wildcards };
}
