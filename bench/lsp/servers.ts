import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerProgram } from '../language-server.ts';
import { root } from '../measure.ts';
import { openPeers, peersFolder } from '../scan/peers.ts';
import { astGrepRules } from './ast-grep-rules.ts';
import { type SourceLanguage, sourceLanguages } from '../source.ts';

/** A language server to measure. */
export interface Server extends ServerProgram {
  readonly name: string;
  /** How it is asked for diagnostics: it sends them, or is asked after each change. */
  readonly way: 'push' | 'pull';
  readonly languages: readonly SourceLanguage[];
  /** Of so many edits of a text with at least 10,000 lines one is measured; the others are only told. */
  readonly stride?: number;
  /** What it hears when it asks for settings. */
  readonly settings?: unknown;
}

/** The servers, the product's first; the others where they are installed. Writes their settings into the folder. */
export function openServers(folder: string, fetch: boolean): readonly Server[] {
  const peers = openPeers(fetch);
  return [ours(folder), ...(peers === undefined ? [] : [astGrep(folder, peers.astGrep), eslint(folder, peers.eslintConfig)])];
}

/** The language server as it is built, with every pack on. */
export function ours(folder: string): Server {
  const packs = fs.readdirSync(path.join(root, 'packs')).filter((name) => fs.existsSync(path.join(root, 'packs', name, 'pack.yaml')));
  fs.mkdirSync(path.join(folder, '.sentrik'), { recursive: true });
  fs.writeFileSync(path.join(folder, '.sentrik/config.yaml'), `standards_packs: [${packs.join(', ')}]\n`);
  return { name: 'sentrik', program: process.execPath, argv: [path.join(root, 'dist/lsp.js'), '--stdio'], way: 'push', languages: sourceLanguages };
}

function astGrep(folder: string, program: string): Server {
  fs.mkdirSync(path.join(folder, 'ast-grep'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'ast-grep/rules.yml'), astGrepRules());
  fs.writeFileSync(path.join(folder, 'sgconfig.yml'), 'ruleDirs: [ast-grep]\n');
  return { name: 'ast-grep', program, argv: ['lsp'], way: 'push', languages: ['typescript', 'python'] };
}

/** It has no rules for Python. For a text of 10,000 lines it takes more than a second each time, so fewer edits are measured. */
function eslint(folder: string, config: string): Server {
  fs.writeFileSync(path.join(folder, 'eslint.config.mjs'), `export { default } from '${pathToFileURL(config).href}';\n`);
  const settings = {
    ...{ validate: 'on', run: 'onType', quiet: false, nodePath: peersFolder, packageManager: 'npm', onIgnoredFiles: 'off' },
    ...{ useESLintClass: true, experimental: {}, options: {}, rulesCustomizations: [], problems: {}, format: false },
    codeActionOnSave: { mode: 'all' },
    codeAction: { disableRuleComment: { enable: false }, showDocumentation: { enable: false } },
    workingDirectory: { directory: folder },
    workspaceFolder: { uri: pathToFileURL(folder).href, name: 'bench' },
  };
  const program = path.join(peersFolder, 'node_modules/vscode-langservers-extracted/bin/vscode-eslint-language-server');
  return {
    name: 'ESLint with its security plugin',
    program: process.execPath,
    argv: [program, '--stdio'],
    way: 'pull',
    languages: ['typescript'],
    settings,
    stride: 4,
  };
}
