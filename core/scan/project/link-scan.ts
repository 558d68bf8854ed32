import type { Context } from '../../kernel/context.ts';
import { insideRoot, type RepoPath } from '../../kernel/path.ts';
import type { FileResult, Skip } from '../model.ts';
import type { LinkPlan } from '../link/link-plan.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import type { FlowHit, PlanOutcome } from '../scanner/link-files.ts';
import type { RuleCost } from '../scanner/meter.ts';
import type { KnownFile, Plans } from '../scanner/link-plans.ts';
import { packResult, unpackResult } from './file-record.ts';
import { planOnce } from './plan-cache.ts';
import { type LinkCache, openLinkCache } from './link-cache.ts';
import { followPlans } from './link-threads.ts';
import { limitSkips } from './link-skips.ts';
import type { Loaded } from './load-file.ts';
import { diskTexts } from './worker-link.ts';

/** Files to follow flows through, with what the scan gathered of each. */
export interface LinkWork {
  readonly context: Context;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  readonly paths: readonly RepoPath[];
  readonly factsOf: (path: RepoPath) => string | undefined;
  /** Texts given instead of the disk. */
  readonly loaded?: ReadonlyMap<RepoPath, Loaded>;
  /** The git blob id of a file, where it is known; without it nothing is kept. */
  readonly contentOf: (path: string) => string | undefined;
  readonly keeps: boolean;
  readonly threads: number;
}

/** What following flows cost. */
export interface LinkCounts {
  /** Files with flows, and those that were opened to follow them. */
  readonly units: number;
  readonly opened: number;
  /** Rules with a source and a sink. */
  readonly rules: number;
  /** Parts in which these may meet, and those whose outcome was known from an earlier scan. */
  readonly parts: number;
  readonly known: number;
  /** Functions summarised, those cut off by a budget, and flows found. */
  readonly functions: number;
  readonly cut: number;
  readonly flows: number;
}

/** Results to put in place of those of single files. */
export interface Linked {
  readonly results: ReadonlyMap<string, FileResult>;
  readonly skips: readonly Skip[];
  readonly counts: LinkCounts;
  /** Time of the rules that were followed now. */
  readonly costs: readonly RuleCost[];
  /** The files with flows. */
  readonly files: readonly KnownFile[];
}

const budget = { plan: 10_000, total: 60_000 };
const noCounts: LinkCounts = { units: 0, opened: 0, rules: 0, parts: 0, known: 0, functions: 0, cut: 0, flows: 0 };

/** Follows flows across the files of a scan; what neither rules nor files have changed since an earlier scan is taken from there. Throws `cancelled`. */
export async function linkScan(work: LinkWork): Promise<Linked> {
  const { context, scanner, settings } = work;
  const files = work.paths.flatMap((path) => {
    const facts = work.factsOf(path);
    return facts === undefined ? [] : [{ path, facts }];
  });
  if (files.length < 2) return { results: new Map(), skips: [], costs: [], files, counts: { ...noCounts, units: files.length } };
  const settingsTexts = new Map<string, string | undefined>();
  const texts = textsOf(work);
  const plans = planOnce({ context, scanner, settings, files, keeps: work.keeps }, (path) => {
    const text = settingsTexts.has(path) ? settingsTexts.get(path) : texts.settingsText(path);
    settingsTexts.set(path, text);
    return text;
  });
  const paths = files.map(({ path }) => path);
  const cache = work.keeps ? openLinkCache({ context, scanner, settings, paths, settingsTexts, contentOf: work.contentOf }) : undefined;
  const followed = await followAll(work, plans, cache);
  const results = finishAll(work, followed.hits, cache);
  cache?.save();
  return { results, skips: followed.skips, costs: followed.costs, files, counts: { ...followed.counts, units: files.length, rules: plans.rules } };
}

