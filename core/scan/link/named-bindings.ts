import type { ImportSource } from '../languages/language.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import type { Bindings, ImportTarget } from './bindings.ts';

const packageKinds = [
  'package_declaration',
  'package_clause',
  'package_header',
  'namespace_definition',
  'namespace_declaration',
  'file_scoped_namespace_declaration',
];

/** Languages whose imports name classes or packages with dots: what the language's own import reader says. */
export function readNamedBindings(source: ImportSource, file: FileTree): Bindings {
  const imports = new Map<string, ImportTarget>();
  for (const [local, target] of file.names.imports.aliases) {
    const name = dotted(target);
    const cut = name.lastIndexOf('.');
    imports.set(local, { module: cut < 0 ? '' : name.slice(0, cut), member: name.slice(cut + 1) });
  }
  return { imports, wildcards: file.names.imports.wildcards.map(dotted), exports: new Map(), reexports: [], home: homeOf(source) };
}

function homeOf(source: ImportSource): string {
  for (const kind of packageKinds) {
    const [statement] = source.ofKind(kind);
    const name = statement === undefined ? undefined : source.children(statement)[0];
    if (name !== undefined) return dotted(source.text(name));
  }
  return '';
}

function dotted(name: string): string {
  return name.replaceAll(/\\|::/g, '.').replaceAll(/\s+/g, '').replace(/^\.+/, '');
}

/** Go: an import names a folder. */
export function readGoBindings(source: ImportSource): Bindings {
  const imports = new Map<string, ImportTarget>();
  const wildcards: string[] = [];
  for (const spec of source.ofKind('import_spec')) {
    const module = source.stringOf(source.field(spec, 'path'));
    const name = source.field(spec, 'name');
    if (module === undefined) continue;
    const segments = module.split('/');
    const last = segments.at(-1) ?? module;
    const local = /^v\d+$/.test(last) ? (segments.at(-2) ?? last) : last;
    if (name >= 0 && source.kindOf(name) === 'dot') wildcards.push(module);
    else imports.set(name < 0 ? local : source.text(name), { module, member: '*' });
  }
  return { imports, wildcards, exports: new Map(), reexports: [], home: '' };
}
