import type { Context, GitState } from '../kernel/context.ts';
import { Failure, toFailure } from '../kernel/failure.ts';
import { insideRoot } from '../kernel/path.ts';
import { type LineHashes, lineHashes } from '../report/sarif/line-hash.ts';
import type { ChangedLines } from '../scan/changes/changed-lines.ts';
import { changesBetween } from '../scan/changes/earlier-text.ts';
import { fingerprintsIn } from '../scan/changes/new-findings.ts';
import { decodeText } from '../scan/decode.ts';
import type { Finding } from '../scan/model.ts';
import { scanProject, type ScanResult } from '../scan/project.ts';
import type { Workspace } from '../scan/workspace.ts';
import { findListed, isOfEarlierForm, type ListedFinding, readListed } from './baseline-file.ts';
import { sourceText } from './report-input.ts';

/** Findings that a baseline does not have, and those it has. `name` is how the baseline was called, for showing. */
export interface Compared {
  readonly name: string;
  readonly fresh: readonly Finding[];
  readonly older: readonly Finding[];
  /** Suppressed findings that the baseline has neither open nor suppressed. */
  readonly freshSuppressed: readonly Finding[];
  /** The lines of a file that were added or rewritten since the commit that was compared with; absent for files of findings. */
  readonly linesIn?: (path: string) => ChangedLines;
  /** Its id. */
  readonly commit?: string;
  /** What to know about the comparison. */
  readonly note?: string;
}

/** Why findings of a file of an earlier version may seem new. */
const earlierForm =
  'the baseline has fingerprints of an earlier form; its findings were known again by rule, file and line, so those on changed lines count as new; make it again with this version';

/** What to compare with: a commit, or the findings a file lists. */
export type Baseline =
  | { readonly kind: 'commit'; readonly name: string; readonly id: string; readonly to: GitState }
  | { readonly kind: 'file'; readonly name: string; readonly listed: readonly ListedFinding[] };

/** What was asked for: a baseline by name, or none (`false`), and what was scanned. */
export interface BaselineRequest {
  readonly baseline?: string | false | undefined;
  readonly gitRange?: string | undefined;
  readonly staged?: boolean | undefined;
}

/**
 * The baseline a request means. A name is a file of findings (findings.json, our JSON report or SARIF) where there is one, else a commit. Without a name, a
 * git range is compared with its start and staged files with the last commit. Throws `bad_request` for a name that is neither, `conflict` for a damaged file.
 */
export async function baselineOf(context: Context, { baseline, gitRange, staged }: BaselineRequest): Promise<Baseline | undefined> {
  if (baseline === false) return undefined;
  const ends = gitRange === undefined ? undefined : await context.git.endsOf(gitRange);
  const to = stateOf(ends?.to, staged);
  if (baseline !== undefined) {
    const listed = listedIn(context, baseline);
    if (listed !== undefined) return { kind: 'file', name: baseline, listed };
    return { kind: 'commit', name: baseline, id: await commitOf(context, baseline), to };
  }
  if (ends !== undefined) return { kind: 'commit', name: ends.from.slice(0, 12), id: ends.from, to };
  if (staged !== true) return undefined;
  return { kind: 'commit', name: 'HEAD', id: (await context.git.endsOf('HEAD')).from, to };
}

/**
 * Parts the findings of a scan by whether the baseline has them. For a commit, only files with findings whose text (or the text of a file that a data
 * flow comes through) was another then are scanned again, from git's objects and under their name of today; nothing is checked out.
 */
export async function compareWith(
  context: Context,
  workspace: Workspace,
  scanned: { readonly result: ScanResult; readonly baseline: Baseline },
): Promise<Compared> {
  const { result, baseline } = scanned;
  if (baseline.kind === 'file') return compareWithFile(context, result, baseline);
  const { known, linesIn } = await knownAt(context, workspace, { result, baseline });
  return {
    name: baseline.name,
    freshSuppressed: result.suppressed.filter(({ fingerprint }) => !known.has(fingerprint)),
    linesIn,
    commit: baseline.id,
    fresh: result.findings.filter(({ fingerprint }) => !known.has(fingerprint)),
    older: result.findings.filter(({ fingerprint }) => known.has(fingerprint)),
  };
}

