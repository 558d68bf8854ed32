import type { ImportSource, ImportTable } from '../language.ts';

/** Reads `import a.b as c`, `from a import b as c` and `from a import *`; relative imports keep their dots. */
export function readPythonImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  const wildcards: string[] = [];
  for (const statement of source.ofKind('import_statement')) {
    for (const item of source.children(statement)) addName(source, item, '', aliases);
  }
  for (const statement of source.ofKind('import_from_statement')) readFrom(source, statement, aliases, wildcards);
  return { aliases, wildcards };
}

function readFrom(source: ImportSource, statement: number, aliases: Map<string, string>, wildcards: string[]): void {
  const module = source.field(statement, 'module_name');
  const from = module < 0 ? '' : source.text(module);
  for (const item of source.children(statement)) {
    if (item === module) continue;
    if (source.kindOf(item) === 'wildcard_import') wildcards.push(from);
    else addName(source, item, from.endsWith('.') ? from : `${from}.`, aliases);
  }
}

function addName(source: ImportSource, item: number, prefix: string, aliases: Map<string, string>): void {
  const aliased = source.kindOf(item) === 'aliased_import';
  const name = source.text(aliased ? source.field(item, 'name') : item);
  if (aliased) aliases.set(source.text(source.field(item, 'alias')), prefix + name);
  else if (prefix !== '') aliases.set(name, prefix + name);
}
