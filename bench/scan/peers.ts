import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where the benchmark keeps what is not part of the product: other programs and repositories to scan. */
export const cacheFolder = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'sentrik-bench');

export const peersFolder = path.join(cacheFolder, 'peers');

/** Exact versions, so that figures of two days can be compared. */
const packages: Readonly<Record<string, string>> = {
  '@ast-grep/cli': '0.51.1',
  '@vscode/ripgrep': '1.18.0',
  eslint: '10.15.0',
  'eslint-plugin-security': '4.1.0',
  '@typescript-eslint/parser': '8.73.0',
  typescript: '6.0.3',
  'vscode-langservers-extracted': '4.10.0',
};

/** The installed versions of the peers by their names, of those that are named. */
export function peerVersions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, packages[name] ?? 'unknown']));
}

/** Programs of others, by what starts them. */
export interface Peers {
  readonly astGrep: string;
  readonly ripgrep: string;
  readonly eslint: string;
  readonly eslintConfig: string;
}

const eslintConfig = `import security from 'eslint-plugin-security';
import parser from '@typescript-eslint/parser';
const files = ['**/*.js', '**/*.jsx', '**/*.mjs', '**/*.cjs', '**/*.ts', '**/*.tsx'];
export default [{ files, plugins: { security }, rules: security.configs.recommended.rules, languageOptions: { parser }, linterOptions: { reportUnusedDisableDirectives: 'off' } }];
`;

/** Installs the peers once; without `fetch` only uses what is there. Undefined when they are not. */
export function openPeers(fetch: boolean): Peers | undefined {
  if (fetch) install();
  if (fs.existsSync(peersFolder)) fs.writeFileSync(path.join(peersFolder, 'eslint.config.mjs'), eslintConfig);
  const modules = path.join(peersFolder, 'node_modules');
  const suffix = `${process.platform}-${process.arch}`;
  const astGrep = [`cli-${suffix}-gnu`, `cli-${suffix}-msvc`, `cli-${suffix}`].map((name) => path.join(modules, '@ast-grep', name, 'ast-grep'));
  const peers: Peers = {
    astGrep: astGrep.find((file) => fs.existsSync(file)) ?? '',
    ripgrep: path.join(modules, '@vscode', `ripgrep-${suffix}`, 'bin/rg'),
    eslint: path.join(modules, 'eslint/bin/eslint.js'),
    eslintConfig: path.join(peersFolder, 'eslint.config.mjs'),
  };
  return Object.values(peers).every((file) => fs.existsSync(file)) ? peers : undefined;
}

function install(): void {
  fs.mkdirSync(peersFolder, { recursive: true });
  fs.writeFileSync(path.join(peersFolder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: peersFolder, stdio: 'inherit' });
}
