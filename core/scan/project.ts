import type { Context } from '../kernel/context.ts';
import { extensionOf, insideRoot } from '../kernel/path.ts';
import type { Finding, LanguageId, RuleProblem, Skip } from './model.ts';
import { findBrokenRules } from './project/broken-rules.ts';
import { type Chosen, chooseFiles, type FileChoice } from './project/choose.ts';
import { collapseMissing } from './project/collapse.ts';
import type { ScanCosts } from './project/costs.ts';
import { checkProject } from './project/obligations.ts';
import type { FileRecord } from './project/file-record.ts';
import { isMediaExtension } from './project/ignored.ts';
import { engineId, openResultCache, type ResultCache } from './project/result-cache.ts';
import { scanLoaded } from './project/scan-batch.ts';
import { type Scanned, scanTexts, textsOf } from './project/scan-texts.ts';
import { type LinkCounts, type Linked, linkScan } from './project/link-scan.ts';
import { otherThreads, parallelFiles, scanPaths, threadsFor } from './project/shards.ts';
import { openTally, type ScanTotal } from './project/tally.ts';
import type { Scanner } from './scanner.ts';
import { compareFindings } from './scanner/findings.ts';
import type { KnownFile } from './scanner/link-plans.ts';
import { reportSuppressions, type SuppressionReport } from './project/suppression-report.ts';
import type { Workspace } from './workspace.ts';

/** What to scan; the whole project when nothing is given. `files` excludes the others. */
export interface ScanRequest extends FileChoice {
  /** Look at every file anew. */
  readonly noCache?: boolean;
  /** Measure what rules and files cost. */
  readonly timings?: boolean;
  /** Only look at the files one by one, for the cache: flows across files are followed by the scan that takes the results from there. */
  readonly apart?: boolean;
  /** Answer what files know of one another, for following flows into texts later. */
  readonly keepsFacts?: boolean;
}

export interface ScanResult {
  /** Sorted by path, offset, rule. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** Suppressions that suppress nothing, and entries that no longer hold. */
  readonly suppressions: SuppressionReport;
  readonly skips: readonly Skip[];
  readonly problems: readonly RuleProblem[];
  readonly filesScanned: number;
  readonly linesScanned: number;
  readonly durationMs: number;
  readonly threads: number;
  /** Files whose results were known from an earlier scan. */
  readonly filesUnchanged: number;
  readonly filesByLanguage: Readonly<Partial<Record<LanguageId, number>>>;
  /** Rules that had at least one file to look at and did not fail. */
  readonly rulesEvaluated: readonly string[];
  /** The file that meets an obligation about a document, by rule. */
  readonly documents: Readonly<Record<string, string>>;
  /** The whole project was looked at, as it is on disk. */
  readonly whole: boolean;
  /** What following data flows from file to file cost; absent when the settings say no. They are followed within the files of the scan. */
  readonly linked?: LinkCounts;
  /** Where it was asked for and flows are followed. */
  readonly facts?: readonly KnownFile[];
  /** The texts that were scanned instead of the files on disk, by path. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The slowest rules and files, where they were measured. */
  readonly costs?: ScanCosts;
  /** Milliseconds by phase. */
  readonly timings: Readonly<Record<'walk' | 'scan' | 'link' | 'project', number>>;
}

/**
 * Scans files of the project and answers findings in a fixed order. Rules about the project as a whole run when all of it is scanned.
 * Throws `not_found` for a path that is not there, `outside_root`, and `cancelled` when the context's signal is aborted.
 */