function compareWithFile(context: Context, result: ScanResult, { name, listed }: Extract<Baseline, { kind: 'file' }>): Compared {
  const hashes = new Map<string, LineHashes | undefined>();
  const hashesOf = (path: string): LineHashes | undefined => {
    if (!hashes.has(path)) {
      const text = sourceText(context, { result }, path);
      hashes.set(path, text === undefined ? undefined : lineHashes(text));
    }
    return hashes.get(path);
  };
  const known = findListed([...result.findings, ...result.suppressed], listed, {
    exists: (path) => existsNow(context, path),
    lineHash: ({ path, span }) => hashesOf(path)?.of(span.startLine),
  });
  return {
    name,
    fresh: result.findings.filter((finding) => !known.has(finding)),
    older: result.findings.filter((finding) => known.has(finding)),
    freshSuppressed: result.suppressed.filter((finding) => !known.has(finding)),
    ...(isOfEarlierForm(listed) ? { note: earlierForm } : {}),
  };
}

function stateOf(to: string | undefined, staged: boolean | undefined): GitState {
  if (to !== undefined) return { kind: 'commit', id: to };
  return staged === true ? { kind: 'staged' } : { kind: 'disk' };
}

async function commitOf(context: Context, name: string): Promise<string> {
  try {
    return (await context.git.endsOf(name)).from;
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code !== 'bad_request') throw thrown;
    throw new Failure('bad_request', 'The baseline is neither a file of findings in the project nor a commit that git knows');
  }
}

/** The findings that a file in the project lists; undefined when there is no such file. */
function listedIn(context: Context, name: string): readonly ListedFinding[] | undefined {
  const path = insideRootOrNone(context, name);
  if (path === undefined || context.files.stat(path)?.kind !== 'file') return undefined;
  const listed = readListed(parseJson(new TextDecoder().decode(context.files.read(path))));
  if (listed === undefined)
    throw new Failure('conflict', 'The baseline file is neither a list of findings, nor a JSON report, nor a SARIF log of this product');
  return listed;
}

function insideRootOrNone(context: Context, name: string): ReturnType<typeof insideRoot> | undefined {
  try {
    return insideRoot(context.files.root, name);
  } catch (thrown) {
    if (toFailure(thrown).code !== 'outside_root') throw thrown;
    return undefined;
  }
}

function existsNow(context: Context, name: string): boolean {
  const path = insideRootOrNone(context, name);
  return path !== undefined && context.files.stat(path) !== undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface AtCommit {
  readonly result: ScanResult;
  readonly baseline: Extract<Baseline, { kind: 'commit' }>;
}

/** What was known at a commit, and what changed since in the files that have findings. */
interface Known {
  readonly known: ReadonlySet<string>;
  readonly linesIn: (path: string) => ChangedLines;
}

async function knownAt(context: Context, workspace: Workspace, { result, baseline }: AtCommit): Promise<Known> {
  const placed = [...result.findings, ...result.suppressed].filter(({ path }) => path !== '');
  const paths = [...new Set(placed.map(({ path }) => path))];
  const renamed = await context.git.renames(baseline.id, baseline.to);
  const former = await context.git.contents(
    { kind: 'commit', id: baseline.id },
    paths.map((path) => renamed.get(path) ?? path),
  );
  const texts: Record<string, string> = {};
  const same = new Set<string>();
  for (const path of paths) {
    const bytes = former.get(renamed.get(path) ?? path);
    const decoded = bytes === undefined ? undefined : decodeText(bytes);
    if (decoded?.kind !== 'text') continue;
    if (decoded.text === sourceText(context, { result }, path)) same.add(path);
    else texts[path] = decoded.text;
  }
  const before = Object.keys(texts).length === 0 ? undefined : await scanProject(context, workspace, { files: texts });
  const unchanged = placed.filter(({ path }) => same.has(path));
  const known = new Set([...unchanged.map(({ fingerprint }) => fingerprint), ...(before === undefined ? [] : fingerprintsIn(before))]);
  const linesIn = (path: string) => (same.has(path) ? [] : changesBetween(texts[path], sourceText(context, { result }, path) ?? '').lines);
  return { known, linesIn };
}
