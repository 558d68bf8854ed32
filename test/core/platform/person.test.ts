import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { personAt } from '../../../core/platform/person.ts';

let base: string;
beforeEach(() => {
  base = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'person-'));
  write({ 'work/shop/.git/HEAD': 'ref: refs/heads/main\n' });
});
afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(base, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

function person(folder: string | undefined, environment: Readonly<Record<string, string>> = {}): string | undefined {
  return personAt(folder === undefined ? undefined : path.join(base, folder), { HOME: path.join(base, 'home'), ...environment });
}

describe('who works on a project', () => {
  it('is the address that the repository has, before that of the user', () => {
    write({
      'home/.gitconfig': '[user]\n  email = home@example.org\n',
      'work/shop/.git/config': '[core]\n\tbare = false\n[user]\n\temail = shop@example.org\n',
    });
    expect(person('work/shop')).toBe('shop@example.org');
    expect(person('work/shop/src')).toBe('shop@example.org');
    expect(person(undefined)).toBe('home@example.org');
  });

  it('is found from a work tree, whose settings are those of its repository', () => {
    write({
      'work/shop/.git/config': '[user]\nemail = shop@example.org\n',
      'work/shop/.git/worktrees/fix/commondir': '../..\n',
      'fix/.git': `gitdir: ${path.join(base, 'work/shop/.git/worktrees/fix')}\n`,
    });
    expect(person('fix')).toBe('shop@example.org');
  });

  it.each([
    ['[user]\n\tname = Anna Müller # me', 'Anna Müller'],
    ['[User] EMAIL = "anna@example.org" ; mine', 'anna@example.org'],
    ['[user]\n\tname = "Anna \\"A\\" ; B "', 'Anna "A" ; B'],
    ['[user "other"]\n\temail = no@example.org\n[user]\n\tname = Anna', 'Anna'],
    ['[user]\n\temail = one@example.org\n\temail = two@example.org', 'two@example.org'],
  ])('is read as git reads %j', (text, expected) => {
    write({ 'home/.gitconfig': text });
    expect(person('work/shop')).toBe(expected);
  });

  it('is told by files that others include, where their condition about the folder holds', () => {
    write({
      'home/.gitconfig': `[include]\n\tpath = ~/all\n[includeIf "gitdir:${base}/work/"]\n\tpath = work.ini\n[includeIf "gitdir:~/other/"]\n\tpath = other\n`,
      'home/all': '[user]\n\tname = Anna\n\temail = all@example.org\n[include]\n\tpath = all\n',
      'home/other': '[user]\n\temail = other@example.org\n',
      'home/work.ini': '[user]\n\temail = work@example.org\n',
    });
    expect(person(undefined)).toBe('all@example.org');
    expect(person('work/shop')).toBe('work@example.org');
  });

  it('is asked of the files that the environment names', () => {
    write({
      'home/.gitconfig': '[user]\nemail = home@example.org',
      'xdg/git/config': '[user]\nemail = xdg@example.org',
      own: '[user]\nemail = own@example.org',
    });
    expect(person('work/shop', { GIT_CONFIG_GLOBAL: path.join(base, 'own') })).toBe('own@example.org');
    fs.rmSync(path.join(base, 'home'), { recursive: true });
    expect(person('work/shop', { XDG_CONFIG_HOME: path.join(base, 'xdg') })).toBe('xdg@example.org');
  });

  it('is the user of the operating system where git knows nobody', () => {
    const known = fs.existsSync('/etc/gitconfig') ? expect.any(String) : os.userInfo().username;
    expect(person('work/shop')).toEqual(known);
  });
});
