import { fileURLToPath } from 'node:url';
import { boot, type BootOptions, bootWithoutFolder, localActor, type Product, type RequestOptions } from '../core/boot.ts';
import type { Context, Log } from '../core/kernel/context.ts';
import { toFailure } from '../core/kernel/failure.ts';
import { baseName, insideRoot, type RepoPath } from '../core/kernel/path.ts';
import { walkRules } from '../core/scan/project/choose.ts';
import { takesChangedFile } from '../core/scan/project/walk.ts';
import { openWorkspace, type Workspace } from '../core/scan/workspace.ts';
import { forgetNested, nestedProject } from './nested.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** What every folder is opened with. */
export interface FolderOptions {
  /** The folder with grammars and packs. */
  readonly assets: string;
  /** The worker program for scans of a whole folder. */
  readonly worker?: string | URL;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** False where the user does not trust the folders: nothing in them steers what is checked. */
  readonly trusted?: boolean;
  /** Opens a folder in place of `boot`. */
  readonly open?: (options: BootOptions) => Product;
}

/** One root of the editor's workspace with its own configuration, or the place of texts that belong to none. */
export interface Folder {
  /** Absent for texts without a folder. */
  readonly uri?: string;
  readonly settings: Settings;
  configure(settings: Settings): void;
  context(request?: Omit<RequestOptions, 'actor'>): Context;
  /** The configuration, rules and scanner; loaded once until `reload`. */
  workspace(): Promise<Workspace>;
  /** Looks at the configuration again the next time. */
  reload(): void;
  /** Grows with every `configure` and `reload`. */
  readonly generation: number;
  /** The path inside the folder that a URI names; undefined when it is elsewhere. */
  pathOf(uri: string): RepoPath | undefined;
  /** The URI of a path inside the folder; undefined where the folder has none. */
  uriOf(path: string): string | undefined;
  close(): Promise<void>;
}

/** A folder and a path in it that a document is checked as. */
export interface Place {
  readonly folder: Folder;
  readonly path: RepoPath;
}

export interface Folders {
  /** Those of the workspace, and the projects inside of them that were met. */
  all(): readonly Folder[];
  /** Every URI has a place: the innermost project around it, else the first folder, else the one without a root. */
  placeOf(uri: string): Place;
  /** Tells of each project that was met inside of a folder of the workspace. */
  onNested(listener: () => void): void;
  change(added: readonly string[], removed: readonly string[]): void;
  /** Settled when the editor's settings are known: nothing is checked before. */
  readonly ready: Promise<void>;
  settingsKnown(): void;
  close(): Promise<void>;
}

/** The folders of the workspace by their URIs; the deepest one that holds a file rules it. */
export function openFolders(options: FolderOptions, uris: readonly string[]): Folders {
  let folders = uris.map((uri) => openFolder(options, uri));
  let tellNested: () => void = () => undefined;
  const nested = nestedFolders(options, () => tellNested());
  let loose: Folder | undefined;
  let settingsKnown: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    settingsKnown = resolve;
  });
  return {
    ready,
    settingsKnown: () => settingsKnown(),
    all: () => (folders.length > 0 || loose === undefined ? [...folders, ...nested.all()] : [loose]),
    placeOf(uri) {
      const places = folders.flatMap((folder) => placesIn(folder, uri));
      const nearest = places.toSorted((a, b) => a.path.length - b.path.length)[0];
      if (nearest !== undefined) return nested.placeIn(nearest);
      loose ??= looseFolder(options);
      return { folder: folders[0] ?? loose, path: looseName(uri) };
    },
    onNested(listener) {
      tellNested = listener;
    },
    change(added, removed) {
      const gone = folders.filter((folder) => folder.uri !== undefined && removed.includes(folder.uri));
      for (const folder of gone) {
        nested.drop(folder);
        void folder.close();
      }
      const known = new Set(folders.map((folder) => folder.uri));
      folders = [...folders.filter((folder) => !gone.includes(folder)), ...added.filter((uri) => !known.has(uri)).map((uri) => openFolder(options, uri))];
    },
    async close() {
      await Promise.all([...folders, ...nested.all(), ...(loose === undefined ? [] : [loose])].map((folder) => folder.close()));
    },
  };
}

interface NestedFolders {
  all(): readonly Folder[];
  /** The innermost project that a place lies in, which has its own configuration alone. */
  placeIn(place: Place): Place;
  drop(parent: Folder): void;
}

