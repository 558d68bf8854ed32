import type { ImportSource, ImportTable } from '../language.ts';

/** Reads `import …` and `require(…)`: a default or namespace import stands for its module, a named one for `module.name`. */
export function readJavascriptImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  for (const statement of source.ofKind('import_statement')) readImport(source, statement, aliases);
  for (const declarator of source.ofKind('variable_declarator')) readRequire(source, declarator, aliases);
  return { aliases, wildcards: [] };
}

/** The module name as patterns write it: `node:fs` is `fs`, and `js-yaml` is `js_yaml` since a name has neither hyphen nor slash. */
export function moduleName(text: string): string {
  return (text.startsWith('node:') ? text.slice('node:'.length) : text).replaceAll(/[^\w$.]/g, '_');
}

function readImport(source: ImportSource, statement: number, aliases: Map<string, string>): void {
  const from = source.stringOf(source.field(statement, 'source'));
  for (const clause of source.children(statement)) {
    if (source.kindOf(clause) === 'import_require_clause') readRequireClause(source, clause, aliases);
    if (from === undefined || source.kindOf(clause) !== 'import_clause') continue;
    for (const item of source.children(clause)) readClauseItem(source, item, moduleName(from), aliases);
  }
}

function readClauseItem(source: ImportSource, item: number, from: string, aliases: Map<string, string>): void {
  const kind = source.kindOf(item);
  if (kind === 'identifier') aliases.set(source.text(item), from);
  if (kind === 'namespace_import') for (const name of source.children(item)) aliases.set(source.text(name), from);
  if (kind !== 'named_imports') return;
  for (const specifier of source.children(item)) {
    const name = source.text(source.field(specifier, 'name'));
    const alias = source.field(specifier, 'alias');
    const target = name === 'default' ? from : `${from}.${name}`;
    aliases.set(alias < 0 ? name : source.text(alias), target);
  }
}

function readRequireClause(source: ImportSource, clause: number, aliases: Map<string, string>): void {
  const from = source.stringOf(source.field(clause, 'source'));
  const name = source.children(clause)[0];
  if (from !== undefined && name !== undefined) aliases.set(source.text(name), moduleName(from));
}

function readRequire(source: ImportSource, declarator: number, aliases: Map<string, string>): void {
  const target = requiredName(source, source.field(declarator, 'value'));
  if (target === undefined) return;
  const name = source.field(declarator, 'name');
  if (source.kindOf(name) === 'identifier') aliases.set(source.text(name), target);
  if (source.kindOf(name) !== 'object_pattern') return;
  for (const entry of source.children(name)) {
    if (source.kindOf(entry) === 'shorthand_property_identifier_pattern') aliases.set(source.text(entry), `${target}.${source.text(entry)}`);
    if (source.kindOf(entry) !== 'pair_pattern') continue;
    const value = source.field(entry, 'value');
    if (source.kindOf(value) === 'identifier') aliases.set(source.text(value), `${target}.${source.text(source.field(entry, 'key'))}`);
  }
}

/** `require('m')`, `require('m').a.b` and `await import('m')` as `m` and `m.a.b`. */
function requiredName(source: ImportSource, value: number): string | undefined {
  if (value < 0) return undefined;
  const kind = source.kindOf(value);
  if (kind === 'await_expression') return requiredName(source, source.children(value)[0] ?? -1);
  if (kind === 'member_expression') {
    const object = requiredName(source, source.field(value, 'object'));
    return object === undefined ? undefined : `${object}.${source.text(source.field(value, 'property'))}`;
  }
  if (kind !== 'call_expression') return undefined;
  const callee = source.text(source.field(value, 'function'));
  if (callee !== 'require' && callee !== 'import') return undefined;
  const argument = source.children(source.field(value, 'arguments'))[0];
  const module = argument === undefined ? undefined : source.stringOf(argument);
  return module === undefined ? undefined : moduleName(module);
}
