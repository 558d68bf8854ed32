import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const identity = { GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.com', GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@example.com' };
const quiet = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };

/** Runs the system's git in a folder without the settings of this machine, and gives what it prints. */
export function git(folder: string, ...words: readonly string[]): string {
  return execFileSync('git', [...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...identity, ...quiet },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Makes a repository with one commit of these files on `main`. */
export function makeRepository(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  fs.mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '-b', 'main');
  commitFiles(folder, files);
  return folder;
}

/** Commits these files on top, and gives the commit's id. */
export function commitFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '-m', 'change');
  return git(folder, 'rev-parse', 'HEAD').trim();
}
