import { z } from 'zod';
import type { AuditFacts } from '../kernel/audit-entry.ts';
import type { Context } from '../kernel/context.ts';
import { toFailure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { sha256 } from '../kernel/sha256.ts';
import { fixHunk, fixHunks, toHunkWire } from '../scan/fix-hunks.ts';
import { type Finding, severity } from '../scan/model.ts';
import { readSourceText } from '../scan/source-text.ts';
import { type Change, patchOf } from '../scan/fix-patch.ts';
import { outputPath } from './outputs.ts';
import { type LeftFix, type PlannedFix, planFixes } from '../scan/plan-fixes.ts';
import { secretRuleIds } from '../scan/scanner/secrets.ts';
import { type Scanned, scanFor, scanInput } from './scan-input.ts';

const fixesInput = scanInput
  .pick({
    repo_path: true,
    changed_files: true,
    config_overrides: true,
    paths: true,
    git_range: true,
    rules: true,
    rule_texts: true,
    packs: true,
    no_packs: true,
    no_cache: true,
  })
  .extend({
    rule_ids: z.array(z.string().min(1)).optional().meta({ description: 'Only findings of these rules' }),
    fingerprints: z.array(z.string()).optional().meta({ description: 'Only these findings' }),
    unverified: z.boolean().default(false).meta({ description: 'Also make fixes that could not be verified' }),
    cautious: z.boolean().default(false).meta({ description: 'Also make fixes after which something elsewhere may stop working' }),
    tests: z.boolean().default(false).meta({ description: 'Also repair test code' }),
    dry_run: z.boolean().default(false).meta({ description: 'Change nothing; answer what would be done' }),
  });

const place = z.object({ fingerprint: z.string(), rule_id: z.string(), file_path: z.string(), line: z.number().int(), severity, message: z.string() });

const fixesOutput = z.object({
  status: z.enum(['applied', 'planned']),
  fixes: z.array(place.extend({ title: z.string(), verified: z.boolean(), caution: z.string().optional(), hunks: z.array(fixHunk) })),
  left: z.array(place.extend({ reason: z.string() })).meta({ description: 'Findings whose fix is not made, and why' }),
  without_fix: z.number().int().meta({ description: 'Findings that have no automatic fix' }),
  files: z.array(z.string()).meta({ description: 'Files that the fixes change' }),
  hashes: z
    .record(z.string(), z.object({ before: z.string(), after: z.string() }))
    .meta({ description: 'SHA-256 of each of these files before and after, in hex' }),
  patch: z.string().meta({ description: 'Unified diff of all changes; git apply -R takes it back' }),
  patch_file: z.string().optional().meta({ description: 'Where the patch was written; absent where nothing was changed' }),
});
export type FixesAnswer = z.output<typeof fixesOutput>;

/** Scans, and repairs what can be repaired: verified fixes of many findings at once, each file written atomically. */
export const runFixes = defineOperation({
  name: 'fix.run',
  summary: 'Repair findings with their verified fixes',
  description: 'Scans and makes the fixes that hold together. Answers a patch that takes them back. With dry_run nothing is written.',
  input: fixesInput,
  output: fixesOutput,
  access: 'member',
  effect: 'destroy',
  limit: 'general',
  cli: 'fix',
  audited: ({ dry_run: dryRun }, result) =>
    dryRun || result === undefined ? { details: { dry_run: dryRun } } : result.fixes.map((fix) => toAuditFacts(fix, result.hashes[fix.file_path])),
  async run(context, input) {
    const scanned = await scanFor(context, scanInput.parse(input));
    const { fixable, held, withoutFix } = wantedFindings(scanned, input);
    const planned = [...fixable].map(([path, findings]) => repairFile(context, scanned, { path, findings }, input));
    const { done, patchFile } = input.dry_run ? { done: planned } : keepRepairs(context, planned, scanned.workspace.config.output_dir);
    const changes = done.flatMap(({ change }) => change ?? []);
    return {
      status: input.dry_run ? ('planned' as const) : ('applied' as const),
      fixes: done.flatMap(({ fixes }) => fixes),
      left: [...done.flatMap(({ left }) => left), ...held.map(toLeftWire)],
      without_fix: withoutFix,
      files: changes.map(({ path }) => path),
      hashes: Object.fromEntries(changes.map(({ path, before, after }) => [path, { before: sha256(before), after: sha256(after) }])),
      patch: patchOf(changes),
      ...(patchFile === undefined ? {} : { patch_file: patchFile }),
    };
  },
});

type Input = z.output<typeof fixesInput>;

/** Findings with a fix by file, and those held back. A secret's fix is made only when it is asked for by name: the patch shows it. */
function wantedFindings({ result, workspace }: Scanned, input: Input) {
  const { rule_ids: ruleIds, fingerprints } = input;
  const secretRules = secretRuleIds(workspace.scanner.rules);
  const named = (finding: Finding) => ruleIds?.includes(finding.ruleId) === true || fingerprints?.includes(finding.fingerprint) === true;
  const wanted = result.findings.filter((finding) => (ruleIds === undefined && fingerprints === undefined) || named(finding));
  const fixable = new Map<string, Finding[]>();
  const held: LeftFix[] = [];
  let withoutFix = 0;
  for (const finding of wanted) {
    const reason = named(finding) ? undefined : reasonToHold(finding, input);
    if (reason !== undefined) held.push({ finding, reason });
    else if (finding.fix === undefined || (secretRules.has(finding.ruleId) && !named(finding))) withoutFix += 1;
    else fixable.set(finding.path, [...(fixable.get(finding.path) ?? []), finding]);
  }
  return { fixable, held, withoutFix };
}

/** Why a fix waits until it is asked for; undefined where it does not. */
function reasonToHold({ fix, tags }: Finding, { tests, cautious }: Input): string | undefined {
  if (fix === undefined) return undefined;
  if (!tests && tags.includes('test-code')) return 'It is in test code, which is repaired only on request';
  return cautious || fix.caution === undefined ? undefined : `Look at it first: ${fix.caution}`;
}

interface Repaired {
  readonly fixes: FixesAnswer['fixes'];
  readonly left: FixesAnswer['left'];
  readonly change?: Change;
}

interface FileFindings {
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** A file that cannot be read keeps its findings, with the reason. */
function repairFile(context: Context, { workspace }: Scanned, file: FileFindings, { unverified }: Input): Repaired {
  return orLeft(file.findings.map(toPlace), () => {
    const path = insideRoot(context.files.root, file.path);
    const { mark, text } = readSourceText(context.files, path);
    const { after, applied, left } = planFixes(workspace.scanner, { path, text }, file.findings, unverified);
    const told = { fixes: applied.map((fix) => toFixWire(fix, text)), left: left.map(toLeftWire) };
    return after === text ? told : { ...told, change: { path, before: mark + text, after: mark + after } };
  });
}

/** The patch is written first, so that a process that is killed leaves the way back; a file that cannot be written is told and the others are. */
function keepRepairs(
  context: Context,
  planned: readonly Repaired[],
  outputFolder: string,
): { readonly done: readonly Repaired[]; readonly patchFile?: string } {
  const changes = planned.flatMap(({ change }) => change ?? []);
  if (changes.length === 0) return { done: planned };
  const patchFile = outputPath(context, outputFolder, 'fixes.patch');
  context.files.write(patchFile, patchOf(changes));
  const done = planned.map((repaired) => {
    const { change, fixes, left } = repaired;
    if (change === undefined) return repaired;
    return orLeft(fixes, () => {
      context.files.write(insideRoot(context.files.root, change.path), change.after);
      return { fixes, left, change };
    });
  });
  const written = done.flatMap(({ change }) => change ?? []);
  if (written.length < changes.length) context.files.write(patchFile, patchOf(written));
  return written.length === 0 ? { done } : { done, patchFile };
}

/** The work's outcome, or the places with the reason why it could not be done. */
function orLeft(places: readonly z.output<typeof place>[], work: () => Repaired): Repaired {
  try {
    return work();
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    if (code === 'internal') throw thrown;
    return { fixes: [], left: places.map((each) => ({ ...place.parse(each), reason: message })) };
  }
}

function toAuditFacts(
  { fingerprint, rule_id: rule, file_path: file, verified }: FixesAnswer['fixes'][number],
  hashes: FixesAnswer['hashes'][string] | undefined,
): AuditFacts {
  return { finding: { fingerprint, rule, file }, ...hashes, details: { verified } };
}

function toFixWire({ finding, verified }: PlannedFix, text: string): FixesAnswer['fixes'][number] {
  const { fix } = finding;
  const caution = fix?.caution === undefined ? {} : { caution: fix.caution };
  return { ...toPlace(finding), title: fix?.title ?? '', verified, ...caution, hunks: fixHunks(text, fix?.edits ?? []).map(toHunkWire) };
}

function toLeftWire({ finding, reason }: LeftFix): FixesAnswer['left'][number] {
  return { ...toPlace(finding), reason };
}

function toPlace({ fingerprint, ruleId, path, span, severity: level, message }: Finding): z.output<typeof place> {
  return { fingerprint, rule_id: ruleId, file_path: path, line: span.startLine + 1, severity: level, message };
}