export async function scanProject(context: Context, workspace: Workspace, request: ScanRequest): Promise<ScanResult> {
  const started = context.clock.elapsed();
  const cache = cacheFor(context, workspace, request);
  const chosen = await chooseFiles(context, workspace.config, request, (cache?.count ?? 0) > 0 ? undefined : startThreads(context, workspace));
  const walked = context.clock.elapsed();
  const measures = request.timings === true;
  const work = { ...chosen, cache, measures };
  const scanning =
    chosen.loaded === undefined
      ? scanDisk(context, workspace, work)
      : scanTexts(workspace.scanner, chosen.loaded, { measures, gathersFacts: isLinked(workspace) });
  const broken = findBrokenRules(workspace.scanner, request.noCache === true ? undefined : context.cache, engineId(context));
  const scanned = await scanning;
  const alone = context.clock.elapsed();
  const linked = request.apart === true ? undefined : await linkChosen(context, workspace, { chosen, scanned, keeps: cache !== undefined });
  if (measures) scanned.costs.addRules(linked?.costs ?? []);
  const done = context.clock.elapsed();
  const project = chosen.whole ? checkWhole(context, workspace, chosen) : noProject;
  const durationMs = context.clock.elapsed() - started;
  const { findings: single, suppressed, comments } = withLinked(workspace.scanner, scanned, linked);
  const findings = chosen.whole ? collapseMissing(single, { scanner: workspace.scanner, files: context.files, paths: chosen.paths }) : single;
  const outcome = {
    findings: orderFindings([...findings, ...project.findings]),
    suppressed: orderFindings([...suppressed, ...project.suppressed]),
    skips: [...chosen.skips, ...scanned.skips, ...(linked?.skips ?? [])].toSorted((a, b) => compareText(a.path, b.path)),
  };
  if (cache === undefined) context.witness?.doubt();
  if (outcome.skips.some(({ reason }) => reason === 'budget' || reason === 'rule-error')) context.witness?.cutShort();
  return {
    ...outcome,
    suppressions: reportSuppressions(workspace, { ...outcome, comments, whole: chosen.whole }),
    problems: distinctProblems([...workspace.problems, ...scanned.problems, ...broken]),
    filesScanned: scanned.filesScanned,
    linesScanned: scanned.linesScanned,
    durationMs,
    threads: scanned.threads,
    filesUnchanged: scanned.unchanged,
    filesByLanguage: scanned.filesByLanguage,
    whole: chosen.whole,
    documents: project.met,
    ...toldOf(linked, request),
    rulesEvaluated: evaluatedOf(workspace, { ...chosen, scanned, project, broken }),
    ...(chosen.loaded === undefined ? {} : { texts: textsOf(chosen.loaded) }),
    ...(measures ? { costs: scanned.costs.total() } : {}),
    timings: { walk: walked - started, scan: alone - walked, link: done - alone, project: durationMs - (done - started) },
  };
}

/** Whether flows are followed from file to file: the settings want it, and there are rules that do. */
function isLinked({ config, scanner }: Workspace): boolean {
  return config.cross_file && scanner.rules.some((rule) => rule.detector.kind === 'taint' && rule.options?.interfile !== false);
}

/** Flows across files, unless the settings say no. */
async function linkChosen(
  context: Context,
  workspace: Workspace,
  at: { readonly chosen: Chosen; readonly scanned: Scanned; readonly keeps: boolean },
): Promise<Linked | undefined> {
  if (!isLinked(workspace)) return undefined;
  const { scanner, settings } = workspace;
  const { chosen, scanned, keeps } = at;
  const { loaded } = chosen;
  const paths = loaded === undefined ? chosen.paths : [...loaded.keys()].sort();
  const { contentOf, factsOf } = scanned;
  return linkScan({
    context,
    scanner,
    settings,
    paths,
    contentOf,
    factsOf,
    keeps,
    threads: mostThreads(workspace),
    ...(loaded === undefined ? {} : { loaded }),
  });
}

function toldOf(linked: Linked | undefined, { keepsFacts }: ScanRequest): Pick<ScanResult, 'linked' | 'facts'> {
  return linked === undefined ? {} : { linked: linked.counts, ...(keepsFacts === true ? { facts: linked.files } : {}) };
}

type Settled = Pick<ScanTotal, 'findings' | 'suppressed' | 'comments'>;

/** Files in which flows from others end have their results from there; what joins several files is not among these. */
function withLinked({ steps }: Scanner, { findings, suppressed, comments }: ScanTotal, linked: Linked | undefined): Settled {
  if (linked === undefined || linked.results.size === 0) return { findings, suppressed, comments };
  const isAlone = ({ path, ruleId }: Finding) => !linked.results.has(path) || steps.rulesById.get(ruleId)?.detector.kind === 'join';
  const results = [...linked.results.values()];
  return {
    findings: [...findings.filter(isAlone), ...results.flatMap((result) => result.findings)],
    suppressed: [...suppressed.filter(isAlone), ...results.flatMap((result) => result.suppressed)],
    comments: new Map([...comments, ...[...linked.results].map(([path, result]) => [path, result.comments ?? []] as const)]),
  };
}

interface Done extends Chosen {
  readonly scanned: Scanned;
  readonly project: ProjectResult;
  readonly broken: readonly RuleProblem[];
}

