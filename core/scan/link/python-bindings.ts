import type { ImportSource } from '../languages/language.ts';
import type { Bindings, ImportTarget } from './bindings.ts';

/** Imports of a Python module; every name of a module can be imported. */
export function readPythonBindings(source: ImportSource): Bindings {
  const imports = new Map<string, ImportTarget>();
  const wildcards: string[] = [];
  for (const statement of source.ofKind('import_statement')) for (const item of source.children(statement)) readModule(source, item, imports);
  for (const statement of source.ofKind('import_from_statement')) {
    const from = source.field(statement, 'module_name');
    const module = from < 0 ? '' : source.text(from).replaceAll(/\s+/g, '');
    for (const item of source.children(statement)) {
      if (item === from) continue;
      if (source.kindOf(item) === 'wildcard_import') wildcards.push(module);
      else readName(source, item, module, imports);
    }
  }
  return { imports, wildcards, exports: new Map(), reexports: wildcards, home: '' };
}

/** `import a.b` makes `a` known, `import a.b as c` makes `c` known as `a.b`. */
function readModule(source: ImportSource, item: number, imports: Map<string, ImportTarget>): void {
  if (source.kindOf(item) === 'aliased_import') {
    imports.set(source.text(source.field(item, 'alias')), { module: source.text(source.field(item, 'name')), member: '*' });
    return;
  }
  const name = source.text(item);
  const [first = name] = name.split('.');
  imports.set(first, { module: first, member: '*' });
}

function readName(source: ImportSource, item: number, module: string, imports: Map<string, ImportTarget>): void {
  const aliased = source.kindOf(item) === 'aliased_import';
  const member = source.text(aliased ? source.field(item, 'name') : item);
  imports.set(aliased ? source.text(source.field(item, 'alias')) : member, { module, member });
}
