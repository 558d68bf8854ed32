import type { Location } from 'vscode-languageserver/node';
import { type Finding, type Skip, severityRank } from '../core/scan/model.ts';
import type { ScanResult } from '../core/scan/project.ts';
import { shownFindings } from './diagnostics.ts';
import type { Sight } from './convert.ts';
import type { Host } from './host.ts';
import type { Checked } from './live-document.ts';
import type { FindingList, ListedFinding } from './protocol.ts';
import { cataloguesOf } from './rule-page.ts';
import { fileSight } from './sight.ts';
import { canSuppressByComment } from './suppression-edits.ts';
import type { Folder } from './workspace.ts';

/** What is known of the workspace: the last check of all files, and the open documents as they are now. */
export interface KnownFindings {
  /** Takes what a check of a whole folder found; the files about which something is or was known. */
  scanned(folder: Folder, result: ScanResult): readonly string[];
  /** What was found in a document is now true of its file. */
  saved(folder: Folder, path: string, findings: readonly Finding[]): void;
  /** What is known of one file as it is on disk. */
  inFile(folder: Folder, path: string): readonly Finding[];
  /** Files about which something is known. */
  paths(folder: Folder): readonly string[];
  /** Whether the folder was checked as a whole. */
  hasScanned(folder: Folder): boolean;
  /** Findings of files that are not open, by path. */
  ofClosedFiles(folder: Folder): ReadonlyMap<string, readonly Finding[]>;
  list(): Promise<FindingList>;
}

interface Scanned {
  readonly files: number;
  readonly at: Date;
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly skips: readonly Skip[];
}

const nothing: ReadonlyMap<string, readonly Finding[]> = new Map();
const none: readonly Finding[] = [];

export function knownFindings(host: Host): KnownFindings {
  const { documents, folders } = host;
  const scans = new Map<Folder, Scanned>();
  const ofClosedFiles = (folder: Folder) => {
    const open = new Set<string | undefined>(documents.all().map(({ uri }) => folder.pathOf(uri)));
    const findings = scans.get(folder)?.findings ?? nothing;
    return new Map([...findings].filter(([path]) => !open.has(path)));
  };
  return {
    scanned(folder, { findings, skips, filesScanned }) {
      const before = scans.get(folder)?.findings ?? nothing;
      const now = byPath(findings);
      scans.set(folder, { files: filesScanned, at: folder.context().clock.now(), findings: now, skips });
      return [...new Set([...before.keys(), ...now.keys()])];
    },
    inFile: (folder, path) => scans.get(folder)?.findings.get(path) ?? none,
    paths: (folder) => [...(scans.get(folder)?.findings.keys() ?? [])],
    hasScanned: (folder) => scans.has(folder),
    saved(folder, path, findings) {
      const known = scans.get(folder);
      if (known !== undefined) scans.set(folder, { ...known, findings: new Map(known.findings).set(path, findings) });
    },
    ofClosedFiles,
    async list() {
      const open = await openOnes(host);
      const known = folders.all().flatMap((folder) => scans.get(folder) ?? []);
      const closed = await Promise.all(folders.all().map((folder) => listClosed(host, folder, ofClosedFiles(folder))));
      const scanned = known.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0];
      return {
        findings: [...closed.flat(), ...(await Promise.all(open.map(listOpen))).flat()],
        notChecked: [...known.flatMap(({ skips }) => skips), ...open.flatMap(({ result }) => result.skips)].map(({ path, message }) => ({ path, message })),
        openFiles: open.length,
        ...(scanned === undefined ? {} : { workspaceCheck: { files: known.reduce((sum, { files }) => sum + files, 0), at: scanned.at.toISOString() } }),
      };
    },
  };
}

function byPath(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const file = files.get(finding.path) ?? [];
    file.push(finding);
    files.set(finding.path, file);
  }
  return files;
}

async function openOnes({ documents }: Host): Promise<readonly Checked[]> {
  const checked = await Promise.all(documents.all().map((document) => document.check()));
  return checked.filter((one) => one !== undefined);
}

function listOpen(checked: Checked): Promise<readonly ListedFinding[]> {
  return listed(checked.folder, shownFindings(checked), () => checked.layout);
}

function listClosed(host: Host, folder: Folder, files: ReadonlyMap<string, readonly Finding[]>): Promise<readonly ListedFinding[]> {
  const limit = severityRank(folder.settings.minimum_severity);
  const shown = [...files.values()].flat().filter((finding) => severityRank(finding.severity) <= limit);
  return listed(folder, shown, (path) => fileSight(host, folder, path));
}

async function listed(folder: Folder, findings: readonly Finding[], sightOf: (path: string) => Pick<Sight, 'locate'>): Promise<readonly ListedFinding[]> {
  if (findings.length === 0) return [];
  const catalogues = await cataloguesOf(folder.context(), [...new Set(findings.flatMap(({ controls }) => Object.keys(controls)))]);
  const controlsOf = ({ controls }: Finding) =>
    Object.entries(controls).flatMap(([framework, ids]) => {
      const catalogue = catalogues.find(({ id }) => id === framework);
      const titleOf = (control: string) => catalogue?.controls.find(({ id }) => id === control)?.title ?? '';
      return ids.map((control) => ({ framework: catalogue?.name ?? framework, control, title: titleOf(control) }));
    });
  const workspace = await folder.workspace();
  return findings.map((finding) => ({
    ...toListed(finding, sightOf(finding.path).locate(finding.span), controlsOf(finding)),
    takesComment: canSuppressByComment(workspace, finding),
  }));
}

function toListed(finding: Finding, { uri, range }: Location, controls: ListedFinding['controls']): Omit<ListedFinding, 'takesComment'> {
  const { path, ruleId, title, message, severity, fingerprint, fix } = finding;
  return { uri, path, range, ruleId, title, message, severity, fingerprint, fix: fixOf(fix), controls };
}

function fixOf(fix: Finding['fix']): ListedFinding['fix'] {
  if (fix === undefined) return 'none';
  return fix.caution === undefined ? 'one' : 'cautious';
}
