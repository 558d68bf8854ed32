import type { Diagnostic } from 'vscode-languageserver/node';
import { toFailure } from '../core/kernel/failure.ts';
import { insideRoot } from '../core/kernel/path.ts';
import type { RuleProblem } from '../core/scan/model.ts';
import type { Workspace } from '../core/scan/workspace.ts';
import type { ClosedFiles } from './closed-files.ts';
import { toProblemDiagnostic } from './convert.ts';
import { type Host, inBackground } from './host.ts';
import { withProgress } from './progress.ts';
import { type ServerStatus, settingsSection, statusNotification } from './protocol.ts';
import { defaultSettings, readSettings, type Settings } from './settings.ts';
import type { Folder } from './workspace.ts';

/** Loads every folder's settings, configuration and rules, and again when they change. */
export interface Projects {
  /** Asks the editor for its settings, then loads. */
  load(): Promise<void>;
  /** Loads again soon; many events in a row load once. */
  reload(): void;
  close(): void;
}

/** What loading brought. */
export interface ProjectNews {
  /** Projects that were not open before. */
  readonly hasNew: boolean;
  /** Other rules or settings of one that was. */
  readonly hasChanged: boolean;
}

/** Files whose change means that rules or settings may have changed. */
export const watchedGlobs = ['**/.guard.yaml', '**/.sentrik/*.{yaml,yml}', '**/.sentrik/rules/**'];

const configuration = /\/(?:\.guard\.yaml|\.sentrik\/[^/]+\.ya?ml|\.sentrik\/rules\/.+)$/;
const settleMilliseconds = 60;
const settingsTimeout = 3000;
/** How often the files behind the rules are looked at for an editor that does not tell what changes on disk. */
const lookMilliseconds = 2000;

/** Whether saving this file may change rules or settings. */
export function isConfiguration(uri: string): boolean {
  return configuration.test(uri);
}

export function projectsOf(host: Host, closedFiles: ClosedFiles, onLoaded: (news: ProjectNews) => void): Projects {
  let timer: NodeJS.Timeout | undefined;
  let lastOpened: Opened = new Map();

  async function openAll(): Promise<void> {
    const opened = await withProgress(host, 'loading rules', openEach(host, closedFiles));
    const news = newsOf(opened, lastOpened);
    lastOpened = opened;
    tellStatus(host, opened);
    onLoaded(news);
  }

  /** Loads again when a file behind the rules has changed, or a project came or went. */
  async function look(): Promise<void> {
    if (await hasChanged(host, lastOpened)) await openAll();
  }

  const openSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => inBackground(host, 'loading', openAll()), settleMilliseconds);
  };
  host.folders.onNested(openSoon);
  const looks = host.client.watchesFiles ? undefined : setInterval(() => inBackground(host, 'loading', look()), lookMilliseconds).unref();

  return {
    close() {
      clearInterval(looks);
      clearTimeout(timer);
    },
    async load() {
      await Promise.all(host.folders.all().map(async (folder) => folder.configure(await settingsFor(host, folder))));
      host.folders.settingsKnown();
      await openAll();
    },
    reload() {
      for (const folder of host.folders.all()) folder.reload();
      openSoon();
    },
  };
}

/** What is open of each folder; undefined where it could not be loaded. */
type Opened = ReadonlyMap<Folder, Workspace | undefined>;

async function openEach(host: Host, closedFiles: ClosedFiles): Promise<Opened> {
  const opening = host.folders.all().map(async (folder) => [folder, await openOne(host, closedFiles, folder)] as const);
  return new Map(await Promise.all(opening));
}

function newsOf(opened: Opened, before: Opened): ProjectNews {
  const folders = [...opened.keys()];
  return {
    hasNew: folders.some((folder) => !before.has(folder)),
    hasChanged: folders.some((folder) => before.has(folder) && before.get(folder) !== opened.get(folder)),
  };
}

function tellStatus(host: Host, opened: Opened): void {
  const workspaces = [...opened.values()].filter((workspace) => workspace !== undefined);
  const status = statusOf(workspaces);
  host.log.info(`${status.rules} rules are on`, { folders: workspaces.length, problems: status.problems });
  inBackground(host, 'the status', host.connection.sendNotification(statusNotification, status));
}

/** Whether a document lies in another project now, or opening a folder gives other rules. */
async function hasChanged({ documents, folders }: Host, opened: Opened): Promise<boolean> {
  const hasMoved = documents.all().some((document) => document.folder !== undefined && document.folder !== folders.placeOf(document.uri).folder);
  const all = folders.all();
  const now = await Promise.all(all.map((folder) => folder.workspace().catch(() => undefined)));
  return hasMoved || all.some((folder, index) => opened.get(folder) !== now[index]);
}

async function openOne({ log }: Host, closedFiles: ClosedFiles, folder: Folder): Promise<Workspace | undefined> {
  try {
    const workspace = await folder.workspace();
    closedFiles.setProblems(folder, problemsByPath(folder, workspace.problems));
    return workspace;
  } catch (thrown) {
    log.error('a project could not be loaded', { error: toFailure(thrown).cause ?? toFailure(thrown).message });
    return undefined;
  }
}

/** Problems of files that exist in the folder; others (the environment, a request) are in the status only. */
function problemsByPath(folder: Folder, problems: readonly RuleProblem[]): Map<string, Diagnostic[]> {
  const { files } = folder.context();
  const byPath = new Map<string, Diagnostic[]>();
  for (const problem of problems) {
    const stat = files.stat(insideRoot(files.root, problem.file));
    if (stat?.kind !== 'file') continue;
    byPath.set(problem.file, [...(byPath.get(problem.file) ?? []), toProblemDiagnostic(problem)]);
  }
  return byPath;
}

function statusOf(workspaces: readonly Workspace[]): ServerStatus {
  const rules = new Set(workspaces.flatMap(({ scanner }) => scanner.rules.map((rule) => rule.id)));
  const problems = workspaces.flatMap(({ problems: found }) =>
    found.map(({ file, line, message }) => `${file}${line === undefined ? '' : `:${line}`}: ${message}`),
  );
  return { rules: rules.size, problems };
}

/** What the editor is set to for a folder; the defaults when it does not say in time. */
async function settingsFor({ client, connection, log }: Host, folder: Folder): Promise<Settings> {
  if (!client.hasConfiguration) return defaultSettings;
  const item = { section: settingsSection, ...(folder.uri === undefined ? {} : { scopeUri: folder.uri }) };
  try {
    const value: unknown = await Promise.race([connection.workspace.getConfiguration(item), silence()]);
    const { settings, problems } = readSettings(value);
    for (const problem of problems) log.warn('a setting of the editor does not fit', { problem });
    return settings;
  } catch (thrown) {
    log.warn('the editor did not answer with its settings', { error: toFailure(thrown).message });
    return defaultSettings;
  }
}

function silence(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, settingsTimeout, undefined).unref();
  });
}
