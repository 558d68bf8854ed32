import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { diskAssets } from '../core/platform/assets-disk.ts';
import { type AssetGrammarName, grammarNames } from '../core/scan/tree/grammar.ts';
import { provenGrammars } from '../core/scan/tree/parser/proven-grammars.ts';
import { type BothParsers, firstDifference, openBothParsers } from '../test/support/both-parsers.ts';
import { type Bench, type Figure, figure, type Options, root, runProgram } from './measure.ts';
import { type ParserName, parserNames, peerFolder } from './parse/program.ts';
import { endingsOf, sourcesIn } from './parse/sources.ts';

const measured: readonly AssetGrammarName[] = ['typescript', 'tsx', 'javascript', 'python', 'java', 'c', 'go'];
const rounds = 3;
const peers = ['tree-sitter@0.25.1', '@ast-grep/napi@0.51.1', 'tree-sitter-typescript@0.23.2', 'tree-sitter-javascript@0.25.0'].concat([
  'tree-sitter-python@0.25.0',
  'tree-sitter-java@0.23.5',
  'tree-sitter-go@0.25.0',
  'tree-sitter-c@0.24.1',
]);
const labels: Readonly<Record<ParserName, string>> = {
  ours: 'own pass over the tables',
  flat: 'web-tree-sitter and its heap',
  tree: 'web-tree-sitter alone',
  native: 'native tree-sitter binding, no tree read',
  napi: '@ast-grep/napi, no tree read',
};

export const parse: Bench = {
  name: 'parse',
  title: 'Parsing',
  how: `every file of \`--folder\` in every language: the tree over the grammar's tables against tree-sitter's, field by field; then bytes per processor second, one process each, interleaved, best of ${rounds}, the second pass over up to 6 MB. \`--only\` names one grammar`,
  explicit: true,
  async run(options) {
    const folder = options.folder ?? root;
    const wanted = (name: string) => options.only === undefined || options.only === name;
    const equality = await compareAll(folder, grammarNames.filter(wanted));
    const speed: Figure[] = [];
    for (const grammar of measured.filter(wanted)) speed.push(...(await speedOf(grammar, folder, options)));
    return [...equality, ...speed];
  },
};

async function compareAll(folder: string, grammars: readonly AssetGrammarName[]): Promise<Figure[]> {
  const open = await openBothParsers(diskAssets(path.join(root, 'dist/assets')));
  const present = grammars.filter((grammar) => endingsOf(grammar).length > 0);
  return present.map((grammar) => compareGrammar(open(grammar), grammar, folder));
}

function compareGrammar(parsers: BothParsers, grammar: AssetGrammarName, folder: string): Figure {
  const counts = { same: 0, mended: 0, different: 0, left: 0 };
  for (const { file, text } of sourcesIn(folder, grammar)) counts[compareText(parsers, file, text)] += 1;
  const note = `${counts.mended} of them with syntax errors; ${counts.different} different, ${counts.left} left to tree-sitter`;
  return figure(`${grammar}: files with the same tree`, counts.same + counts.mended, 'files', provenGrammars.has(grammar) ? note : `${note}; not in use`);
}

function compareText(parsers: BothParsers, file: string, text: string): 'same' | 'mended' | 'different' | 'left' {
  const expected = parsers.byTreeSitter(text);
  const tree = parsers.byTables?.(text);
  if (tree === undefined) return 'left';
  const difference = firstDifference(tree, expected);
  if (difference !== undefined) console.log(`${file}: ${difference}`);
  if (difference !== undefined) return 'different';
  return tree.hasError ? 'mended' : 'same';
}

async function speedOf(grammar: AssetGrammarName, folder: string, options: Options): Promise<Figure[]> {
  const best = new Map<ParserName, number>();
  const present = parserNames.filter((name) => (name !== 'native' && name !== 'napi') || hasPeers(options.fetch === true));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of present.filter((parser) => parser !== 'napi' || /script|tsx/.test(grammar))) {
      const { output } = await runProgram(['scripts/run.mjs', 'bench/parse/program.ts', name, grammar, folder], root);
      const { bytes, microseconds } = JSON.parse(output.slice(output.lastIndexOf('{')));
      best.set(name, Math.max(best.get(name) ?? 0, bytes / microseconds));
    }
  }
  const ours = best.get('ours') ?? Number.NaN;
  return [...best].map(([name, speed]) => figure(`${grammar}: ${labels[name]}`, speed, 'MB/s', `own pass is ${(ours / speed).toFixed(2)} times as fast`));
}

/** With `--fetch` the peers are installed (one is compiled) into a folder of their own; without them their figures are left out. */
function hasPeers(install: boolean): boolean {
  if (fs.existsSync(path.join(peerFolder, 'node_modules/tree-sitter'))) return true;
  if (!install) return false;
  fs.mkdirSync(peerFolder, { recursive: true });
  fs.writeFileSync(path.join(peerFolder, 'package.json'), JSON.stringify({ private: true, allowScripts: { 'tree-sitter': true } }));
  execFileSync('npm', ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', ...peers], { cwd: peerFolder, stdio: 'ignore' });
  return true;
}
