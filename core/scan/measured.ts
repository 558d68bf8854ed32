import { z } from 'zod';
import type { Assets } from '../kernel/context.ts';

/** How many findings of a rule people judged after reading the code. */
const counts = z.object({ right: z.number().int(), wrong: z.number().int(), unsure: z.number().int(), repositories: z.number().int() });
export type JudgedCounts = z.output<typeof counts>;

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
    text: z.string(),
  })
  .meta({ id: 'MeasuredRule' });
export type MeasuredWire = z.output<typeof measuredWire>;

const asset = 'judged.json';
const judgedFile = z.record(z.string(), counts);

/** Counts by rule id, as the build wrote them; rules without a judgement are left out. */
export function readJudged(assets: Assets): ReadonlyMap<string, JudgedCounts> {
  return new Map(Object.entries(judgedFile.parse(JSON.parse(new TextDecoder().decode(assets.read(asset))))));
}

/** Name and text of the product file that `readJudged` reads. */
export function judgedAsset(verdicts: readonly Verdict[]): { readonly name: string; readonly text: string } {
  const rules = [...new Set(verdicts.map(({ rule }) => rule))].sort();
  const entries = rules.map((rule) => {
    const own = verdicts.filter((verdict) => verdict.rule === rule);
    const count = (verdict: Verdict['verdict']) => own.filter((each) => each.verdict === verdict).length;
    const repositories = new Set(own.map(({ repository }) => repository)).size;
    return [rule, { right: count('right'), wrong: count('wrong'), unsure: count('unsure'), repositories }] as const;
  });
  return { name: asset, text: JSON.stringify(Object.fromEntries(entries)) };
}

/** The figure of a rule with the sentence that says what it rests on. */
export function measuredOf(counted: JudgedCounts | undefined): MeasuredWire {
  const { right, wrong, unsure, repositories } = counted ?? { right: 0, wrong: 0, unsure: 0, repositories: 0 };
  const decided = right + wrong;
  const precision = decided < leastJudged ? null : Math.round((right / decided) * 100);
  return { right, wrong, unsure, repositories, precision, text: textOf({ right, wrong, unsure, repositories }, precision) };
}

function textOf({ right, wrong, unsure, repositories }: JudgedCounts, precision: number | null): string {
  const read = right + wrong + unsure;
  const doubtful = unsure === 0 ? '' : `, ${unsure} could not be decided`;
  const where = `in ${repositories} ${repositories === 1 ? 'repository' : 'repositories'}`;
  if (precision !== null)
    return `${precision} %: of ${right + wrong} findings that were read ${where}, ${right} were right${doubtful}; the rule may have changed since`;
  return read === 0 ? 'not measured' : `not measured: only ${read} ${read === 1 ? 'finding was' : 'findings were'} read, ${right} right${doubtful}`;
}
