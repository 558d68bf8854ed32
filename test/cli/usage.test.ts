import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from '../../core/version.ts';
import { dangerous, ownRules, program, project, sentrik } from './sentrik.ts';

const commands = [
  'init',
  'scan',
  'gate',
  'check',
  'context',
  'rules',
  'explain',
  'test',
  'why-not',
  'list-packs',
  'add-pack',
  'secrets',
  'cache',
  'validate-config',
  'lsp',
  'mcp-server',
  'dashboard',
];

describe('help', () => {
  it('lists every command with examples and exit codes', async () => {
    const { code, stdout } = await sentrik(['--help'], { cwd: project() });
    expect(code).toBe(0);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(stdout).toContain('Exit codes: 0 done');
    expect((await sentrik([], { cwd: project() })).stdout).toBe(stdout);
  });

  it('of each command has an example', async () => {
    const cwd = project();
    const pages = await Promise.all(commands.map((command) => sentrik([command, '--help'], { cwd })));
    for (const [index, { code, stdout }] of pages.entries()) {
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`Examples?:\\n  .*sentrik ${commands[index]}`));
    }
  });

  it('gives the version', async () => {
    expect(await sentrik(['--version'], { cwd: project() })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('a wrong call', () => {
  it.each([
    [['scna'], "unknown command 'scna'\n(Did you mean scan?)"],
    [['scan', '--formt', 'json'], "unknown option '--formt'\n(Did you mean --format?)"],
    [['scan', '--format', 'xml'], "argument 'xml' is invalid. Allowed choices are text, json"],
    [['scan', '--threads', '0'], 'Give a whole number from 1 to 64.'],
    [['scan', 'missing/folder'], 'There is no file or folder missing/folder'],
    [['scan', '.', '/'], '/ is outside the project'],
    [['scan', '--root', 'nowhere'], 'There is no folder nowhere'],
    [['scan', '--staged'], 'The project is not a git repository'],
    [['explain'], "missing required argument 'rule|finding'"],
    [['add-pack', '../x'], 'Use lower-case letters, digits, dots and hyphens'],
    [['dashboard', '--port', '70000'], 'Give a whole number from 0 to 65535.'],
  ])('%j is told on standard error and ends with 2', async (args, message) => {
    const { code, stdout, stderr } = await sentrik(args, { cwd: project(), environment: { GIT_CEILING_DIRECTORIES: '/' } });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('leaves no file behind when the result cannot be written', async () => {
    const cwd = project({ 'a.txt': 'x\n', folder: '' });
    fs.rmSync(path.join(cwd, 'folder'));
    fs.mkdirSync(path.join(cwd, 'folder'));
    const { code, stderr } = await sentrik(['scan', '--no-packs', '--no-write', '--format', 'json', '-o', 'folder'], { cwd });
    expect([code, stderr]).toEqual([2, `error: ${path.join(cwd, 'folder')} is a folder\n`]);
    expect(fs.readdirSync(path.join(cwd, 'folder'))).toEqual([]);
  });
});

/** A module that sends a message once the program listens for Ctrl+C and gave way for the first time. */
const tellsWhenRunning = `data:text/javascript,${encodeURIComponent(`
  const timer = setInterval(() => {
    if (process.listenerCount('SIGINT') === 0) return;
    clearInterval(timer);
    process.send('running');
  }, 5);
`)}`;

it('a project that cannot be written is scanned, with one warning', async () => {
  const cwd = project({ 'a.txt': 'TODO\n', 'own.yaml': ownRules, '.sentrik/local': 'a file where the folder of the audit trail would be' });
  const { code, stdout, stderr } = await sentrik(['scan', '-q', 'a.txt', '--no-packs', '--rules', 'own.yaml'], { cwd });
  expect([code, stdout, stderr]).toEqual([0, 'a.txt:1:1: low no-todo A task is left\n', 'warning: the audit trail cannot be written\n']);
});

describe('a run that ends early', () => {
  const manyFiles = (count: number): string => {
    const folder = project({ '.sentrik/rules/own.yaml': ownRules });
    for (let index = 0; index < count; index += 1) fs.writeFileSync(path.join(folder, `f${index}.js`), dangerous.repeat(200));
    return folder;
  };

  it('by Ctrl+C exits with 130 and writes no results', async () => {
    const cwd = manyFiles(600);
    const child = spawn(process.execPath, ['--import', tellsWhenRunning, program, 'scan', '--threads', '1'], { cwd, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('message', () => child.kill('SIGINT'));
    expect([await ended, stderr]).toEqual([130, 'Cancelled.\n']);
    expect(fs.existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  it('because nobody reads its output any more is quiet', async () => {
    const cwd = manyFiles(12);
    const child = spawn(process.execPath, [program, 'scan', '--no-packs', '--no-write', '-q', '--rules', '.sentrik/rules'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    expect([await ended, stderr]).toEqual([0, '']);
  });
});
