import { createHash } from 'node:crypto';
import type { Files } from '../../kernel/context.ts';
import { insideRoot } from '../../kernel/path.ts';
import type { LinkPlan } from '../link/link-plan.ts';
import type { Scanner } from '../scanner.ts';
import type { FlowHit, Linker, LinkTexts, PlanOutcome } from '../scanner/link-files.ts';
import type { KnownFile, Plans } from '../scanner/link-plans.ts';
import { packResult } from './file-record.ts';
import { diskTexts } from './worker-link.ts';

/** Texts that an editor holds, in place of what the disk has under their paths, and files that are others on disk than they were at the scan. */
export interface TextQuestion {
  readonly texts: readonly (readonly [path: string, text: string])[];
  readonly changed: readonly string[];
}

/** What flows from other files give in these texts. */
export interface TextAnswer {
  /** The packed result (see `unpackResult`) of each text in which such a flow ends. */
  readonly bodies: readonly (readonly [path: string, body: string])[];
  /** Texts for which there was not time enough. */
  readonly late: readonly string[];
}

/** Follows flows from files of a project into open texts, and only those that a change may have touched since the last question. */
export interface TextLinker {
  /** `rest` is called between plans; true from it ends the work, with nothing to answer. */
  answer(question: TextQuestion, rest: () => Promise<boolean>): Promise<TextAnswer | undefined>;
}

export interface TextLinkerOptions {
  readonly scanner: Scanner;
  readonly files: Files;
  /** Bytes; larger files are not opened. */
  readonly maxBytes: number;
  /** Milliseconds for one plan, and for one answer. */
  readonly budget: { readonly plan: number; readonly total: number };
}

/** Held between answers, for as long as an editor has the project open. */
const mostNodes = 500_000;

interface KnownOutcome {
  readonly state: string;
  readonly outcome: PlanOutcome;
}

/** `gathered`: what a scan of the whole project gathered of each file, in the order of the paths. */
export function openTextLinker({ budget, ...options }: TextLinkerOptions, gathered: readonly KnownFile[]): TextLinker {
  const texts = openTexts(options, gathered);
  const planned = openPlans(options.scanner, texts);
  let outcomes: ReadonlyMap<string, KnownOutcome> = new Map();
  const stateOf = ({ opened }: PlanOutcome) => opened.map((path) => texts.versionOf(path)).join();
  const knownOutcome = (key: string): KnownOutcome | undefined => {
    const known = outcomes.get(key);
    return known !== undefined && known.state === stateOf(known.outcome) ? known : undefined;
  };
  return {
    async answer(question, rest) {
      planned.forget(texts.take(question));
      const { plans, linker, isNew } = planned.now();
      if (isNew) outcomes = new Map();
      const until = performance.now() + budget.total;
      const followed: Followed[] = [];
      const now = new Map<string, KnownOutcome>();
      for (const plan of plans.plans) {
        const into = concernedPaths(plans, plan).filter((path) => texts.isOpen(path));
        if (into.length === 0) continue;
        const key = JSON.stringify(plan);
        const known = knownOutcome(key);
        const outcome = known?.outcome ?? linker.follow(plan, Math.max(0, Math.min(budget.plan, until - performance.now())));
        followed.push({ into, outcome });
        if (!outcome.isLate) now.set(key, { outcome, state: stateOf(outcome) });
        if (known === undefined && (await rest())) {
          outcomes = new Map([...outcomes, ...now]);
          return undefined;
        }
      }
      outcomes = now;
      return answerOf(options.scanner, question, followed);
    },
  };
}

/** The files of the project with the open texts in their places. */
interface Texts extends LinkTexts {
  /** Takes other open texts; the paths whose texts are others now. */
  take(question: TextQuestion): readonly string[];
  isOpen(path: string): boolean;
  /** Differs when the text of a path differs. */
  versionOf(path: string): string;
  /** What is known of each file, in the order of the paths. */
  facts(): readonly KnownFile[];
  /** Differs when these facts differ. */
  generation(): number;
}

