import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { version } from '../core/version.ts';

/** Variables of the environment by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** One build of the product at one place: only frontends of the same one and its daemon speak with each other. */
export interface Installation {
  readonly version: string;
  /** Tells builds of the same version apart. */
  readonly build: string;
  /** The daemon's program. */
  readonly program: string;
}

/** Where the daemon of an installation is found. The folder belongs to the user alone. */
export interface Place {
  readonly folder: string;
  /** What the names of its files begin with. */
  readonly id: string;
}

export type Placed = { readonly kind: 'place'; readonly place: Place } | { readonly kind: 'none'; readonly reason: string };

/** The installation that the assets folder belongs to; undefined for one that its build gave no name. */
export function installationOf(assets: string): Installation | undefined {
  try {
    const build = fs.readFileSync(path.join(assets, 'product-id'), 'utf8');
    return { version, build, program: path.join(path.dirname(assets), 'daemon.js') };
  } catch {
    return undefined;
  }
}

const isWindows = process.platform === 'win32';
/** Bytes of a socket's path without the ending zero: `sun_path` has 108 on Linux and 104 on the others. */
const longestPath = process.platform === 'linux' ? 107 : 103;
const longestName = '0123456789abcdef.9999999-99.tmp';
const othersMayNothing = 0o077;
const ownOnly = 0o700;

/** The place of an installation's daemon. With `make` its folder is made where it is missing; without, a missing folder is a reason. */
export function placeOf(installation: Installation, environment: Variables, make = false): Placed {
  const folder = folderOf(environment);
  if (folder === undefined) return { kind: 'none', reason: 'the path of the folder for sockets is too long' };
  const problem = folderProblem(folder, make);
  return problem === undefined ? { kind: 'place', place: { folder, id: idOf(installation) } } : { kind: 'none', reason: problem };
}

function idOf({ version: release, build, program }: Installation): string {
  const text = JSON.stringify([release, build, program]);
  return [0x811c9dc5, 0x050c5d1f].map((start) => fnv1a(text, start).toString(16).padStart(8, '0')).join('');
}

/** A hash after Fowler, Noll and Vo: enough to tell names apart, and there without loading anything; versions are compared in the greeting. */
function fnv1a(text: string, start: number): number {
  let hash = start;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The user's folder for what lives as long as the login, else one below the folder for temporary files; undefined when no path is short enough. */
function folderOf(environment: Variables): string | undefined {
  if (isWindows) return path.join(environment.LOCALAPPDATA ?? path.join(os.homedir(), 'AppData/Local'), 'sentrik', 'run');
  const named = environment.XDG_RUNTIME_DIR ?? '';
  const runtime = path.isAbsolute(named) && isOwn(named) ? [path.join(named, 'sentrik')] : [];
  const own = `sentrik-${process.geteuid?.() ?? 'user'}`;
  const folders = [...runtime, path.join(environment.TMPDIR ?? os.tmpdir(), own), path.join('/tmp', own)];
  return folders.find((folder) => path.isAbsolute(folder) && Buffer.byteLength(path.join(folder, longestName)) <= longestPath);
}

function isOwn(folder: string): boolean {
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.geteuid?.();
}

/** Why the folder cannot be trusted: whoever may write there could answer in the daemon's place. */
function folderProblem(folder: string, make: boolean): string | undefined {
  try {
    if (make) fs.mkdirSync(folder, { recursive: isWindows, mode: ownOnly });
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') return `the folder ${folder} cannot be made (${codeOf(thrown)})`;
  }
  const stat = statOf(folder);
  if (stat === undefined) return make ? `the folder ${folder} cannot be made` : 'no daemon runs';
  if (!stat.isDirectory()) return `${folder} is not a folder`;
  if (isWindows) return undefined;
  if (stat.uid !== process.geteuid?.()) return `the folder ${folder} belongs to another user`;
  return (stat.mode & othersMayNothing) === 0 ? undefined : `the folder ${folder} is open to other users`;
}

function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The code of an error of the system, '' for any other. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

const socketName = /^([0-9a-f]{16})\.(\d{1,7})\.sock$/;

/** A socket in the folder; the daemon of an id with the highest number is the one in charge. */
export interface NamedSocket {
  readonly id: string;
  readonly number: number;
}

/** The sockets of every installation in the folder, highest numbers first. */
export function socketsIn(folder: string): readonly NamedSocket[] {
  const found = namesIn(folder).flatMap((name) => {
    const [, id, number] = socketName.exec(name) ?? [];
    return id === undefined ? [] : [{ id, number: Number(number) }];
  });
  return found.toSorted((a, b) => b.number - a.number);
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

/** Where a socket with this number listens. On Windows numbers have no meaning, since a pipe goes with its process. */
export function addressOf(place: Place, number: number): string {
  return isWindows ? pipeName(place) : fileOf(place, `${number}.sock`);
}

/** A file of the daemon beside its socket. */
export function fileOf({ folder, id }: Place, name: string): string {
  return path.join(folder, `${id}.${name}`);
}

/** Nobody else can take the name beforehand: a part of it stands in a file that only the user can read. */
function pipeName({ folder, id }: Place): string {
  const user = os.userInfo().username.replaceAll(/[^A-Za-z0-9_-]/g, '_');
  return `\\\\.\\pipe\\sentrik-${user}-${id}-${pipeKey(path.join(folder, 'pipe-key'))}`;
}

function pipeKey(file: string): string {
  try {
    fs.writeFileSync(file, Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown;
  }
  return fs.readFileSync(file, 'utf8').slice(0, 32);
}
