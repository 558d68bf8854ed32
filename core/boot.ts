import { insideRoot } from './kernel/path.ts';
import type { Platform } from './kernel/platform.ts';
import type { Actor, Ask, Assets, Context, Log, ProgressEvent, Workers } from './kernel/context.ts';
import { diskAssets } from './platform/assets-disk.ts';
import { memoryAudit } from './platform/audit.ts';
import { memoryFiles } from './platform/files-memory.ts';
import { noGit, systemGit } from './platform/git.ts';
import { standardErrorLog } from './platform/log.ts';
import { personAt } from './platform/person.ts';
import { sharedResources } from './platform/shared.ts';
import { workerPool } from './platform/workers.ts';
import { openPorts } from './ports.ts';

/** Where the product's own files are and which project it works on. */
export interface BootOptions {
  /** The project's folder. */
  readonly root: string;
  /** The folder with grammars, packs and the dashboard. */
  readonly assets: string;
  /** The same folder, opened for another project: grammars and packs that were read for that one are shared. */
  readonly openAssets?: Assets;
  /** The worker program; without it everything runs on one thread. */
  readonly worker?: string | URL;
  readonly threads?: number;
  /** Threads that others use too, in place of own ones; they do not end with the product. */
  readonly workers?: Workers;
  /** The process serves one call and ends. */
  readonly isDedicated?: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly configFile?: string;
  /** Instead of `configFile` for a configuration outside the project. */
  readonly configText?: { readonly name: string; readonly text: string };
  readonly log?: Log;
}

/** What one request adds to the product. */
export interface RequestOptions {
  readonly actor: Actor;
  readonly signal?: AbortSignal;
  readonly progress?: (event: ProgressEvent) => void;
  readonly ask?: Ask;
  /** How the caller reached the server, such as `http://127.0.0.1:8000`. */
  readonly origin?: string;
  /** Of the caller's workspace, on a server that has one. */
  readonly platform?: Platform;
}

/** The running product: makes a context per request. */
export interface Product {
  readonly root: string;
  contextFor(request: RequestOptions): Context;
  close(): Promise<void>;
}

/** The person at this machine: may do everything to the project. */
export const localActor: Actor = { id: 'local', via: 'local', access: 'operator' };

const idle = new AbortController().signal;
const defaultThreads = 4;

/** Chooses every implementation; nothing else does. Throws `not_found` when the root does not exist. */
export function boot(options: BootOptions): Product {
  const { root, worker, assets, openAssets, environment, isDedicated = false, log = standardErrorLog('warn') } = options;
  const ports = openPorts({ root, assets, environment, log, ...(openAssets === undefined ? {} : { openAssets }) });
  const { files } = ports;
  const own =
    worker === undefined || options.workers !== undefined
      ? undefined
      : workerPool({ program: worker, assetsFolder: assets, size: options.threads ?? defaultThreads, reserved: isDedicated ? 1 : 0 });
  const workers = options.workers ?? own;
  const shared = {
    ...ports,
    git: systemGit(files.root),
    person: () => personAt(files.root, environment),
    log,
    shared: sharedResources(),
    environment: definedOnly(environment),
    ...(workers === undefined ? {} : { workers }),
    isDedicated,
    ...(options.configFile === undefined ? {} : { configFile: insideRoot(files.root, options.configFile) }),
    ...(options.configText === undefined ? {} : { configText: options.configText }),
  };
  return {
    root: files.root,
    contextFor: (request) => ({ ...shared, ...partsOf(request) }),
    close: async () => own?.close(),
  };
}

/** The product without a project: for texts that belong to no folder. Settings are the defaults and nothing is written. */
export function bootWithoutFolder(options: Pick<BootOptions, 'assets' | 'environment' | 'log'>): Product {
  const files = memoryFiles('/');
  const shared = {
    files,
    git: noGit,
    person: () => personAt(undefined, options.environment),
    assets: diskAssets(options.assets),
    clock: { now: () => new Date(), elapsed: () => performance.now() },
    log: options.log ?? standardErrorLog('warn'),
    audit: memoryAudit(),
    shared: sharedResources(),
    environment: definedOnly(options.environment),
  };
  return {
    root: files.root,
    contextFor: (request) => ({ ...shared, ...partsOf(request) }),
    close: () => Promise.resolve(),
  };
}

function partsOf(request: RequestOptions): Pick<Context, 'actor' | 'signal' | 'progress' | 'ask' | 'platform' | 'origin'> {
  const { actor, signal = idle, progress = () => undefined, ask, platform, origin } = request;
  const given = { ...(ask === undefined ? {} : { ask }), ...(platform === undefined ? {} : { platform }), ...(origin === undefined ? {} : { origin }) };
  return { actor, signal, progress, ...given };
}

function definedOnly(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