function openTexts({ scanner, files, maxBytes }: Omit<TextLinkerOptions, 'budget'>, gathered: readonly KnownFile[]): Texts {
  const disk = diskTexts(files, files.root, maxBytes);
  const facts = new Map(gathered.map((file) => [file.path, file.facts]));
  const seen = new Map<string, string>();
  let open: ReadonlyMap<string, { readonly text: string; readonly version: string }> = new Map();
  let generation = 0;
  const textOf = (path: string) => open.get(path)?.text ?? disk.textOf(path);
  const versionOf = (path: string) => open.get(path)?.version ?? stampOf(files, path);
  const takeOne = (path: string): boolean => {
    const version = versionOf(path);
    if (seen.get(path) === version) return false;
    seen.set(path, version);
    const now = factsOf(scanner, path, textOf(path));
    if (now !== (facts.get(path) ?? '')) generation += 1;
    facts.set(path, now);
    return true;
  };
  return {
    take({ texts, changed }) {
      const before = [...open.keys()];
      open = new Map(texts.map(([path, text]) => [path, { text, version: digest(text) }]));
      return [...new Set([...before, ...changed, ...open.keys()])].filter(takeOne);
    },
    isOpen: (path) => open.has(path),
    textOf,
    settingsText: disk.settingsText,
    mostNodes,
    versionOf,
    facts() {
      const all = [...facts].filter(([, packed]) => packed !== '').sort(([a], [b]) => (a < b ? -1 : 1));
      return all.map(([path, packed]) => ({ path, facts: packed }));
    },
    generation: () => generation,
  };
}

interface Planned {
  readonly plans: Plans;
  readonly linker: Linker;
  /** Its plans count files in another way than the last ones. */
  readonly isNew: boolean;
}

/** Plans once for the same facts, and keeps the trees of files while these are the same files. */
function openPlans({ steps }: Scanner, texts: Texts): { now(): Planned; forget(paths: readonly string[]): void } {
  let last: { readonly plans: Plans; readonly linker: Linker; readonly files: string; readonly generation: number } | undefined;
  return {
    forget(paths) {
      for (const path of paths) last?.linker.forget(path);
    },
    now() {
      const generation = texts.generation();
      if (last?.generation === generation) return { ...last, isNew: false };
      const plans = steps.planLinks(texts.facts(), texts.settingsText);
      const files = JSON.stringify(plans.files);
      const isNew = files !== last?.files;
      const linker = last === undefined || isNew ? steps.linker(plans.files, texts) : last.linker;
      last = { plans, linker, files, generation };
      return { plans, linker, isNew };
    },
  };
}

function factsOf(scanner: Scanner, path: string, text: string | undefined): string {
  const { steps } = scanner;
  const language = text === undefined ? undefined : scanner.languageOf({ path, text });
  if (text === undefined || language === undefined || !steps.hasFlows(language.id)) return '';
  return steps.find({ path, text }, [], true).facts ?? '';
}

function concernedPaths({ files }: Plans, { concerned }: LinkPlan): readonly string[] {
  return concerned.flatMap(([unit]) => files[unit - 1]?.path ?? []);
}

interface Followed {
  /** The open texts that the plan has a part in. */
  readonly into: readonly string[];
  readonly outcome: PlanOutcome;
}

function answerOf(scanner: Scanner, { texts }: TextQuestion, followed: readonly Followed[]): TextAnswer {
  const hits = followed.flatMap(({ outcome }) => outcome.hits);
  const late = followed.flatMap(({ into, outcome }) => (outcome.isLate ? into : []));
  return { bodies: bodiesOf(scanner, texts, hits), late: [...new Set(late)] };
}

function bodiesOf({ steps }: Scanner, texts: TextQuestion['texts'], hits: readonly FlowHit[]): TextAnswer['bodies'] {
  return texts.flatMap(([path, text]): TextAnswer['bodies'] => {
    const own = withoutRepeats(hits.filter((hit) => hit.path === path));
    return own.length === 0 ? [] : [[path, packResult(steps.finishLinked({ path, text }, own))]];
  });
}

/** Parts of a rule may meet in the same sink: its first way there is told. */
function withoutRepeats(hits: readonly FlowHit[]): readonly FlowHit[] {
  const first = new Map<string, FlowHit>();
  for (const hit of hits) {
    const key = `${hit.ruleId} ${hit.start} ${hit.end}`;
    if (!first.has(key)) first.set(key, hit);
  }
  return [...first.values()];
}

function stampOf(files: Files, path: string): string {
  const stat = files.stat(insideRoot(files.root, path));
  return stat === undefined ? '' : `${stat.size} ${stat.modified} ${stat.changed ?? ''}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
