/**
 * Renews assets/grammars from pinned npm packages: `node scripts/run.mjs scripts/fetch-grammars.ts [grammar…]`, all or only those named. Only the
 * .wasm file of each language is kept, brotli-compressed, with npm's integrity and the SHA-256 in grammars.lock.json. They are committed; builds never fetch.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';

const packages: Readonly<Record<string, readonly string[]>> = {
  'tree-sitter-php@0.24.2': ['php'],
  'tree-sitter-ruby@0.23.1': ['ruby'],
  'tree-sitter-rust@0.24.0': ['rust'],
  'tree-sitter-bash@0.25.1': ['bash'],
  '@tree-sitter-grammars/tree-sitter-lua@0.4.1': ['lua'],
  'tree-sitter-solidity@1.2.13': ['solidity'],
  'tree-sitter-typescript@0.23.2': ['typescript', 'tsx'],
  'tree-sitter-javascript@0.25.0': ['javascript'],
  'tree-sitter-python@0.25.0': ['python'],
  'tree-sitter-java@0.23.5': ['java'],
  'tree-sitter-go@0.25.0': ['go'],
  'tree-sitter-c@0.24.1': ['c'],
  'tree-sitter-json@0.24.8': ['json'],
  '@tree-sitter-grammars/tree-sitter-yaml@0.7.1': ['yaml'],
  '@tree-sitter-grammars/tree-sitter-hcl@1.2.0': ['hcl'],
  '@tree-sitter-grammars/tree-sitter-toml@0.7.0': ['toml'],
  'tree-sitter-html@0.23.2': ['html'],
  'tree-sitter-css@0.25.0': ['css'],
  'tree-sitter-c-sharp@0.23.5': ['c_sharp'],
  '@tree-sitter-grammars/tree-sitter-kotlin@1.1.0': ['kotlin'],
  'tree-sitter-cpp@0.23.4': ['cpp'],
  'tree-sitter-scala@0.24.0': ['scala'],
  '@unit-mesh/treesitter-artifacts@1.7.7': ['swift'],
};

interface LockEntry {
  readonly from: string;
  readonly integrity: string;
  readonly bytes: number;
  readonly sha256: string;
}

const target = path.resolve(import.meta.dirname, '../assets/grammars');
fs.mkdirSync(target, { recursive: true });
const lockFile = path.join(target, 'grammars.lock.json');
const wanted = process.argv.slice(2);
const lock: Record<string, LockEntry> = wanted.length === 0 ? {} : JSON.parse(fs.readFileSync(lockFile, 'utf8'));
for (const [from, languages] of Object.entries(packages)) {
  if (wanted.length === 0 || languages.some((language) => wanted.includes(language))) Object.assign(lock, fetchPackage(from, languages));
}
fs.writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);

function fetchPackage(from: string, languages: readonly string[]): Record<string, LockEntry> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'grammar-'));
  const packed = JSON.parse(execFileSync('npm', ['pack', from, '--json', '--ignore-scripts', '--pack-destination', folder], { encoding: 'utf8' }));
  const entry = Array.isArray(packed) ? packed[0] : Object.values(packed)[0];
  const archive = fs.readdirSync(folder).map((name) => path.join(folder, name))[0] ?? '';
  const names = execFileSync('tar', ['tzf', archive], { encoding: 'utf8' }).split('\n');
  const entries = languages.map((language) => {
    const name = names.find((candidate) => path.basename(candidate) === `tree-sitter-${language}.wasm`);
    if (name === undefined) throw new Error(`${from} has no wasm for ${language}`);
    const wasm = execFileSync('tar', ['xzOf', archive, name], { maxBuffer: 1 << 28 });
    const options = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 24 } };
    fs.writeFileSync(path.join(target, `${language}.wasm.br`), zlib.brotliCompressSync(wasm, options));
    return [language, { from, integrity: entry.integrity, bytes: wasm.length, sha256: createHash('sha256').update(wasm).digest('hex') }];
  });
  fs.rmSync(folder, { recursive: true });
  return Object.fromEntries(entries);
}
