import type { ImportStatements, ImportTable } from '../languages/language.ts';
import type { Edit } from '../model.ts';
import { type FileTree, openFileTree } from '../pattern/file-tree.ts';
import { childrenOf, isExtra } from '../tree/flat-tree.ts';

/**
 * Edits that add the import statements a file lacks, behind those it has or at its top. Undefined where that cannot be done: in a language whose
 * imports are not known, or where a name already means something else.
 */
export function planImports(statements: readonly string[], file: FileTree): readonly Edit[] | undefined {
  const shape = file.language.importing;
  if (shape === undefined) return undefined;
  const edits: Edit[] = [];
  for (const statement of statements) {
    const state = stateOf(statement, shape, file);
    if (state === 'taken') return undefined;
    if (state === 'absent') edits.push(placeOf(statement, shape, file));
  }
  return edits;
}

/** Whether a file has an import already, or has another thing of its name. */
function stateOf(statement: string, shape: ImportStatements, file: FileTree): 'present' | 'absent' | 'taken' {
  const flat = (text: string) => text.replaceAll(/[\s;]+/g, ' ').trim();
  if (importsOf(shape, file).some((node) => flat(textOf(file, node)) === flat(statement))) return 'present';
  const alone = file.grammar.parse((shape.lead ?? '') + statement);
  if (alone === undefined) return 'absent';
  const wanted = meaningsOf(openFileTree(alone, file.grammar, file.language).names.imports);
  const known = meaningsOf(file.names.imports);
  if ([...wanted].some(([name, target]) => (known.get(name) ?? target) !== target)) return 'taken';
  return wanted.size > 0 && [...wanted.keys()].every((name) => known.has(name)) ? 'present' : 'absent';
}

/** What local names stand for; a module that is imported whole stands for itself. */
function meaningsOf({ aliases, places, wildcards }: ImportTable): ReadonlyMap<string, string> {
  const named = [...(places ?? [])].flatMap(([name, all]) => all.slice(-1).map(({ target }) => [name, target] as const));
  return new Map([...aliases, ...named, ...wildcards.map((module) => [`${module} *`, module] as const)]);
}

function placeOf(statement: string, shape: ImportStatements, file: FileTree): Edit {
  const { text } = file.tree;
  const last = importsOf(shape, file).at(-1);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  if (last === undefined) return atTop(statement, shape, { file, lineEnd });
  const list = shape.list === undefined ? undefined : [...childrenOf(file.tree, last)].find((node) => kindOf(file, node) === shape.list);
  if (list !== undefined) return insertion(contentEnd(text, (file.tree.end[list] ?? 0) - 1), `${lineEnd}\t${statement.replace(/^import\s+/, '')}`);
  const ordered = orderedPlace(statement, file, importsOf(shape, file));
  if (ordered !== undefined) return insertion(ordered.at, ordered.before ? `${statement}${lineEnd}` : `${lineEnd}${statement}`);
  const written = shape.requires?.includes(kindOf(file, last)) === true ? asRequire(statement, textOf(file, last)) : statement;
  return insertion(contentEnd(text, file.tree.end[last] ?? 0), `${lineEnd}${written}`);
}

/** Where a statement belongs among imports of its sort that stand in alphabetical order; undefined where there are none such. */
function orderedPlace(statement: string, file: FileTree, imports: readonly number[]): { readonly at: number; readonly before: boolean } | undefined {
  const sort = sortOf(statement);
  const all = imports.map((node) => ({ text: textOf(file, node).trimEnd(), start: file.tree.start[node] ?? 0, end: file.tree.end[node] ?? 0 }));
  const alike = all.filter(({ text }) => sort !== undefined && !text.includes('\n') && sortOf(text) === sort);
  const peers = alike.slice(0, untilGap(alike, file.tree.text));
  if (peers.length === 0 || peers.some(({ text }, index) => index > 0 && text < (peers[index - 1]?.text ?? ''))) return undefined;
  const above = peers.findLast(({ text }) => text < statement);
  return above === undefined ? { at: peers[0]?.start ?? 0, before: true } : { at: contentEnd(file.tree.text, above.end), before: false };
}

