import fs from 'node:fs';
import { stringify } from 'yaml';
import { randomOf } from '../fuzz/random.ts';

/** One finding of a clean repository. */
export interface Drawable {
  readonly repository: string;
  readonly commit: string;
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly confidence: number;
}

const size = 100;
/** Rules with hundreds of like findings would otherwise be most of a sample and say the same each time. */
const mostOfRule = 4;

/** Findings drawn at random, each with the same chance until `mostOfRule` of its rule are drawn; the same for the same seed and findings. */
export function drawSample(findings: readonly Drawable[], seed: number): readonly Drawable[] {
  const random = randomOf(seed);
  const ordered = findings.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
  const shuffled = ordered.map((finding) => ({ finding, place: random.below(2 ** 32) })).toSorted((a, b) => a.place - b.place);
  const ofRule = new Map<string, number>();
  const drawn: Drawable[] = [];
  for (const { finding } of shuffled) {
    const count = ofRule.get(finding.rule) ?? 0;
    if (count >= mostOfRule) continue;
    ofRule.set(finding.rule, count + 1);
    drawn.push(finding);
    if (drawn.length === size) break;
  }
  return drawn;
}

/** Writes a sample in the form of bench/judgements, with the verdict left to be filled in. */
export function writeSample(file: string, sample: readonly Drawable[]): void {
  fs.writeFileSync(file, stringify(sample.map((finding) => ({ ...finding, verdict: '', why: '' }))));
}

function keyOf({ repository, path, line, rule }: Drawable): string {
  return [repository, path, String(line).padStart(8, '0'), rule].join('\0');
}
