import { childByField, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { firstChild, nextNamed } from './head.ts';
import { role, rolesOf } from './syntax.ts';
import type { KnownType } from './type-of.ts';
import { parseType } from './type-text.ts';

/** Methods of the standard libraries whose results have one type whatever they are called on. */
const booleanMethods: ReadonlySet<string> = new Set(
  'equals equalsIgnoreCase isEmpty isBlank contains containsKey containsValue startsWith endsWith matches hasNext isPresent anyMatch allMatch noneMatch'.split(
    ' ',
  ),
);
const numberMethods: ReadonlySet<string> = new Set('size length indexOf lastIndexOf compareTo hashCode intValue parseInt'.split(' '));
/** Methods that give an element of the collection they are called on. */
const elementMethods: ReadonlySet<string> = new Set('get getOrDefault remove poll peek pop element getFirst getLast next'.split(' '));
const objectLanguages: ReadonlySet<string> = new Set(['java', 'kotlin', 'scala']);

/** The type of the result of a call: of `make(T)` and `new(T)` in Go, and of well-known methods. Undefined when it is not known. */
export function callType(file: FileTree, call: number, typeOf: (node: number) => KnownType | undefined): KnownType | undefined {
  const { tree, syntax, grammar } = file;
  const kind = tree.kind[call] ?? 0;
  if ((rolesOf(syntax, tree, call) & role.call) === 0) return undefined;
  const callee = childByField(tree, call, syntax.fieldA[kind] ?? 0);
  if (callee === none) return undefined;
  if (grammar.name === 'go') return madeType(file, call, callee);
  if (!objectLanguages.has(grammar.name)) return undefined;
  const receiver = childByField(tree, call, syntax.fieldB[kind] ?? 0);
  const name = textOf(tree, callee).split('.').at(-1) ?? '';
  if (receiver === none) return undefined;
  if (booleanMethods.has(name)) return { text: 'boolean', node: none, marks: '' };
  if (numberMethods.has(name)) return { text: 'int', node: none, marks: '' };
  return elementMethods.has(name) ? elementType(typeOf(receiver)) : undefined;
}

function madeType({ tree }: FileTree, call: number, callee: number): KnownType | undefined {
  const name = textOf(tree, callee);
  if (name !== 'make' && name !== 'new') return undefined;
  const list = nextNamed(tree, tree.skip[callee] ?? 0, tree.skip[call] ?? 0);
  const type = list === none ? none : firstChild(tree, list);
  return type === none ? undefined : { text: textOf(tree, type), node: type, marks: name === 'new' ? '*' : '' };
}

/** The last type argument: elements of lists, values of maps. */
function elementType(type: KnownType | undefined): KnownType | undefined {
  const last = type === undefined ? undefined : parseType(type.text).args.at(-1);
  return last === undefined || type === undefined ? undefined : { text: type.text.slice(last.start, last.end), node: none, marks: last.marks };
}
