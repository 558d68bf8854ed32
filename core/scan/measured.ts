import { z } from 'zod';
import type { Assets } from '../kernel/context.ts';

/** How many findings of a rule people judged after reading the code. */
const counts = z.object({ right: z.number().int(), wrong: z.number().int(), unsure: z.number().int(), repositories: z.number().int() });
type JudgedCounts = z.output<typeof counts>;

/** Findings of a rule in clean, well-known repositories: those whose scans evaluated it, and their lines, of whatever language. */
const cleanCounts = z.object({ repositories: z.number().int(), lines: z.number().int(), findings: z.number().int() });
export type CleanCounts = z.output<typeof cleanCounts>;

const measurement = z.object({ judged: counts, clean: cleanCounts.nullable() });
/** What is known of a built-in rule from real code. */
export type Measurement = z.output<typeof measurement>;

/** A verdict on one finding in a real repository. */
export interface Verdict {
  readonly rule: string;
  readonly repository: string;
  readonly verdict: 'right' | 'wrong' | 'unsure';
}

/** Fewer decided findings than this give no figure. */
export const leastJudged = 10;

/** How often findings of a built-in rule were right; `precision` is a percentage, null where too few findings were judged. */
export const measuredWire = counts
  .extend({
    precision: z
      .number()
      .nullable()
      .meta({ description: `Percentage of right findings among those judged right or wrong; null below ${leastJudged} of them` }),
    clean: cleanCounts
      .nullable()
      .meta({ description: 'Findings in clean, well-known repositories whose scans evaluated the rule, and the lines of these; null where none did' }),
    text: z.string(),
  })
  .meta({ id: 'MeasuredRule' });
export type MeasuredWire = z.output<typeof measuredWire>;

const asset = 'measured.json';
const measuredFile = z.record(z.string(), measurement);

/** Measurements by rule id, as the build wrote them; rules that nothing is known of are left out. */
export function readMeasurements(assets: Assets): ReadonlyMap<string, Measurement> {
  return new Map(Object.entries(measuredFile.parse(JSON.parse(new TextDecoder().decode(assets.read(asset))))));
}

/** Name and text of the product file that `readMeasurements` reads. */
export function measurementsAsset(
  verdicts: readonly Verdict[],
  clean: Readonly<Record<string, CleanCounts>>,
): { readonly name: string; readonly text: string } {
  const rules = [...new Set([...verdicts.map(({ rule }) => rule), ...Object.keys(clean)])].sort();
  const entries = rules.map(
    (rule) => [rule, { judged: countVerdicts(verdicts.filter((verdict) => verdict.rule === rule)), clean: clean[rule] ?? null }] as const,
  );
  return { name: asset, text: JSON.stringify(Object.fromEntries(entries)) };
}

function countVerdicts(verdicts: readonly Verdict[]): JudgedCounts {
  const count = (verdict: Verdict['verdict']) => verdicts.filter((each) => each.verdict === verdict).length;
  const repositories = new Set(verdicts.map(({ repository }) => repository)).size;
  return { right: count('right'), wrong: count('wrong'), unsure: count('unsure'), repositories };
}

/** The figures of a rule with the sentence that says what they rest on. */
export function measuredOf({ judged, clean }: Measurement = { judged: countVerdicts([]), clean: null }): MeasuredWire {
  const decided = judged.right + judged.wrong;
  const precision = decided < leastJudged ? null : Math.round((judged.right / decided) * 100);
  const text = [precisionText(judged, precision), ...(clean === null ? [] : [cleanText(clean)])].join('; ');
  return { ...judged, precision, clean, text };
}

function precisionText({ right, wrong, unsure, repositories }: JudgedCounts, precision: number | null): string {
  const read = right + wrong + unsure;
  const doubtful = unsure === 0 ? '' : `, ${unsure} could not be decided`;
  const where = `in ${plural(repositories, 'repository', 'repositories')}`;
  if (precision !== null) return `${precision} %: of ${right + wrong} findings that were read ${where} and are still reported, ${right} were right${doubtful}`;
  return read === 0 ? 'not measured' : `not measured: only ${read} ${read === 1 ? 'finding was' : 'findings were'} read, ${right} right${doubtful}`;
}

function cleanText({ repositories, lines, findings }: CleanCounts): string {
  const where = `${plural(repositories, 'clean, well-known repository', 'clean, well-known repositories')} of ${lines.toLocaleString('en')} lines that had something to check`;
  return `${plural(findings, 'finding', 'findings')} in ${where}`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
