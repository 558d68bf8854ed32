import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testProject } from '../server/rules.ts';
import { buildLanguageServer } from '../support/language-server.ts';
import { startHelix } from './helix.ts';
import { newerEditors, startOf } from './newer-editors.ts';

// Real editors on the bundled server, as their users run it. `npm test` installs them where they are missing.

const here = import.meta.dirname;
/** An editor that has not ended by then is stopped, and the test tells how far it came; in milliseconds. */
const longest = 150_000;
let server: Awaited<ReturnType<typeof buildLanguageServer>>;
let project: string;

beforeAll(async () => {
  server = await buildLanguageServer('editors');
});
afterAll(() => server.remove());

/** A project with one finding, `const a = eval(x);`, and the environment of an editor that works on it. */
function openProject(): NodeJS.ProcessEnv {
  project = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'sentrik-editor-'));
  for (const [name, content] of Object.entries({ ...testProject, 'a.js': 'const a = eval(x);\n' })) {
    fs.mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    fs.writeFileSync(path.join(project, name), content);
  }
  return {
    ...process.env,
    HOME: project,
    XDG_CONFIG_HOME: project,
    XDG_CACHE_HOME: path.join(project, '.cache'),
    XDG_STATE_HOME: path.join(project, '.state'),
    LC_ALL: 'C.UTF-8',
    SENTRIK_NODE: process.execPath,
    SENTRIK_SERVER: server.program,
    SENTRIK_FILE: path.join(project, 'a.js'),
    SENTRIK_RULES: path.join(project, '.sentrik/rules/test.yaml'),
  };
}

/** What an editor prints when it works on the project. */
async function drive(program: string, argv: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> {
  const environment = { ...openProject(), ...more };
  const child = spawn(program, argv, { cwd: project, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  const errors: string[] = [];
  child.stdout.on('data', (data: Buffer) => void output.push(data.toString()));
  child.stderr.on('data', (data: Buffer) => void errors.push(data.toString()));
  const limit = setTimeout(() => child.kill('SIGKILL'), longest);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', () => reject(new Error(`${program} is not installed; node scripts/ensure-editors.mjs installs it`)));
    child.once('close', resolve);
  });
  clearTimeout(limit);
  fs.rmSync(project, { recursive: true, force: true });
  if (code !== 0) throw new Error(`${program} ended with ${code ?? 'no code'} after "${output.join('')}": ${errors.join('').slice(-2000)}`);
  return output.join('');
}

const luaArguments = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${path.join(here, 'neovim.lua')}`];
const neovimFacts = [
  'opened: test-eval 0:10',
  'typed: test-eval 0:24, test-eval 1:10',
  'action: Replace with the safe form',
  'repaired: const a = JSON.parse(x);',
  'hover: **Text run as code** · high · confidence high',
  'without rules: ',
  'with rules: test-eval 0:24',
  'ended: true',
];

it('Neovim shows findings while typing, repairs, follows the configuration and ends', { timeout: 180_000 }, async () => {
  const facts = await drive('nvim', luaArguments);
  expect(facts.trim().split('\n')).toEqual(neovimFacts);
});

it('a newer Neovim, which could also ask for diagnostics, does the same', { timeout: 300_000 }, async () => {
  const { command, argv } = startOf('nvim');
  const facts = await drive(command, [...argv, ...luaArguments], { VIMRUNTIME: path.join(newerEditors(), 'usr/share/nvim/runtime') });
  expect(facts.trim().split('\n')).toEqual(neovimFacts);
});

it('Helix shows findings while typing, repairs and ends', { timeout: 300_000 }, async () => {
  const environment = { ...openProject(), HELIX_RUNTIME: path.join(newerEditors(), 'usr/lib/helix/runtime'), TERM: 'xterm-256color' };
  const { command, argv } = startOf('hx');
  const helix = startHelix([command, ...argv], { project, server: server.program, environment });
  try {
    await helix.says(['test-eval 0:10']);
    await helix.keys(...'oeval(label);', '\x1b');
    await helix.says(['test-eval 0:10', 'test-eval 1:0']);
    expect(fs.readFileSync(path.join(project, 'a.js'), 'utf8')).toBe('const a = eval(x);\n');
    await helix.keys(...'gg10l a');
    await helix.shows('Replace with the safe form');
    await helix.keys('\r');
    await helix.says(['test-eval 1:0']);
    await helix.keys(...':wq\r');
    expect(await helix.ended).toBe(0);
    expect(fs.readFileSync(path.join(project, 'a.js'), 'utf8')).toBe('const a = JSON.parse(x);\neval(label);\n');
  } finally {
    helix.kill();
    fs.rmSync(project, { recursive: true, force: true });
  }
});

it('Emacs shows findings while typing, repairs and ends', { timeout: 180_000 }, async () => {
  const facts = await drive('emacs', ['--batch', '-l', path.join(here, 'emacs.el')]);
  expect(facts.trim().split('\n')).toEqual([
    'opened: 11-18',
    'typed: 21-32, 44-51',
    'action: Replace with the safe form',
    'repaired: const a = JSON.parse(x);',
    'ended: t',
  ]);
});