function textsOf({ context, settings, loaded }: LinkWork): ReturnType<typeof diskTexts> {
  const { files } = context;
  const disk = diskTexts(files, files.root, settings.maxFileSize);
  if (loaded === undefined) return disk;
  return {
    settingsText: disk.settingsText,
    textOf(path) {
      const file = loaded.get(insideRoot(files.root, path));
      return file?.kind === 'text' ? file.text : undefined;
    },
  };
}

interface Followed extends Pick<Linked, 'skips' | 'counts' | 'costs'> {
  readonly hits: ReadonlyMap<string, readonly FlowHit[]>;
}

async function followAll(work: LinkWork, { plans, files, limited }: Plans, cache: LinkCache | undefined): Promise<Followed> {
  const { context, scanner, settings, loaded } = work;
  const outcomes = new Map<LinkPlan, PlanOutcome>();
  for (const plan of plans) {
    const known = cache?.outcome(plan);
    if (known !== undefined) outcomes.set(plan, known);
  }
  const known = outcomes.size;
  const costs: RuleCost[] = [];
  const tell = () => context.progress({ phase: 'link', done: outcomes.size, total: plans.length });
  const left = await followPlans({
    ...{ context, scanner, settings, files, budget },
    plans: plans.filter((plan) => !outcomes.has(plan)),
    texts: textsOf(work),
    threads: loaded === undefined ? work.threads : 1,
    onDone(plan, outcome) {
      outcomes.set(plan, outcome);
      costs.push({ ruleId: plan.ruleId, ms: outcome.ms, isStopped: outcome.isLate });
      // One that had less than its time may come to more the next time.
      if (!outcome.isLate || outcome.ms >= budget.plan) cache?.keepOutcome(plan, outcome);
      tell();
    },
  });
  // In the order of the plans, whoever was done first.
  const ordered = plans.flatMap((plan) => {
    const outcome = outcomes.get(plan);
    return outcome === undefined ? [] : [{ plan, outcome }];
  });
  const hits = hitsByPath(ordered.flatMap(({ outcome }) => outcome.hits));
  const sum = (count: (outcome: PlanOutcome) => number) => ordered.reduce((total, { outcome }) => total + count(outcome), 0);
  const counts: LinkCounts = {
    ...{ ...noCounts, parts: plans.length, known },
    opened: new Set(ordered.flatMap(({ outcome }) => outcome.opened)).size,
    functions: sum(({ functions }) => functions),
    cut: sum(({ cuts }) => cuts.length),
    flows: [...hits.values()].reduce((total, each) => total + each.length, 0),
  };
  return { hits, skips: limitSkips({ ordered, left, limited }), counts, costs };
}

/** Parts of a rule may meet in the same sink: its first way there is told. */
function hitsByPath(hits: readonly FlowHit[]): ReadonlyMap<string, readonly FlowHit[]> {
  const byPath = new Map<string, FlowHit[]>();
  const seen = new Set<string>();
  for (const hit of hits) {
    const key = `${hit.ruleId} ${hit.start} ${hit.end} ${hit.path}`;
    if (seen.has(key)) continue;
    seen.add(key);
    byPath.set(hit.path, [...(byPath.get(hit.path) ?? []), hit]);
  }
  return byPath;
}

function finishAll(work: LinkWork, hits: ReadonlyMap<string, readonly FlowHit[]>, cache: LinkCache | undefined): ReadonlyMap<string, FileResult> {
  const { scanner } = work;
  const { textOf } = textsOf(work);
  const results = new Map<string, FileResult>();
  for (const [path, own] of hits) {
    const from = JSON.stringify(own);
    let body = cache?.body(path, from);
    if (body === undefined) {
      const text = textOf(path);
      if (text === undefined) continue;
      body = packResult(scanner.steps.finishLinked({ path, text }, own));
      cache?.keepBody(path, from, body);
    }
    const raw = unpackResult({ path, body, language: undefined, lines: 0 }, scanner.steps.rulesById);
    results.set(path, scanner.steps.settle(path, raw));
  }
  return results;
}