function nestedFolders(options: FolderOptions, onOpen: () => void): NestedFolders {
  const known = new Map<Folder, Map<RepoPath, Folder>>();
  const openIn = (parent: Folder, path: RepoPath): Folder | undefined => {
    const children = known.get(parent) ?? new Map<RepoPath, Folder>();
    known.set(parent, children);
    const uri = parent.uriOf(path);
    const folder = children.get(path) ?? (uri === undefined ? undefined : openFolder(options, uri));
    if (folder === undefined || children.has(path)) return folder;
    folder.configure(parent.settings);
    children.set(path, folder);
    onOpen();
    return folder;
  };
  return {
    all: () => [...known.values()].flatMap((children) => [...children.values()]),
    placeIn(place) {
      const root = nestedProject(place.folder.context().files, place.path);
      const folder = root === undefined ? undefined : openIn(place.folder, root);
      return folder === undefined || root === undefined ? place : { folder, path: insideRoot('/', place.path.slice(root.length + 1)) };
    },
    drop(parent) {
      for (const folder of known.get(parent)?.values() ?? []) void folder.close();
      known.delete(parent);
    },
  };
}

/** Whether the project's settings let its scans take a document: one that they exclude shows nothing in the editor either. */
export function isScanned(folder: Folder, { config }: Workspace, uri: string): boolean {
  const path = folder.pathOf(uri);
  return path === undefined || takesChangedFile(path, walkRules(config));
}

function placesIn(folder: Folder, uri: string): Place[] {
  const path = folder.pathOf(uri);
  return path === undefined ? [] : [{ folder, path }];
}

/** A folder that cannot be opened (gone, or not on this machine) is checked as one without files. */
function openFolder(options: FolderOptions, uri: string): Folder {
  try {
    const { assets, worker, environment, log, open = boot } = options;
    const root = fileURLToPath(uri);
    if (options.trusted === false) return makeFolder(bootWithoutFolder(options), { uri, pathOf: (file) => pathInside(root, file) });
    const product = open({ root, assets, environment, log, ...(worker === undefined ? {} : { worker }) });
    return makeFolder(product, { uri, pathOf: (file) => pathInside(root, file) ?? pathInside(product.root, file) });
  } catch (thrown) {
    options.log.warn('a workspace folder cannot be opened; its files are checked with default settings', { error: toFailure(thrown).message });
    const prefix = `${uri.replace(/\/$/, '')}/`;
    return makeFolder(bootWithoutFolder(options), { uri, pathOf: (file) => (file.startsWith(prefix) ? looseName(file) : undefined) });
  }
}

function looseFolder(options: FolderOptions): Folder {
  return makeFolder(bootWithoutFolder(options), { pathOf: () => undefined });
}

/** How long the files behind the rules are taken to be as they were. */
const freshMilliseconds = 500;

function makeFolder(product: Product, { uri, pathOf }: { readonly uri?: string; readonly pathOf: Folder['pathOf'] }): Folder {
  let settings = defaultSettings;
  let loaded: Promise<Workspace> | undefined;
  let lookedAt = 0;
  let generation = 0;
  const context: Folder['context'] = (request = {}) => product.contextFor({ ...request, actor: localActor });
  return {
    ...(uri === undefined ? {} : { uri }),
    get settings() {
      return settings;
    },
    configure(next) {
      settings = next;
      loaded = undefined;
      generation += 1;
    },
    context,
    workspace() {
      // Not every editor tells what changes on disk, and none of files outside of the watched folders.
      if (loaded !== undefined && performance.now() - lookedAt < freshMilliseconds) return loaded;
      lookedAt = performance.now();
      const opening = openWorkspace(context(), Object.keys(settings.overrides).length === 0 ? {} : { config: settings.overrides });
      opening.catch(() => {
        if (loaded === opening) loaded = undefined;
      });
      loaded = opening;
      return opening;
    },
    reload() {
      forgetNested(context().files);
      loaded = undefined;
      generation += 1;
    },
    get generation() {
      return generation;
    },
    pathOf,
    uriOf: (path) => (uri === undefined || path === '' ? undefined : `${uri.replace(/\/$/, '')}/${path.split('/').map(encodeURIComponent).join('/')}`),
    close: () => product.close(),
  };
}

function pathInside(root: string, uri: string): RepoPath | undefined {
  if (!uri.startsWith('file://')) return undefined;
  try {
    const path = insideRoot(root, uri);
    return path === '' ? undefined : path;
  } catch {
    return undefined;
  }
}

/** The path of a text that is in no folder: `untitled:Untitled-1` is `Untitled-1`. */
function looseName(uri: string): RepoPath {
  return insideRoot('/', nameOf(uri));
}

/** The last part of a URI's path, decoded, as a plain file name. */
function nameOf(uri: string): string {
  const path = uri.replace(/^[A-Za-z][A-Za-z0-9+.-]*:/, '').replace(/[?#].*$/s, '');
  const name = decoded(baseName(path)).replaceAll(/[\0/\\]/g, '_');
  return name === '' || name === '.' || name === '..' ? 'untitled' : name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
