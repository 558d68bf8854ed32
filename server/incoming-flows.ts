import { insideRoot } from '../core/kernel/path.ts';
import type { FileResult, Finding } from '../core/scan/model.ts';
import { loadFile } from '../core/scan/project/load-file.ts';
import { openTextFlows, type TextFlows } from '../core/scan/project/text-flows.ts';
import type { ScanResult } from '../core/scan/project.ts';
import type { Workspace } from '../core/scan/workspace.ts';
import { type Host, inBackground } from './host.ts';
import { comesFromElsewhere, earlierFindings } from './incoming-findings.ts';
import type { LiveDocument } from './live-document.ts';
import { type Folder, isScanned } from './workspace.ts';

/** Shows in open documents what flows from other files give, once their folder was checked as a whole. */
export interface IncomingFlows {
  /** A check of the whole folder gathered what files know of one another. */
  scanned(folder: Folder, workspace: Workspace, result: ScanResult): void;
  /** The file is another one on disk. */
  fileChanged(folder: Folder, path: string): void;
  /** `known`: what the last check of the folder found in the file. */
  opened(document: LiveDocument, known: readonly Finding[]): void;
  /** Looks for flows into open documents when the typing has rested for a while. */
  changed(document: LiveDocument): void;
  closed(document: LiveDocument): void;
  onNews(listener: (documents: readonly LiveDocument[]) => void): void;
  close(): void;
}

/** A folder that was checked, and how far looking for flows in it has come. */
interface Known {
  readonly workspace: Workspace;
  readonly flows: TextFlows;
  /** Files that are others on disk than at the check. */
  readonly changed: Set<string>;
  readonly abort: AbortController;
  timer: NodeJS.Timeout | undefined;
  isBusy: boolean;
  /** Milliseconds that the last look took. */
  took: number;
}

/** Milliseconds for which the typing rests before it begins: at least these, and eight times what it took the last time, for the sake of the processor. */
const shortestRest = 1000;
const longestRest = 60_000;
const restFactor = 8;

export function incomingFlows(host: Host): IncomingFlows {
  const folders = new Map<Folder, Known>();
  let tell: (documents: readonly LiveDocument[]) => void = () => undefined;
  const looks = openLooks(host, (documents) => tell(documents));
  const later = (folder: Folder) => {
    const known = folders.get(folder);
    if (known !== undefined) looks.later(folder, known);
  };
  const forget = (folder: Folder) => {
    const known = folders.get(folder);
    clearTimeout(known?.timer);
    known?.abort.abort();
    folders.delete(folder);
  };
  const folderOf = ({ uri }: LiveDocument) => host.folders.placeOf(uri).folder;
  return {
    scanned(folder, workspace, { facts }) {
      forget(folder);
      if (facts === undefined) return;
      const { scanner, settings } = workspace;
      const flows = openTextFlows({ context: folder.context(), scanner, settings, known: facts });
      folders.set(folder, { workspace, flows, changed: new Set(), abort: new AbortController(), timer: undefined, isBusy: false, took: 0 });
      later(folder);
    },
    fileChanged(folder, path) {
      folders.get(folder)?.changed.add(path);
      later(folder);
    },
    opened(document, known) {
      const { folder, path } = host.folders.placeOf(document.uri);
      const elsewhere = known.filter(comesFromElsewhere);
      if (elsewhere.length > 0 && textOnDisk(folder, path) === document.current.getText()) document.showAtFirst(earlierFindings(elsewhere));
      later(folder);
    },
    changed: (document) => later(folderOf(document)),
    closed: (document) => later(folderOf(document)),
    onNews(listener) {
      tell = listener;
    },
    close() {
      for (const folder of [...folders.keys()]) forget(folder);
    },
  };
}

/** Looks at a folder once its typing rests; one look at a time. */
function openLooks(host: Host, tell: (documents: readonly LiveDocument[]) => void): { later(folder: Folder, known: Known): void } {
  const later = (folder: Folder, known: Known) => {
    clearTimeout(known.timer);
    const rest = Math.min(longestRest, Math.max(shortestRest, restFactor * known.took));
    known.timer = setTimeout(() => inBackground(host, 'looking for data flows from other files', look(folder, known)), rest).unref();
  };
  const look = async (folder: Folder, known: Known) => {
    if (known.isBusy) return later(folder, known);
    known.isBusy = true;
    const begun = performance.now();
    try {
      const news = await lookInto(host, folder, known);
      if (news.length > 0) tell(news);
    } finally {
      known.isBusy = false;
      known.took = performance.now() - begun;
    }
  };
  return { later };
}

/** The documents whose findings became others. Nothing is told of a text that changed meanwhile: the next look is ahead. */
async function lookInto(host: Host, folder: Folder, { workspace, flows, changed, abort }: Known): Promise<readonly LiveDocument[]> {
  if ((await folder.workspace()).scanner !== workspace.scanner) return [];
  const open = host.documents.all().flatMap((document) => {
    const place = host.folders.placeOf(document.uri);
    const isIn = !document.isNotebook && place.folder === folder && folder.pathOf(document.uri) === place.path && isScanned(folder, workspace, document.uri);
    return isIn ? [{ document, path: place.path, version: document.version }] : [];
  });
  if (open.length === 0) return [];
  await Promise.all(open.map(({ document }) => document.check()));
  const texts = open.map(({ document, path }) => [path, document.current.getText()] as const);
  const versions = open.map(({ document }) => document.version);
  const results: ReadonlyMap<string, FileResult> | undefined = await flows.follow({ texts, changed: [...changed] }, abort.signal);
  if (results === undefined) return [];
  return open
    .filter(({ document, path }, index) => document.isOpen && document.takeIncoming(results.get(path), versions[index] ?? 0))
    .map(({ document }) => document);
}

function textOnDisk(folder: Folder, path: string): string | undefined {
  const { files } = folder.context();
  const inside = insideRoot(files.root, path);
  const loaded = files.stat(inside)?.kind === 'file' ? loadFile(files, inside, Number.MAX_SAFE_INTEGER) : undefined;
  return loaded?.kind === 'text' ? loaded.text : undefined;
}
