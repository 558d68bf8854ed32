import { placelessFingerprint } from '../../core/scan/fingerprint.ts';
import { applyEdits } from '../../core/scan/fix.ts';
import type { Finding } from '../../core/scan/model.ts';
import type { Scanner } from '../../core/scan/scanner.ts';
import type { Grammars } from '../../core/scan/tree/grammar.ts';
import { type Random, randomOf } from '../fuzz/random.ts';
import { mapOffset, parseFile } from './code-file.ts';
import { type Bounds, insertLines, reformat, type Refactoring, rename } from './refactorings.ts';

/** A file that has findings. */
export interface Sample {
  readonly path: string;
  readonly text: string;
}

export type RefactoringName = 'insert lines' | 'reformat' | 'rename' | 'move';

/** What became of the findings of one file under one refactoring. */
export interface Trial {
  readonly refactoring: RefactoringName;
  readonly path: string;
  readonly findings: number;
  readonly kept: number;
  /** Findings that are still there and have another fingerprint. */
  readonly changed: readonly Finding[];
  /** Findings that the rules no longer make, such as those of a regex that wants all on one line. */
  readonly gone: readonly Finding[];
  /** Findings that share a fingerprint, or took over that of another one. */
  readonly merged: readonly Finding[];
}

const kinds: readonly RefactoringName[] = ['insert lines', 'reformat', 'rename', 'move'];
const refactorings: Readonly<Record<Exclude<RefactoringName, 'move'>, Refactoring>> = { 'insert lines': insertLines, reformat, rename };

export interface Bench {
  readonly scanner: Scanner;
  readonly grammars: Grammars;
}

/** As many random refactorings of random samples, each kind in turn; one that would change nothing is drawn again. The same seed gives the same. */
export function runTrials(
  bench: Bench,
  samples: readonly [Sample, ...Sample[]],
  { count, seed }: { readonly count: number; readonly seed: number },
): readonly Trial[] {
  const random = randomOf(seed);
  const trials: Trial[] = [];
  const known = new Map<Sample, readonly Finding[]>();
  for (let draws = 0; trials.length < count && draws < count * 40; draws += 1) {
    const sample = random.pick(samples);
    const before = known.get(sample) ?? bench.scanner.check(sample).findings;
    known.set(sample, before);
    const trial = tryOne(bench, kinds[trials.length % kinds.length] ?? 'move', { sample, before, random });
    if (trial !== undefined) trials.push(trial);
  }
  return trials;
}

interface Draw {
  readonly sample: Sample;
  readonly before: readonly Finding[];
  readonly random: Random;
}

function tryOne({ scanner, grammars }: Bench, refactoring: RefactoringName, { sample, before, random }: Draw): Trial | undefined {
  if (before.length === 0) return undefined;
  if (refactoring === 'move') {
    const moved = { ...sample, path: movedPath(sample.path, random) };
    return judge({ refactoring, path: sample.path }, before, scanner.check(moved).findings.map(placeless), (at) => at);
  }
  const file = parseFile(grammars, sample);
  const edits = file === undefined ? [] : refactorings[refactoring](file, random, boundsOf(sample.text, before));
  if (edits.length === 0) return undefined;
  const text = applyEdits(sample.text, edits);
  if (parseFile(grammars, { ...sample, text }) === undefined) return undefined;
  const trial = judge({ refactoring, path: sample.path }, before, scanner.check({ ...sample, text }).findings, (at) => mapOffset(edits, at));
  // A name that a finding depends on is no unrelated code: the finding itself is another one then, or none.
  return refactoring === 'rename' && trial.gone.length > 0 ? undefined : trial;
}

function movedPath(path: string, random: Random): string {
  const cut = path.lastIndexOf('/') + 1;
  // Where files of a tool lie says what they are.
  if (path.startsWith('.') && cut > 0) return `${path.slice(0, cut)}moved${random.below(100)}-${path.slice(cut)}`;
  return `${path.slice(0, cut)}moved${random.below(100)}/${path.slice(cut)}`;
}

function placeless(finding: Finding): Finding {
  return { ...finding, fingerprint: placelessFingerprint(finding.fingerprint) ?? '' };
}

/** Words on the lines of findings and of their flows may not be renamed: that would not be unrelated code. */
function boundsOf(text: string, findings: readonly Finding[]): Bounds {
  const lines = text.split(/\r?\n/);
  const spans = findings.flatMap(({ span, trace = [] }) => [span, ...trace.map((step) => step.span)]);
  const near = spans.flatMap(({ startLine, endLine }) => lines.slice(startLine, endLine + 1));
  return {
    words: new Set(near.flatMap((line) => line.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [])),
    offsets: spans.map(({ start }) => start),
  };
}

function judge(head: Pick<Trial, 'refactoring' | 'path'>, before: readonly Finding[], after: readonly Finding[], toNew: (offset: number) => number): Trial {
  const old = head.refactoring === 'move' ? before.map(placeless) : before;
  const pairs = old.map((finding) => [finding, partnerOf(finding, { old, after, toNew })] as const);
  const ownerOf = new Map(old.map((finding) => [finding.fingerprint, finding]));
  return {
    ...head,
    findings: old.length,
    kept: pairs.filter(([finding, partner]) => partner?.fingerprint === finding.fingerprint).length,
    gone: pairs.flatMap(([finding, partner]) => (partner === undefined ? finding : [])),
    changed: pairs.flatMap(([finding, partner]) => (partner === undefined || partner.fingerprint === finding.fingerprint ? [] : finding)),
    merged: [
      ...repeated(old),
      ...repeated(after),
      ...pairs.flatMap(([finding, partner]) => {
        const owner = partner === undefined ? undefined : ownerOf.get(partner.fingerprint);
        return owner === undefined || owner === finding ? [] : finding;
      }),
    ],
  };
}

interface Sides {
  readonly old: readonly Finding[];
  readonly after: readonly Finding[];
  readonly toNew: (offset: number) => number;
}

/** The same finding afterwards: refactorings keep the order, so where a rule has as many as before they are the same one by one. */
function partnerOf(finding: Finding, { old, after, toNew }: Sides): Finding | undefined {
  const isOfRule = ({ ruleId }: Finding) => ruleId === finding.ruleId;
  const [olds, news] = [old.filter(isOfRule), after.filter(isOfRule)];
  if (olds.length === news.length) return news[olds.indexOf(finding)];
  return news.find(({ span }) => span.start === toNew(finding.span.start));
}

function repeated(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ fingerprint }) => {
    if (seen.has(fingerprint)) return true;
    seen.add(fingerprint);
    return false;
  });
}
