import type { FileCost, RuleCost } from '../scanner/meter.ts';

/** What a rule cost over all files that were looked at; milliseconds. */
export interface RuleTotal {
  readonly ruleId: string;
  readonly ms: number;
  /** Files in which it was tried. */
  readonly files: number;
  /** Parts of the project in which it was followed from file to file, and the share of that in its time. */
  readonly parts: number;
  readonly partsMs: number;
  /** The file in which it took longest; absent where it was only followed from file to file. */
  readonly slowest?: { readonly path: string; readonly ms: number };
  /** How often it ran out of its budget: in a file, or in a part of the project when it was followed from file to file. */
  readonly stopped: number;
}

/** What a file cost, and what of it most went into; milliseconds. */
export interface FileTotal {
  readonly path: string;
  readonly ms: number;
  readonly parseMs: number;
  /** What the first file of a language pays for all: grammars and rules are made ready. */
  readonly setupMs: number;
  readonly slowest?: { readonly ruleId: string; readonly ms: number };
  /** Rules that ran out of their budget in it. */
  readonly stopped: readonly string[];
}

/** The slowest rules and files of a scan, those first that ran out of a budget. */
export interface ScanCosts {
  readonly rules: readonly RuleTotal[];
  readonly files: readonly FileTotal[];
  /** Files that were measured: not those with a result of an earlier scan, and not those that no rule could match. */
  readonly measured: number;
}

/** Adds up what files and rules cost. */
export interface CostLedger {
  add(path: string, cost: FileCost): void;
  /** What rules cost besides, once for each part of the project in which they were followed from file to file. */
  addRules(rules: readonly RuleCost[]): void;
  total(): ScanCosts;
}

const mostRows = 20;
const mostKept = 500;

interface RuleSum {
  ms: number;
  files: number;
  parts: number;
  partsMs: number;
  stopped: number;
  slowest: RuleTotal['slowest'];
}

/** Starts an empty ledger. */
export function openLedger(): CostLedger {
  const rules = new Map<string, RuleSum>();
  let files: FileTotal[] = [];
  let measured = 0;
  const sumOf = (ruleId: string): RuleSum => {
    const known = rules.get(ruleId) ?? { ms: 0, files: 0, parts: 0, partsMs: 0, stopped: 0, slowest: undefined };
    rules.set(ruleId, known);
    return known;
  };
  return {
    add(path, cost) {
      measured += 1;
      for (const { ruleId, ms, isStopped } of cost.rules) {
        const sum = sumOf(ruleId);
        sum.ms += ms;
        sum.files += 1;
        sum.stopped += isStopped ? 1 : 0;
        if (ms > (sum.slowest?.ms ?? -1)) sum.slowest = { path, ms };
      }
      files.push(fileTotal(path, cost));
      if (files.length > 2 * mostKept) files = slowestFirst(files).slice(0, mostKept);
    },
    addRules(more) {
      for (const { ruleId, ms, isStopped } of more) {
        const sum = sumOf(ruleId);
        sum.ms += ms;
        sum.parts += 1;
        sum.partsMs += ms;
        sum.stopped += isStopped ? 1 : 0;
      }
    },
    total: () => ({ rules: slowestFirst([...rules].map(ruleTotal)).slice(0, mostRows), files: slowestFirst(files).slice(0, mostRows), measured }),
  };
}

function fileTotal(path: string, { ms, parseMs, setupMs, rules }: FileCost): FileTotal {
  const worst = rules.toSorted((a, b) => b.ms - a.ms)[0];
  const stopped = rules.filter(({ isStopped }) => isStopped).map(({ ruleId }) => ruleId);
  return { path, ms, parseMs, setupMs, stopped, ...(worst === undefined ? {} : { slowest: { ruleId: worst.ruleId, ms: worst.ms } }) };
}

function ruleTotal([ruleId, { slowest, ...sum }]: readonly [string, RuleSum]): RuleTotal {
  return { ruleId, ...sum, ...(slowest === undefined ? {} : { slowest }) };
}

interface Costly {
  readonly ms: number;
  readonly stopped: number | readonly string[];
}

function slowestFirst<T extends Costly>(items: readonly T[]): T[] {
  const isStopped = ({ stopped }: Costly) => (typeof stopped === 'number' ? stopped > 0 : stopped.length > 0);
  return items.toSorted((a, b) => Number(isStopped(b)) - Number(isStopped(a)) || b.ms - a.ms);
}
