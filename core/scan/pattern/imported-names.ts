import { type FlatTree, none, textOf } from '../tree/flat-tree.ts';
import { firstChild, nextNamed } from './head.ts';
import { isString, plainString } from './string-literal.ts';
import type { Syntax } from './syntax.ts';

const statementKinds: ReadonlySet<string> = new Set([
  ...['import_statement', 'import_from_statement', 'import_declaration'],
  ...['lexical_declaration', 'variable_declaration'],
]);
const hasPlaceholder = /(?:mvQ_|evQ_|elQ_|tvQ_|bmQ_)/;

/** Full names that an import statement without pattern syntax brings in: `from a import b` gives `a.b`, `import "m"` gives `m`. Empty for other nodes. */
export function importedNames(syntax: Syntax, tree: FlatTree, node: number): readonly string[] {
  return hasPlaceholder.test(textOf(tree, node)) ? [] : namesIn(syntax, tree, node);
}

/** Full names with metavariables in them, where imports are read by paths with dots. */
export function importedPaths(syntax: Syntax, tree: FlatTree, node: number): readonly string[] {
  return syntax.grammar.name === 'scala' && !textOf(tree, node).includes('{') ? namesIn(syntax, tree, node) : [];
}

function namesIn(syntax: Syntax, tree: FlatTree, node: number): readonly string[] {
  const kind = syntax.grammar.kinds[tree.kind[node] ?? 0] ?? '';
  if (!statementKinds.has(kind)) return [];
  switch (syntax.grammar.name) {
    case 'python':
      return pythonNames(syntax, tree, node);
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return kind === 'import_statement'
        ? scriptNames(syntax, tree, node)
        : [...namedChildren(tree, node)].flatMap((child) => requiredNames(syntax, tree, child));
    case 'go':
      return goNames(syntax, tree, node);
    case 'scala':
      return scalaNames(tree, node);
    default:
      return [];
  }
}

/** Whether a statement that brings in `given` brings in `wanted`: the same, or something in it. */
export function providesName(given: string, wanted: string): boolean {
  return given === wanted || (given.startsWith(wanted) && /^[./]/.test(given.slice(wanted.length))) || isDeeper(given, wanted);
}

/** The same name out of a path below the module. */
function isDeeper(given: string, wanted: string): boolean {
  const at = wanted.lastIndexOf('/');
  return at > 0 && !wanted.endsWith('/default') && given.startsWith(wanted.slice(0, at + 1)) && given.endsWith(wanted.slice(at));
}

function pythonNames(syntax: Syntax, tree: FlatTree, node: number): readonly string[] {
  const from = childNamed(syntax, tree, node, 'module_name');
  const prefix = from === none ? '' : `${textOf(tree, from)}.`;
  const names: string[] = [];
  for (const child of namedChildren(tree, node)) {
    const kind = syntax.grammar.kinds[tree.kind[child] ?? 0];
    if (child === from) continue;
    if (kind === 'wildcard_import') names.push(`${prefix}*`);
    else names.push(prefix + textOf(tree, kind === 'aliased_import' ? firstChild(tree, child) : child));
  }
  return names;
}

/** `import "m"` and `import * as x from "m"` bring in the module, named imports its members. */
function scriptNames(syntax: Syntax, tree: FlatTree, node: number): readonly string[] {
  const source = childNamed(syntax, tree, node, 'source');
  const range = source === none ? undefined : plainString(syntax, tree, source);
  if (range === undefined) return [];
  const module = tree.text.slice(range.start, range.end);
  const end = tree.skip[node] ?? 0;
  const names: string[] = [];
  let hasDefault = false;
  for (let inner = node + 1; inner < end; inner += 1) {
    const kind = syntax.grammar.kinds[tree.kind[inner] ?? 0];
    if (kind === 'import_specifier') names.push(`${module}/${textOf(tree, firstChild(tree, inner))}`);
    else if (kind === 'namespace_import' || (kind === 'identifier' && isClause(syntax, tree, inner))) hasDefault = true;
  }
  if (hasDefault) return [`${module}/default`, ...names];
  return names.length > 0 ? names : [module];
}

/** `const y = require("m")` brings in the module, `const { x } = require("m")` members of it. */
function requiredNames(syntax: Syntax, tree: FlatTree, declarator: number): readonly string[] {
  const value = childNamed(syntax, tree, declarator, 'value');
  const name = childNamed(syntax, tree, declarator, 'name');
  if (value === none || name === none || !textOf(tree, value).startsWith('require')) return [];
  const list = childNamed(syntax, tree, value, 'arguments');
  const range = list === none ? undefined : plainString(syntax, tree, firstChild(tree, list));
  if (range === undefined) return [];
  const module = tree.text.slice(range.start, range.end);
  if (syntax.grammar.kinds[tree.kind[name] ?? 0] !== 'object_pattern') return [`${module}/default`];
  return [...namedChildren(tree, name)].map((entry) => `${module}/${textOf(tree, tree.skip[entry] === entry + 1 ? entry : firstChild(tree, entry))}`);
}

function isClause(syntax: Syntax, tree: FlatTree, node: number): boolean {
  return syntax.grammar.kinds[tree.kind[tree.parent[node] ?? 0] ?? 0] === 'import_clause';
}

function goNames(syntax: Syntax, tree: FlatTree, node: number): readonly string[] {
  const end = tree.skip[node] ?? 0;
  const names: string[] = [];
  for (let inner = node + 1; inner < end; inner += 1) {
    const range = isString(syntax, tree, inner) ? plainString(syntax, tree, inner) : undefined;
    if (range !== undefined) names.push(tree.text.slice(range.start, range.end));
  }
  return names;
}

/** `import a.b, c.{D, E => F}` gives `a.b`, `c.D` and `c.E`; `import a._` gives `a._`. */
function scalaNames(tree: FlatTree, node: number): readonly string[] {
  const text = textOf(tree, node).replace(/^import\s+/, '');
  const names: string[] = [];
  for (const [, path = '', selectors] of text.matchAll(/([\w$.`]+)(?:\{([^{}]*)\})?/g)) {
    const parts = selectors?.split(',').map((part) => path + part.trim().split(/\s/, 1)[0]);
    names.push(...(parts ?? [path]));
  }
  return names;
}

function childNamed(syntax: Syntax, tree: FlatTree, node: number, field: string): number {
  const id = syntax.grammar.fieldId(field);
  for (const child of namedChildren(tree, node)) if (tree.field[child] === id) return child;
  return none;
}

function* namedChildren(tree: FlatTree, node: number): Generator<number> {
  const end = tree.skip[node] ?? 0;
  for (let child = nextNamed(tree, node + 1, end); child !== none; child = nextNamed(tree, tree.skip[child] ?? end, end)) yield child;
}
