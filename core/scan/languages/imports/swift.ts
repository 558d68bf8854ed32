import type { ImportSource, ImportTable } from '../language.ts';

/** `import M` and `import class M.C`: names of a module are known without it, so that `M.C` and `C` are the same. */
export function readSwiftImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  const wildcards: string[] = [];
  for (const statement of source.ofKind('import_declaration')) {
    const path = source.children(statement).find((child) => source.kindOf(child) === 'identifier');
    if (path === undefined) continue;
    const name = source.text(path).replace(/\s+/g, '');
    const isOne = /\bimport\s+(?:class|struct|enum|protocol|typealias|func|let|var)\b/.test(source.text(statement));
    if (isOne) aliases.set(name.slice(name.lastIndexOf('.') + 1), name);
    else wildcards.push(name);
  }
  return { aliases, wildcards };
}
