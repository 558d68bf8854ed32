import { z } from 'zod';
import type { Context, Workers } from '../../kernel/context.ts';
import { Failure, toFailure } from '../../kernel/failure.ts';
import type { LinkPlan } from '../link/link-plan.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import type { LinkTexts, PlanOutcome } from '../scanner/link-files.ts';
import type { LinkFile } from '../scanner/link-units.ts';
import { isElsewhere, otherThreads } from './shards.ts';
import { settingsJson } from './worker-shard.ts';
import type { LinkAnswer, LinkRequest } from './worker-link.ts';

/** Plans to follow, and on how many threads; texts that are not those of the disk stay on this one. */
export interface FollowWork {
  readonly context: Context;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  readonly files: readonly LinkFile[];
  readonly plans: readonly LinkPlan[];
  readonly texts: LinkTexts;
  readonly threads: number;
  /** Milliseconds for one plan, and for all together. */
  readonly budget: { readonly plan: number; readonly total: number };
  readonly onDone: (plan: LinkPlan, outcome: PlanOutcome) => void;
}

/** From here on plans go to threads. */
const parallelPlans = 2;

const linkAnswer = z.custom<LinkAnswer>((value) => typeof value === 'object' && value !== null && 'kind' in value);

/** Follows the plans; returns those for which there was no time left. Throws `cancelled` when the context's signal is aborted. */
export async function followPlans(work: FollowWork): Promise<readonly LinkPlan[]> {
  const { context, plans, threads, budget } = work;
  const deadline = context.clock.elapsed() + budget.total;
  const open = [...plans];
  const left: LinkPlan[] = [];
  const take = (): Turn | undefined => {
    if (context.signal.aborted) throw new Failure('cancelled', 'The scan was cancelled');
    if (context.clock.elapsed() > deadline) left.push(...open.splice(0));
    const plan = open.shift();
    return plan === undefined ? undefined : { plan, budget: Math.max(0, Math.min(budget.plan, deadline - context.clock.elapsed())) };
  };
  const { workers } = context;
  const isHere = threads < 2 || plans.length < parallelPlans;
  if (workers === undefined || (isHere && !isElsewhere(context))) await drain(work, take, openHere(work));
  else {
    const follow = openThreads(work, workers);
    const others = Array.from({ length: otherThreads(threads, context) }, () => drain(work, take, follow));
    await Promise.all(context.isDedicated === true ? [...others, drain(work, take, openHere(work))] : others);
  }
  return left;
}

/** A plan to follow, and the milliseconds for it. */
interface Turn {
  readonly plan: LinkPlan;
  readonly budget: number;
}

type Follow = (turn: Turn) => Promise<PlanOutcome>;

async function drain({ onDone }: FollowWork, take: () => Turn | undefined, follow: Follow): Promise<void> {
  for (let turn = take(); turn !== undefined; turn = take()) onDone(turn.plan, await follow(turn));
}

/** On this thread, which stays responsive in between. */
function openHere({ scanner, files, texts }: FollowWork): Follow {
  const linker = scanner.steps.linker(files, texts);
  return async ({ plan, budget }) => {
    const outcome = linker.follow(plan, budget);
    await new Promise((resolve) => setImmediate(resolve));
    return outcome;
  };
}

let scans = 0;

function openThreads(work: FollowWork, workers: Workers): Follow {
  const { context, scanner, settings, files } = work;
  scans += 1;
  const scan = `${process.pid}-${scans}`;
  const json = settingsJson(settings);
  let here: Follow | undefined;
  let isTold = 0;
  const ask = async ({ plan, budget }: Turn, whole: boolean) => {
    const request: LinkRequest = { root: context.files.root, stamp: scanner.stamp, scan, plan, budget };
    return linkAnswer.parse(await workers.run('link', whole ? { ...request, settings: json, project: files } : request, context.signal));
  };
  return async (turn) => {
    try {
      isTold += 1;
      let answer = await ask(turn, isTold <= work.threads);
      if (answer.kind === 'unknown') answer = await ask(turn, true);
      if (answer.kind === 'unknown') throw new Failure('unavailable', 'A worker thread does not take its settings');
      return answer.outcome;
    } catch (thrown) {
      if (context.signal.aborted) throw new Failure('cancelled', 'The scan was cancelled');
      context.log.warn('a thread that followed data flows failed; the main thread goes on', { error: toFailure(thrown).message });
      here ??= openHere(work);
      return here(turn);
    }
  };
}