/** What imports have to share to be ordered among each other: the keyword and the first name of a path; for whole modules the keyword. */
function sortOf(statement: string): string | undefined {
  return /^(?:#\s*include\s*<|\w+\s+\w+(?=[.:\\])|import(?=\s+\w+$))/.exec(statement)?.[0];
}

/** How many of the imports stand together without an empty line between. */
function untilGap(imports: readonly { readonly start: number; readonly end: number }[], text: string): number {
  const gap = imports.findIndex(({ start }, index) => index > 0 && /\n[ \t]*\r?\n/.test(text.slice(imports[index - 1]?.end, start)));
  return gap < 0 ? imports.length : gap;
}

/** Behind what has to stand first: the package, a documentation string, the comment at the head of the file. */
function atTop(statement: string, shape: ImportStatements, { file, lineEnd }: { readonly file: FileTree; readonly lineEnd: string }): Edit {
  const { tree } = file;
  const top = [...childrenOf(tree, 0)];
  const isFirst = (node: number) => isExtra(tree, node) || shape.preamble.includes(kindOf(file, node)) || isLoneString(file, node);
  const count = top.findIndex((node) => !isFirst(node));
  const head = count < 0 ? top : top.slice(0, count);
  // A comment right above a statement belongs to it.
  while (head.length > 0 && isExtra(tree, head.at(-1) ?? 0) && !endsParagraph(file, head.at(-1) ?? 0)) head.pop();
  const last = head.at(-1);
  if (last === undefined) return insertion(0, `${statement}${lineEnd}${lineEnd}`);
  return insertion(contentEnd(tree.text, tree.end[last] ?? 0), `${lineEnd}${lineEnd}${statement}`);
}

/** Top-level imports in order, those in an include guard too. */
function importsOf(shape: ImportStatements, file: FileTree): readonly number[] {
  const { tree } = file;
  const top = [...childrenOf(tree, 0)];
  const guarded = top.filter((node) => kindOf(file, node) === 'preproc_ifdef').flatMap((node) => [...childrenOf(tree, node)]);
  const isImport = (node: number) => shape.kinds.includes(kindOf(file, node));
  const found = [...top, ...guarded].filter(isImport);
  if (found.length > 0 || shape.requires === undefined) return found;
  return top.filter((node) => shape.requires?.includes(kindOf(file, node)) === true && /=\s*require\s*\(/.test(textOf(file, node)));
}

const imported = /^import\s+(?:\*\s+as\s+)?(?<names>\{[^}]*\}|[\w$]+)\s+from\s+(?<module>'[^']*'|"[^"]*");?$/;

/** The same import for a file whose modules are required; `like` is such a statement. */
function asRequire(statement: string, like: string): string {
  const { names, module } = imported.exec(statement)?.groups ?? {};
  if (names === undefined || module === undefined) return statement;
  return `const ${names.replaceAll(/\s+as\s+/g, ': ')} = require(${module})${like.endsWith(';') ? ';' : ''}`;
}

function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text, shared: true };
}

/** The end of the text before an offset, without white space. */
function contentEnd(text: string, offset: number): number {
  return text.slice(0, offset).trimEnd().length;
}

function isLoneString(file: FileTree, node: number): boolean {
  return kindOf(file, node) === 'expression_statement' && /^(?:[rRuU]?"""|[rRuU]?'''|'[^'\n]*';?$|"[^"\n]*";?$)/.test(textOf(file, node));
}

/** A blank line or the end of the text follows. */
function endsParagraph({ tree }: FileTree, node: number): boolean {
  return /^\s*?(?:\r?\n[ \t]*\r?\n|$)/.test(tree.text.slice(tree.end[node] ?? 0).slice(0, 1000)) || tree.text.startsWith('#!', tree.start[node] ?? 0);
}

function kindOf({ tree, grammar }: FileTree, node: number): string {
  return grammar.kinds[tree.kind[node] ?? 0] ?? '';
}

function textOf({ tree }: FileTree, node: number): string {
  return tree.text.slice(tree.start[node], tree.end[node]);
}
