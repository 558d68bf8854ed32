import type { ImportPlace, ImportSource, ImportTable } from '../language.ts';

interface Names {
  readonly aliases: Map<string, string>;
  readonly places: Map<string, ImportPlace[]>;
  readonly wildcards: string[];
}

/** Reads `import a.b as c`, `from a import b as c` and `from a import *`; relative imports keep their dots. */
export function readPythonImports(source: ImportSource): ImportTable {
  const names: Names = { aliases: new Map(), places: new Map(), wildcards: [] };
  const statements = [...source.ofKind('import_statement'), ...source.ofKind('import_from_statement')].sort((a, b) => a - b);
  for (const statement of statements) {
    if (source.kindOf(statement) === 'import_from_statement') readFrom(source, statement, names);
    else for (const item of source.children(statement)) addName(source, item, '', names);
  }
  return names;
}

function readFrom(source: ImportSource, statement: number, names: Names): void {
  const module = source.field(statement, 'module_name');
  const from = module < 0 ? '' : source.text(module);
  for (const item of source.children(statement)) {
    if (item === module) continue;
    if (source.kindOf(item) === 'wildcard_import') names.wildcards.push(from);
    else addName(source, item, from.endsWith('.') ? from : `${from}.`, names);
  }
}

function addName(source: ImportSource, item: number, prefix: string, names: Names): void {
  const aliased = source.kindOf(item) === 'aliased_import';
  const name = source.text(aliased ? source.field(item, 'name') : item);
  const isPath = !aliased && prefix === '';
  const local = aliased ? source.text(source.field(item, 'alias')) : (name.split('.', 1)[0] ?? name);
  const target = isPath ? local : prefix + name;
  if (!isPath) names.aliases.set(local, target);
  const known = names.places.get(local);
  if (known === undefined) names.places.set(local, [{ at: item, target }]);
  else known.push({ at: item, target });
}
