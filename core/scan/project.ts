import type { Config } from '../config/schema.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../kernel/path.ts';
import { compileGlobs } from './glob.ts';
import type { Finding, LanguageId, RuleProblem, Skip } from './model.ts';
import { checkProject } from './project/obligations.ts';
import { mergeShards, openTally, type ShardResult } from './project/scan-files.ts';
import { scanSized } from './project/shards.ts';
import { takesChangedFile, walk, type Walked, type WalkRules } from './project/walk.ts';
import { compareFindings } from './scanner/findings.ts';
import type { Workspace } from './workspace.ts';

/** What to scan; the whole project when nothing is given. `files` excludes the others. */
export interface ScanRequest {
  /** Files or folders relative to the root; the whole root when empty. A file is scanned even when git ignores it. */
  readonly paths?: readonly string[];
  /** Texts by path, scanned instead of the disk. */
  readonly files?: Readonly<Record<string, string>>;
  readonly changedFiles?: readonly string[];
  readonly gitRange?: string;
  readonly staged?: boolean;
}

export interface ScanResult {
  /** Sorted by path, offset, rule. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly skips: readonly Skip[];
  readonly problems: readonly RuleProblem[];
  readonly filesScanned: number;
  readonly linesScanned: number;
  readonly durationMs: number;
  readonly threads: number;
  readonly filesByLanguage: Readonly<Partial<Record<LanguageId, number>>>;
  /** Rules that had at least one file to look at and did not fail. */
  readonly rulesEvaluated: readonly string[];
  /** Milliseconds by phase. */
  readonly timings: Readonly<Record<'walk' | 'scan' | 'project', number>>;
}

/**
 * Scans files of the project and answers findings in a fixed order. Rules about the project as a whole run when all of it is scanned.
 * Throws `not_found` for a path that is not there, `outside_root`, and `cancelled` when the context's signal is aborted.
 */
export async function scanProject(context: Context, workspace: Workspace, request: ScanRequest): Promise<ScanResult> {
  const started = context.clock.elapsed();
  const chosen = await chooseFiles(context, workspace, request);
  const walked = context.clock.elapsed();
  const scanned = request.files === undefined ? await scanDisk(context, workspace, chosen) : scanInline(workspace, context, request.files);
  const done = context.clock.elapsed();
  const project = chosen.whole ? checkWhole(context, workspace, chosen) : noProject;
  const durationMs = context.clock.elapsed() - started;
  return {
    findings: ordered([...scanned.findings, ...project.findings]),
    suppressed: ordered([...scanned.suppressed, ...project.suppressed]),
    skips: [...chosen.skips, ...scanned.skips].toSorted((a, b) => compareText(a.path, b.path)),
    problems: distinctProblems([...workspace.problems, ...scanned.problems]),
    filesScanned: scanned.filesScanned,
    linesScanned: scanned.linesScanned,
    durationMs,
    threads: scanned.threads,
    filesByLanguage: scanned.filesByLanguage,
    rulesEvaluated: [...scanned.evaluated, ...project.evaluated].filter((id) => !scanned.problems.some(({ ruleId }) => ruleId === id)),
    timings: { walk: walked - started, scan: done - walked, project: durationMs - (done - started) },
  };
}

interface Chosen extends Walked {
  /** The whole project, so that rules about it can be judged. */
  readonly whole: boolean;
}

/** Which files the configuration lets a scan take. */
export function walkRules({ output_dir: outputDir, scan_include: include, scan_exclude: exclude }: Config): WalkRules {
  return { outputDir, include: include.length === 0 ? undefined : compileGlobs(include), exclude: compileGlobs(exclude) };
}

async function chooseFiles(context: Context, { config }: Workspace, request: ScanRequest): Promise<Chosen> {
  const rules = walkRules(config);
  if (request.files !== undefined) return { paths: [], skips: [], whole: false };
  const changed = await changedPaths(context, request);
  if (changed !== undefined) {
    const paths = [...new Set(changed.map((path) => insideRoot(context.files.root, path)))].sort();
    return { paths: paths.filter((path) => takesChangedFile(path, rules) && context.files.stat(path)?.kind === 'file'), skips: [], whole: false };
  }
  const starts = [...new Set((request.paths ?? []).map((path) => insideRoot(context.files.root, path)))];
  if (starts.length === 0 || starts.includes(insideRoot(context.files.root, '.'))) {
    return { ...walk(context.files, insideRoot(context.files.root, '.'), rules), whole: true };
  }
  const walks = starts.map((start) => walkNamed(context, start, rules));
  const paths = [...new Set(walks.flatMap((each) => each.paths))].sort();
  return { paths, skips: walks.flatMap((each) => each.skips), whole: false };
}

async function changedPaths(context: Context, request: ScanRequest): Promise<readonly string[] | undefined> {
  if (request.changedFiles === undefined && request.gitRange === undefined && request.staged !== true) return undefined;
  const ranged = request.gitRange === undefined ? [] : await context.git.changedFiles(request.gitRange);
  const staged = request.staged === true ? await context.git.stagedFiles() : [];
  return [...(request.changedFiles ?? []), ...ranged, ...staged];
}

function walkNamed(context: Context, start: RepoPath, rules: WalkRules): Walked {
  const stat = context.files.stat(start);
  if (stat === undefined) throw new Failure('not_found', `There is no ${start} in the project`);
  return stat.kind === 'folder' ? walk(context.files, start, rules) : { paths: [start], skips: [] };
}

type Scanned = ShardResult & { readonly threads: number };

function scanDisk(context: Context, workspace: Workspace, { paths }: Chosen): Promise<Scanned> {
  const files = paths.map((path) => ({ path, size: context.files.stat(path)?.size ?? 0 }));
  let done = 0;
  const onDone = (more: number) => {
    done += more;
    context.progress({ phase: 'scan', done, total: files.length });
  };
  onDone(0);
  const { scanner, settings, config } = workspace;
  const threads = config.parallel_scan ? config.max_workers : 1;
  return scanSized({ context, scanner, settings, files, threads, onDone });
}

function scanInline({ scanner }: Workspace, context: Context, texts: Readonly<Record<string, string>>): Scanned {
  const tally = openTally(scanner);
  for (const [name, text] of Object.entries(texts)) {
    const path = insideRoot(context.files.root, name);
    if (path === '') throw new Failure('invalid_input', 'files: a path is empty');
    tally.add(path, { kind: 'text', text });
  }
  return { ...mergeShards([tally.result()]), threads: 1 };
}

interface ProjectResult {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly evaluated: readonly string[];
}

const noProject: ProjectResult = { findings: [], suppressed: [], evaluated: [] };

function checkWhole(context: Context, { scanner }: Workspace, { paths }: Chosen): ProjectResult {
  const checked = checkProject(scanner.rules, { files: context.files, paths });
  return { ...scanner.suppress(checked.findings), evaluated: checked.evaluated };
}

function distinctProblems(problems: readonly RuleProblem[]): readonly RuleProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function ordered(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => compareText(a.path, b.path) || compareFindings(a, b));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
