import type { ImportSource } from '../languages/language.ts';
import type { Bindings, ImportTarget } from './bindings.ts';

interface Reading {
  readonly source: ImportSource;
  readonly imports: Map<string, ImportTarget>;
  readonly exports: Map<string, string | ImportTarget>;
  readonly reexports: string[];
}

/** Imports and exports of JavaScript and TypeScript: ES modules, CommonJS requires. What CommonJS exports is seen when the file runs. */
export function readScriptBindings(source: ImportSource): Bindings {
  const reading: Reading = { source, imports: new Map(), exports: new Map(), reexports: [] };
  for (const statement of source.ofKind('import_statement')) readImport(reading, statement);
  for (const declarator of source.ofKind('variable_declarator')) readRequire(reading, declarator);
  for (const statement of source.ofKind('export_statement')) readExport(reading, statement);
  const { imports, exports, reexports } = reading;
  return { imports, exports, reexports, wildcards: [], home: '' };
}

function readImport({ source, imports }: Reading, statement: number): void {
  const module = source.stringOf(source.field(statement, 'source'));
  if (module === undefined) return;
  for (const clause of source.children(statement)) {
    if (source.kindOf(clause) !== 'import_clause') continue;
    for (const [local, member] of source.children(clause).flatMap((item) => clauseNames(source, item))) imports.set(local, { module, member });
  }
}

/** Pairs of the name here and the member of the module. */
function clauseNames(source: ImportSource, item: number): readonly (readonly [string, string])[] {
  switch (source.kindOf(item)) {
    case 'identifier':
      return [[source.text(item), 'default']];
    case 'namespace_import':
      return source.children(item).map((name) => [source.text(name), '*']);
    case 'named_imports':
      return specifiersOf(source, item).map(([name, local]) => [local, name]);
    default:
      return [];
  }
}

/** Pairs of the name in the module and the name here. */
function specifiersOf(source: ImportSource, list: number): readonly (readonly [string, string])[] {
  return source.children(list).map((specifier) => {
    const name = source.text(source.field(specifier, 'name'));
    const alias = source.field(specifier, 'alias');
    return [name, alias < 0 ? name : source.text(alias)] as const;
  });
}

function readRequire({ source, imports }: Reading, declarator: number): void {
  const target = requiredTarget(source, source.field(declarator, 'value'));
  if (target === undefined) return;
  const name = source.field(declarator, 'name');
  if (source.kindOf(name) === 'identifier') imports.set(source.text(name), target);
  if (source.kindOf(name) !== 'object_pattern' || target.member !== '*') return;
  for (const entry of source.children(name)) {
    const kind = source.kindOf(entry);
    if (kind === 'shorthand_property_identifier_pattern') imports.set(source.text(entry), { module: target.module, member: source.text(entry) });
    const value = kind === 'pair_pattern' ? source.field(entry, 'value') : -1;
    if (source.kindOf(value) === 'identifier') imports.set(source.text(value), { module: target.module, member: source.text(source.field(entry, 'key')) });
  }
}

/** `require('m')`, `require('m').name` and `await import('m')`. */
function requiredTarget(source: ImportSource, value: number): ImportTarget | undefined {
  const kind = value < 0 ? '' : source.kindOf(value);
  if (kind === 'await_expression') return requiredTarget(source, source.children(value)[0] ?? -1);
  if (kind === 'member_expression') {
    const object = requiredTarget(source, source.field(value, 'object'));
    return object?.member === '*' ? { module: object.module, member: source.text(source.field(value, 'property')) } : undefined;
  }
  if (kind !== 'call_expression') return undefined;
  const callee = source.text(source.field(value, 'function'));
  const argument = source.children(source.field(value, 'arguments'))[0];
  const module = argument === undefined || (callee !== 'require' && callee !== 'import') ? undefined : source.stringOf(argument);
  return module === undefined ? undefined : { module, member: '*' };
}

const wholeExport = /^export\s*\*/;
const defaultExport = /^export\s+default\b/;

function readExport(reading: Reading, statement: number): void {
  const { source, exports } = reading;
  const text = source.text(statement).slice(0, 40);
  const from = source.field(statement, 'source');
  const module = from < 0 ? undefined : source.stringOf(from);
  if (module !== undefined && wholeExport.test(text)) return readWholeExport(reading, statement, module);
  const declaration = source.field(statement, 'declaration');
  if (defaultExport.test(text)) exports.set('default', defaultName(source, declaration < 0 ? source.field(statement, 'value') : declaration));
  else if (declaration >= 0) for (const name of declaredNames(source, declaration)) exports.set(name, name);
  else readClauses(reading, statement, module);
}

function defaultName(source: ImportSource, value: number): string {
  const name = source.kindOf(value) === 'identifier' ? value : source.field(value, 'name');
  return name < 0 ? 'default' : source.text(name);
}

function readClauses({ source, exports }: Reading, statement: number, module: string | undefined): void {
  for (const clause of source.children(statement)) {
    if (source.kindOf(clause) !== 'export_clause') continue;
    for (const [name, exported] of specifiersOf(source, clause)) exports.set(exported, module === undefined ? name : { module, member: name });
  }
}

function readWholeExport({ source, exports, reexports }: Reading, statement: number, module: string): void {
  const namespace = source.children(statement).find((child) => source.kindOf(child) === 'namespace_export');
  const name = namespace === undefined ? undefined : source.children(namespace)[0];
  if (name === undefined) reexports.push(module);
  else exports.set(source.text(name), { module, member: '*' });
}

function declaredNames(source: ImportSource, declaration: number): readonly string[] {
  const name = source.field(declaration, 'name');
  if (name >= 0) return [source.text(name)];
  return source.children(declaration).flatMap((declarator) => {
    const own = source.field(declarator, 'name');
    return own >= 0 && source.kindOf(own) === 'identifier' ? [source.text(own)] : [];
  });
}
