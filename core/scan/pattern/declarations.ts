import { none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { type DeclaredType, declaratorMarks } from './declared-type.ts';
import { reachingValues } from './reaching.ts';
import { isSettledField } from './settled-field.ts';
import { innermost, resolveWrites, type Variables } from './variables.ts';
import { isClassScope } from './block-parts.ts';
import { role } from './syntax.ts';
import type { WriteTable } from './write-table.ts';
import { isName, ownField, type Write } from './writes.ts';

/** What is known of the variables of a file without following control flow. */
export interface Declarations {
  /** The expressions that a use of a variable may stand for, by the order of statements around it; undefined when not all are known. */
  readonly valuesOf: (node: number) => readonly number[] | undefined;
  readonly typeOf: (node: number) => DeclaredType | undefined;
  /** The node whose scope declares the variable of a name; `none` when nothing in the file does. */
  readonly ownerOf: (name: number) => number;
  /** Whether the file gives a value to a variable of this name. */
  readonly declares: (name: string) => boolean;
}

/** Answers from what the file writes to its variables. */
export function openDeclarations(file: FileTree, table: WriteTable): Declarations {
  const names = openScopes(file, table);
  const values = new Map<number, readonly number[] | undefined>();
  return {
    declares: (name) => table.has(name),
    ownerOf: (node) => ownerOf(file, names, node),
    valuesOf: (node) => {
      if (!values.has(node)) values.set(node, valuesAt(file, names, node));
      return values.get(node);
    },
    typeOf: (node) => {
      const name = ownField(file, node);
      const found = name !== none || isName(file, node) ? writesFor(file, names, name === none ? node : name, name !== none) : [];
      const typed = found.find((write) => write.type !== none);
      if (found.some((write) => write.name === node && write.declares && write.expression === none)) return undefined;
      if (typed !== undefined) return { kind: 'written', type: typed.type, marks: declaratorMarks(file, typed.name) };
      const valued = found.find((write) => write.declares && write.expression !== none);
      return valued === undefined ? undefined : { kind: 'value', value: valued.expression };
    },
  };
}

function valuesAt(file: FileTree, names: Scopes, node: number): readonly number[] | undefined {
  const field = ownField(file, node);
  if (field === none && !isVariable(file, node)) return undefined;
  const all = writesFor(file, names, field === none ? node : field, field !== none);
  const found = all.filter(({ empty }) => !empty);
  if (found.length === 0 || found.some(({ name }) => name === node)) return undefined;
  const reached = reachingValues(
    file,
    found.map(({ at, expression }) => ({ at, value: expression })),
    node,
  );
  if (reached !== 'outside') return reached;
  const [only] = found;
  if (
    only !== undefined &&
    !isSettledField(
      file,
      all.find((write) => write.declares),
      only,
    )
  )
    return undefined;
  return only === undefined || found.length > 1 || only.expression === none ? undefined : [only.expression];
}

/** The writes to a name by the scope that declares it, told apart at the first question; undefined for a name that nothing writes to. */
type Scopes = (name: string) => Variables<Write> | undefined;

function openScopes({ tree }: FileTree, table: WriteTable): Scopes {
  const known = new Map<string, Variables<Write> | undefined>();
  return (name) => {
    if (!known.has(name)) {
      const writes = table.of(name);
      known.set(name, writes.length === 0 ? undefined : resolveWrites(tree.skip, writes));
    }
    return known.get(name);
  };
}

/** All writes to the variable a use means: those of the innermost scope around it that declares the name, with writes to it from inner scopes. */
function writesFor({ tree, syntax }: FileTree, names: Scopes, node: number, isField = false): readonly Write[] {
  const variables = names(textOf(tree, node));
  if (variables === undefined) return [];
  const classes = isField ? variables.scopes.filter((scope) => isClassScope(syntax, tree, scope)) : [];
  return variables.writes.get(innermost(tree.skip, classes.length > 0 ? classes : variables.scopes, node)) ?? [];
}

function ownerOf({ tree }: FileTree, names: Scopes, node: number): number {
  const variables = names(textOf(tree, node));
  return variables === undefined ? none : innermost(tree.skip, variables.scopes, node);
}

/** A name that reads a variable: not a member, key, argument name or method. */
function isVariable(file: FileTree, node: number): boolean {
  const { tree, syntax } = file;
  const parent = tree.parent[node] ?? none;
  if (parent === none || !isName(file, node)) return false;
  const kind = tree.kind[parent] ?? 0;
  const bits = syntax.role[kind] ?? 0;
  const field = tree.field[node] ?? 0;
  if ((bits & role.member) !== 0) return field !== 0 && field !== syntax.fieldB[kind];
  if ((bits & (role.pair | role.keywordArgument)) !== 0) return field !== syntax.fieldA[kind];
  return (bits & role.call) === 0 || field !== syntax.fieldA[kind];
}
