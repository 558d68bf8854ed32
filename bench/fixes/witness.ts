import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../measure.ts';

/** What an independent parser says of a file: undefined where none is on this machine. */
export interface Testimony {
  readonly witness: string;
  readonly accepted: boolean;
}

interface Witness {
  readonly name: string;
  readonly extensions: readonly string[];
  /** What has to be installed. */
  readonly program?: string;
  accepts(file: string): boolean;
}

const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
const javaParse = ['javac', '-proc:none', '-XDshould-stop.ifError=PARSE', '-XDshould-stop.ifNoError=PARSE', '-d', '/nonexistent'];
const typeScriptParse = [
  '--noEmit',
  '--noCheck',
  '--noResolve',
  '--skipLibCheck',
  '--ignoreConfig',
  '--jsx',
  'preserve',
  '--target',
  'esnext',
  '--module',
  'esnext',
];

const witnesses: readonly Witness[] = [
  program('Python', ['.py'], ['python3', '-c', 'import ast, sys, tokenize\nast.parse(tokenize.open(sys.argv[1]).read())']),
  program('PHP', ['.php', '.phtml', '.inc', '.module'], ['php', '-l']),
  program('Ruby', ['.rb'], ['ruby', '-c']),
  program('gofmt', ['.go'], ['gofmt', '-e']),
  program('rustfmt', ['.rs'], ['rustfmt', '--check', '--config', 'skip_children=true', '--edition', '2021'], (text) => !/^error/m.test(text)),
  program('javac', ['.java'], javaParse),
  program('TypeScript', ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs'], [process.execPath, tsc, ...typeScriptParse, '--allowJs']),
  program('gcc', ['.c', '.h'], ['gcc', '-fsyntax-only', '-w', '-x', 'c'], (text) => !/expected|stray|unterminated|missing terminating/.test(text)),
  program('hclfmt', ['.tf', '.tfvars', '.hcl'], ['hclfmt', '-check']),
  program('Expat', ['.xml'], ['python3', '-c', 'import sys, xml.dom.minidom\nxml.dom.minidom.parse(sys.argv[1])']),
  { name: 'yaml', extensions: ['.yaml', '.yml'], accepts: (file) => parsesAsYaml(fs.readFileSync(file, 'utf8')) },
  { name: 'JSON', extensions: ['.json'], accepts: (file) => parsesAsJson(fs.readFileSync(file, 'utf8')) },
];

/** Asks a parser that is not ours about a file, by its extension. */
export function testify(file: string): Testimony | undefined {
  const extension = path.extname(file).toLowerCase();
  const witness = witnesses.find(({ extensions }) => extensions.includes(extension));
  return witness === undefined || !present(witness) ? undefined : { witness: witness.name, accepted: witness.accepts(file) };
}

const found = new Map<string, boolean>();

function present({ program: file }: Witness): boolean {
  if (file === undefined) return true;
  const known = found.get(file) ?? spawnSync(file, ['--version'], { stdio: 'ignore' }).error === undefined;
  found.set(file, known);
  return known;
}

/** `accepts` reads what the program wrote; without it the exit code counts. */
function program(name: string, extensions: readonly string[], [file = '', ...argv]: readonly string[], accepts?: (output: string) => boolean): Witness {
  return {
    name,
    extensions,
    program: file,
    accepts(target) {
      const { status, stdout, stderr } = spawnSync(file, [...argv, target], { encoding: 'utf8', timeout: 60_000 });
      return accepts === undefined ? status === 0 : accepts(stdout + stderr);
    },
  };
}

function parsesAsYaml(text: string): boolean {
  return parseAllDocuments(text, { logLevel: 'silent' }).every(({ errors }) => errors.length === 0);
}

function parsesAsJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
