import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { cli, inTemporaryFolder, runCommand } from '../measure.ts';

/** What the scorer counts in a group of cases. */
export interface Counts {
  readonly found: number;
  readonly missed: number;
  /** Safe cases that were reported. */
  readonly wrong: number;
}

/** One ground truth scored: all of it and by weakness. `lines`: reported lines beside the cases, where the truth is exhaustive. */
export interface Score extends Counts {
  readonly truth: string;
  readonly lines: number;
  readonly byWeakness: ReadonlyMap<string, Counts>;
}

const scored = z.object({
  tp: z.number(),
  fn: z.number(),
  fp: z.number(),
  ufp: z.number(),
  groups: z.record(z.string(), z.array(z.number())),
});

/** Scans the checkout of each ground truth in `<folder>/gt/*.json` (a folder of the truth's name below `corpus`) and scores it; null where there is no checkout. */
export async function scoreTruths(folder: string, corpus: string, only: string | undefined): Promise<ReadonlyMap<string, Score | null>> {
  const names = fs
    .readdirSync(path.join(folder, 'gt'))
    .flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
    .filter((name) => only === undefined || name.includes(only))
    .sort();
  const scores = new Map<string, Score | null>();
  for (const name of names) {
    const checkout = path.join(corpus, name);
    scores.set(name, fs.existsSync(checkout) ? await scoreTruth(folder, name, checkout) : null);
  }
  return scores;
}

async function scoreTruth(folder: string, truth: string, checkout: string): Promise<Score> {
  return await inTemporaryFolder(async (scratch) => {
    const [sarif, json] = [path.join(scratch, 'findings.sarif'), path.join(scratch, 'score.json')];
    const scan = [cli, 'scan', '--root', checkout, '--no-write', '--no-progress', '--no-cache', '--format', 'sarif', '-o', sarif];
    await runCommand(process.execPath, scan, { folder: checkout, codes: [0] });
    const score = [path.join(folder, 'score_gt.py'), path.join(folder, 'gt', `${truth}.json`), sarif, '--root', checkout, '--by', 'cwe', '--json', json];
    await runCommand('python3', score, { folder: scratch, codes: [0] });
    const { tp, fn, fp, ufp, groups } = scored.parse(JSON.parse(withoutNaN(fs.readFileSync(json, 'utf8'))));
    const byWeakness = Object.entries(groups).map(([weakness, [found = 0, missed = 0, wrong = 0]]) => [weakness, { found, missed, wrong }] as const);
    return { truth, found: tp, missed: fn, wrong: fp, lines: ufp, byWeakness: new Map(byWeakness) };
  });
}

/** The scorer writes a ratio over nothing as NaN, which is no JSON. */
function withoutNaN(text: string): string {
  return text.replaceAll(/: NaN\b/g, ': null');
}
