import { type JoinRow, partsOf } from '../join-rule.ts';
import type { FileResult, Finding, LanguageId, RuleProblem, Skip, SuppressionComment } from '../model.ts';
import type { Scanner } from '../scanner.ts';
import type { RawResult } from '../scanner/check.ts';
import { type CostLedger, openLedger } from './costs.ts';
import { type FileRecord, unpackResult } from './file-record.ts';
import { joinAll } from './join.ts';

/** What scanning files gave. */
export interface ScanTotal {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** Our comments that suppress, by path. */
  readonly comments: ReadonlyMap<string, readonly SuppressionComment[]>;
  readonly skips: readonly Skip[];
  readonly filesScanned: number;
  readonly linesScanned: number;
  /** `generic` where no language is known. */
  readonly filesByLanguage: Readonly<Partial<Record<LanguageId, number>>>;
  /** Rules that had at least one file to look at. */
  readonly evaluated: readonly string[];
  /** Rules that failed at their first use. */
  readonly problems: readonly RuleProblem[];
  /** What the files cost that were measured. */
  readonly costs: CostLedger;
}

/** Gathers the records of files one by one. */
export interface Tally {
  add(record: FileRecord): void;
  addProblems(problems: readonly RuleProblem[]): void;
  total(): ScanTotal;
}

/** Starts an empty tally. The findings get what the scanner's settings say about them; their order is that of the records. */
export function openTally(scanner: Scanner): Tally {
  const findings: Finding[] = [];
  const suppressed: Finding[] = [];
  const skips: Skip[] = [];
  const comments = new Map<string, readonly SuppressionComment[]>();
  const rows: JoinRow[] = [];
  const problems: RuleProblem[] = [];
  const filesByLanguage: Partial<Record<LanguageId, number>> = {};
  const evaluated = new Set<string>();
  const costs = openLedger();
  let filesScanned = 0;
  let linesScanned = 0;
  const settle = (path: string, raw: RawResult) => {
    const result = scanner.steps.settle(path, raw);
    gather({ findings, suppressed, skips }, result);
    if (result.comments !== undefined) comments.set(path, result.comments);
  };
  return {
    add(record) {
      const { path, language, lines, cost } = record;
      if (cost !== undefined) costs.add(path, cost);
      if (record.body !== '') {
        const raw = unpackResult(record, scanner.steps.rulesById);
        for (const row of raw.rows ?? []) rows.push(row);
        settle(path, raw);
      }
      if (language === undefined) return;
      filesByLanguage[language] = (filesByLanguage[language] ?? 0) + 1;
      filesScanned += 1;
      linesScanned += lines;
      for (const rule of scanner.steps.pendingFor(path, language, evaluated)) evaluated.add(rule.id);
    },
    addProblems: (more) => void problems.push(...more),
    total() {
      for (const { path, ...joined } of joinAll(scanner.rules, rows.splice(0))) settle(path, joined);
      return {
        findings,
        suppressed,
        comments,
        skips: distinct(skips, (skip) => (skip.reason === 'rule-error' ? skip.message : `${skip.path}\n${skip.message}`)),
        filesScanned,
        linesScanned,
        filesByLanguage,
        costs,
        evaluated: withJoins(scanner, evaluated),
        problems: distinct(problems, (problem) => JSON.stringify(problem)),
      };
    },
  };
}

interface Lists {
  readonly findings: Finding[];
  readonly suppressed: Finding[];
  readonly skips: Skip[];
}

function gather(into: Lists, result: FileResult): void {
  into.findings.push(...result.findings);
  into.suppressed.push(...result.suppressed);
  into.skips.push(...result.skips);
}

/** A join rule was evaluated where one of its parts was; the parts themselves are no rules of their own. */
function withJoins({ rules, steps }: Scanner, evaluated: ReadonlySet<string>): readonly string[] {
  const joins = rules.filter((rule) => partsOf(rule).some(({ id }) => evaluated.has(id))).map(({ id }) => id);
  return [...[...evaluated].filter((id) => steps.rulesById.get(id)?.partOf === undefined), ...joins];
}

/** Each thread tells a failing rule once: the total tells it once. */
function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].reverse();
}
