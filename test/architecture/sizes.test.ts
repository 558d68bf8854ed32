import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { FlatTree } from '../../core/scan/tree/flat-tree.ts';
import { type Grammar, type Grammars, openGrammars } from '../../core/scan/tree/grammar.ts';
import { builtAssets } from '../support/assets.ts';
import { listFiles, productFolders, root } from './import-graph.ts';

const limits = { file: 300, tableOrTest: 500, functionLines: 50, parameters: 4 } as const;
const code = /\.(tsx?|mjs)$/;
const tableOrTest = /^(test|bench)\/|-table\.ts$|^core\/scan\/languages\//;
/** Blank lines do not count, as in the linter. */
const blankLines = /\n\s*(?=\n)/g;
const functionKinds = ['function_declaration', 'generator_function_declaration', 'function_expression', 'arrow_function', 'method_definition'];

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

it('no file is longer than its limit', () => {
  const files = listFiles([...productFolders, 'scripts', 'bench', 'test'], code).filter(exists);
  expect(files.length).toBeGreaterThan(10);
  const long = files.map((file) => ({ file, lines: countLines(read(file)) })).filter(({ file, lines }) => lines > limitOf(file));
  expect(long).toEqual([]);
});

it('no function of the product is longer than 50 lines or has more than 4 parameters', () => {
  const files = listFiles([...productFolders, 'scripts', 'bench'], code).filter(exists);
  expect(files.flatMap(tooBig)).toEqual([]);
});

it('measures a planted long function and a planted long parameter list', () => {
  const body = '  f();\n'.repeat(60);
  expect(bigFunctions('a.ts', `function long() {\n${body}}\nconst many = (a: 1, b: 2, c: 3, d: 4, e: 5) => a;\n`)).toHaveLength(2);
});

function tooBig(file: string): string[] {
  return bigFunctions(file, read(file));
}

function bigFunctions(file: string, text: string): string[] {
  const grammar = grammars.get(file.endsWith('.tsx') ? 'tsx' : 'typescript');
  const tree = grammar.parse(text);
  if (tree === undefined) throw new Error(`${file} could not be parsed`);
  const kinds = new Set(functionKinds.flatMap((kind) => grammar.kindIds(kind)));
  const big: string[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if (!kinds.has(tree.kind[node] ?? 0)) continue;
    const source = text.slice(tree.start[node], tree.end[node]);
    const line = countLines(text.slice(0, tree.start[node]));
    const lines = countLines(source.replaceAll(blankLines, ''));
    if (lines > limits.functionLines) big.push(`${file}:${line} has ${lines} lines`);
    const parameters = countParameters(tree, grammar, node);
    if (parameters > limits.parameters) big.push(`${file}:${line} has ${parameters} parameters`);
  }
  return big;
}

function countParameters(tree: FlatTree, grammar: Grammar, node: number): number {
  const lists = new Set(grammar.kindIds('formal_parameters'));
  const each = new Set([...grammar.kindIds('required_parameter'), ...grammar.kindIds('optional_parameter')]);
  const end = tree.skip[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.skip[child] ?? end) {
    if (!lists.has(tree.kind[child] ?? 0)) continue;
    let count = 0;
    const last = tree.skip[child] ?? 0;
    for (let item = child + 1; item < last; item = tree.skip[item] ?? last) if (each.has(tree.kind[item] ?? 0)) count += 1;
    return count;
  }
  return 0;
}

function limitOf(file: string): number {
  return tableOrTest.test(file) ? limits.tableOrTest : limits.file;
}

function countLines(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}

function exists(file: string): boolean {
  return fs.existsSync(path.join(root, file));
}

function read(file: string): string {
  return fs.readFileSync(path.join(root, file), 'utf8');
}
