import type { ImportSource, ImportTable } from '../language.ts';

/** Reads `using A.B;`, `using static A.B.C;` and `using X = A.B.C;`. What is in the file's own namespace needs no import. */
export function readCSharpImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  const wildcards: string[] = [];
  for (const directive of source.ofKind('using_directive')) {
    const path = source.children(directive).at(-1);
    if (path === undefined) continue;
    const name = source.text(path).replace(/\s+|<.*$/g, '');
    const alias = source.field(directive, 'name');
    if (alias >= 0 && alias !== path) aliases.set(source.text(alias), name);
    else wildcards.push(name);
  }
  return { aliases, wildcards };
}