/** Without the rules that failed, and without those that join what is in several files where only some files were looked at. */
function evaluatedOf({ scanner }: Workspace, { scanned, project, whole, loaded, broken: known }: Done): readonly string[] {
  const broken = new Set([...scanned.problems, ...known].map(({ ruleId }) => ruleId));
  const isUsable = (id: string) => {
    const parts = scanner.steps.rulesById.get(id)?.detector;
    if (broken.has(id) || parts?.kind !== 'join') return !broken.has(id);
    return (whole || loaded !== undefined) && !parts.parts.some(({ rule }) => broken.has(rule.id));
  };
  return [...scanned.evaluated, ...project.evaluated].filter(isUsable);
}

interface DiskWork extends Chosen {
  readonly cache: ResultCache | undefined;
  readonly measures: boolean;
}

async function scanDisk(context: Context, workspace: Workspace, { paths, whole, cache, measures }: DiskWork): Promise<Scanned> {
  const { scanner, settings } = workspace;
  const tally = openTally(scanner);
  const contents = new Map<string, string>();
  const facts = new Map<string, string>();
  const gathersFacts = isLinked(workspace);
  let count = 0;
  const add = (records: readonly FileRecord[]) => {
    for (const record of records) {
      tally.add(record);
      if (record.state !== undefined) contents.set(record.path, record.state.content);
      if (record.facts !== undefined && record.facts !== '') facts.set(record.path, record.facts);
    }
    count += records.length;
    context.progress({ phase: 'scan', done: count, total: paths.length });
  };
  const known = cache === undefined ? [] : paths.flatMap((path) => cache.find(path) ?? []);
  const media = paths.filter((path) => isMediaExtension(extensionOf(path))).map((path) => scanLoaded(scanner, path, { kind: 'media' }));
  add([...known, ...media]);
  const done = new Set([...known, ...media].map((record) => record.path));
  const onRecords = (records: readonly FileRecord[]) => {
    add(records);
    for (const record of records) tellWitness(context, record);
    if (cache !== undefined) for (const record of records) cache.keep(record);
  };
  const changed = done.size === 0 ? paths : paths.filter((path) => !done.has(path));
  const run = await scanPaths({
    ...{ context, scanner, settings, paths: changed, measures, gathersFacts, onRecords },
    threads: mostThreads(workspace),
    keepsState: cache !== undefined,
  });
  tally.addProblems(run.problems);
  cache?.save({ whole, problems: run.problems });
  const total = tally.total();
  const skips = [...total.skips, ...run.skips];
  return { ...total, skips, threads: run.threads, unchanged: known.length, contentOf: (path) => contents.get(path), factsOf: (path) => facts.get(path) };
}

/** Threads read files by themselves. What kept them from it is in the file's state. */
function tellWitness({ witness, files }: Context, { path, state }: FileRecord): void {
  if (witness === undefined || isMediaExtension(extensionOf(path))) return;
  const inside = insideRoot(files.root, path);
  if (state === undefined) files.stat(inside);
  else if (state.modified !== 0) witness.saw(inside, { kind: 'file', ...state }, state.content);
}

function cacheFor(context: Context, workspace: Workspace, request: ScanRequest): ResultCache | undefined {
  const { scanner, settings, config } = workspace;
  const { cache } = context;
  return cache === undefined || !config.cache || request.noCache === true
    ? undefined
    : openResultCache({ context, cache, scanner, settings, gathersFacts: isLinked(workspace) });
}

function mostThreads({ config }: Workspace): number {
  return config.parallel_scan ? config.max_workers : 1;
}

/** Threads start while the files are still being found, as soon as there is enough for them. */
function startThreads(context: Context, workspace: Workspace): (files: number) => void {
  let isStarted = false;
  return (files) => {
    if (isStarted || files <= parallelFiles) return;
    isStarted = true;
    const threads = threadsFor(files, context, mostThreads(workspace));
    if (threads > 1) context.workers?.start?.(otherThreads(threads, context));
  };
}

interface ProjectResult {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly evaluated: readonly string[];
  readonly met: Readonly<Record<string, string>>;
}

const noProject: ProjectResult = { findings: [], suppressed: [], evaluated: [], met: {} };

function checkWhole(context: Context, { scanner }: Workspace, { paths }: Chosen): ProjectResult {
  const checked = checkProject(scanner.rules, { files: context.files, paths });
  return { ...scanner.suppress(checked.findings), evaluated: checked.evaluated, met: checked.met };
}

function distinctProblems(problems: readonly RuleProblem[]): readonly RuleProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** In the fixed order of results: path, offset, rule. */
export function orderFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => compareText(a.path, b.path) || compareFindings(a, b));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
