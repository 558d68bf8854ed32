import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { commonGitFolder } from './git-head.ts';
import { readGitSettings } from './git-settings.ts';

interface Place {
  readonly home: string;
  /** The repository's folder with git's own files, which conditions of `includeIf` are about. */
  readonly gitFolder?: string | undefined;
}

const largestFile = 1_000_000;
const mostCharacters = 100;

/**
 * Who works here: the address that git has for the project, else the name, else the operating system's name for the user. Git is not started;
 * of its conditions for including files those about the repository's folder count. Undefined where nothing has a name.
 */
export function personAt(root: string | undefined, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const gitFolder = root === undefined ? undefined : commonGitFolder(root);
  const place = { home: environment.HOME ?? os.homedir(), gitFolder };
  const seen = new Set<string>();
  const told = settingsFiles(environment, place).map((file) => identityIn(file, place, seen));
  const last = (name: keyof Identity) => told.findLast((one) => one[name] !== undefined)?.[name] ?? '';
  return [last('email'), last('name'), systemName()].map(oneLine).find((text) => text !== '');
}

interface Identity {
  readonly email?: string;
  readonly name?: string;
}

/** From what counts least to what counts most. */
function settingsFiles(environment: Readonly<Record<string, string | undefined>>, { home, gitFolder }: Place): readonly string[] {
  const own = environment.GIT_CONFIG_GLOBAL;
  const settings = environment.XDG_CONFIG_HOME ?? path.join(home, '.config');
  return [
    ...(process.platform === 'win32' ? [] : ['/etc/gitconfig']),
    ...(own === undefined ? [path.join(settings, 'git', 'config'), path.join(home, '.gitconfig')] : [own]),
    ...(gitFolder === undefined ? [] : [path.join(gitFolder, 'config')]),
  ];
}

/** What a file and those that it includes tell; each file is read once. */
function identityIn(file: string, place: Place, seen: Set<string>): Identity {
  if (seen.has(file)) return {};
  seen.add(file);
  const found: { email?: string; name?: string } = {};
  for (const { section, part, name, value } of readGitSettings(readText(file))) {
    if (section === 'user' && part === undefined && (name === 'email' || name === 'name')) found[name] = value;
    if (name !== 'path' || !isIncluded({ section, part }, place)) continue;
    Object.assign(found, identityIn(path.resolve(path.dirname(file), atHome(value, place)), place, seen));
  }
  return found;
}

function isIncluded({ section, part = '' }: { readonly section: string; readonly part: string | undefined }, place: Place): boolean {
  if (section === 'include') return part === '';
  const [, kind, folder] = section === 'includeif' ? (/^(gitdir(?:\/i)?):(.+\/)(?:\*\*)?$/.exec(part) ?? []) : [];
  if (folder === undefined || place.gitFolder === undefined) return false;
  const [wanted, actual] = [atHome(folder, place), `${place.gitFolder}/`].map((text) => text.replaceAll('\\', '/'));
  return kind === 'gitdir/i' ? actual?.toLowerCase().startsWith((wanted ?? '').toLowerCase()) === true : actual?.startsWith(wanted ?? '') === true;
}

function atHome(name: string, { home }: Place): string {
  return name.startsWith('~/') ? path.join(home, name.slice(2)) : name;
}

function systemName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return '';
  }
}

function readText(file: string): string {
  try {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.size <= largestFile ? fs.readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}

function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, mostCharacters);
}
