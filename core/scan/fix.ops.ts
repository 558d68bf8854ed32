import { z } from 'zod';
import type { AuditFacts } from '../kernel/audit-entry.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { sha256 } from '../kernel/sha256.ts';
import { lineIndex } from '../kernel/text.ts';
import { fingerprintShape } from './fingerprint.ts';
import { applyEdits } from './fix.ts';
import type { Finding, Source } from './model.ts';
import { findingsNamed, type FixWishes, planOwnFixes } from './own-fixes.ts';
import type { LeftFix } from './plan-fixes.ts';
import type { Scanner } from './scanner.ts';
import { readSourceText, type SourceText } from './source-text.ts';
import { openWorkspace } from './workspace.ts';

const fingerprintInput = z.string().regex(fingerprintShape);
const line = z.number().int().min(1).max(10_000_000);

const applyInput = z
  .object({
    file_path: z.string().min(1).max(1000).meta({ description: 'Path relative to the project' }),
    fingerprint: fingerprintInput.optional().meta({ description: "Apply this finding's own fix" }),
    fingerprints: z.array(fingerprintInput).min(1).max(50).optional().meta({ description: "Apply these findings' own fixes together" }),
    content_hash: z
      .string()
      .regex(/^[0-9a-f]{12,64}$/)
      .optional()
      .meta({ description: 'The file as it was seen (SHA-256, or its first 12 digits): refused when it has changed since' }),
    original_code: z.string().max(1_000_000).optional().meta({ description: 'Expected code; a difference is a warning' }),
    fixed_code: z.string().max(1_000_000).optional(),
    start_line: line.optional(),
    end_line: line.optional(),
    force: z.boolean().default(false).meta({ description: 'Apply a fix that could not be verified' }),
    cautious: z.boolean().optional().meta({ description: 'Also apply a fix after which something elsewhere may stop working; agents have to ask for it' }),
  })
  .refine(
    (input) =>
      input.fingerprint !== undefined ||
      input.fingerprints !== undefined ||
      (input.fixed_code !== undefined && input.start_line !== undefined && input.end_line !== undefined),
    {
      message: 'Give fingerprint or fingerprints, or fixed_code with start_line and end_line',
    },
  );

type ApplyInput = z.output<typeof applyInput>;

const applyOutput = z.object({
  status: z.literal('applied'),
  file_path: z.string(),
  verified: z.boolean(),
  warnings: z.array(z.string()),
  rule_id: z.string().optional().meta({ description: "The finding's rule; absent where lines were replaced" }),
  applied: z.array(z.string()).meta({ description: 'Fingerprints of the findings whose fixes were made' }),
  left: z.array(z.object({ fingerprint: z.string(), reason: z.string() })).meta({ description: 'Findings whose fix was not made, and why' }),
  before_hash: z.string().meta({ description: 'SHA-256 of the file before, in hex' }),
  after_hash: z.string().meta({ description: 'SHA-256 of the file after, in hex' }),
  remaining_findings: z.number().int().meta({ description: 'Findings in the file after the fix' }),
});

type ApplyAnswer = z.output<typeof applyOutput>;

interface Planned {
  readonly after: string;
  readonly verified: boolean;
  readonly warnings: readonly string[];
  /** None where lines were replaced. */
  readonly applied: readonly Finding[];
  readonly left: readonly LeftFix[];
}

/**
 * Writes fixes into their file, atomically. Findings' own fixes are applied only when verified, unless forced. An agent names the content it saw and asks
 * for fixes that carry a caution.
 */
export const applyFix = defineOperation({
  name: 'fix.apply',
  summary: 'Apply fixes to a source file',
  description: 'Applies the fixes of findings, or replaces the lines start_line..end_line. Only files of the project can be changed.',
  input: applyInput,
  output: applyOutput,
  access: 'member',
  effect: 'destroy',
  limit: 'general',
  http: { sentrik: 'POST /api/apply-fix' },
  mcp: 'apply_fix',
  lsp: 'sentrik.applyFix',
  audited: factsOf,
  async run(context, input) {
    const path = insideRoot(context.files.root, input.file_path);
    const { scanner } = await openWorkspace(context);
    const { mark, text } = readSourceText(context.files, path);
    refuseUnseen(context, { mark, text }, input);
    const wanted = input.fingerprints ?? (input.fingerprint === undefined ? undefined : [input.fingerprint]);
    const isCautious = input.cautious ?? context.actor.via !== 'agent';
    const wishes = { unverified: input.force, cautious: isCautious };
    const planned = wanted === undefined ? planLines(text, input) : planNamed(scanner, { path, text }, wanted, wishes);
    if (readSourceText(context.files, path).text !== text) throw changedSince();
    context.files.write(path, mark + planned.after);
    const rules = new Set(planned.applied.map(({ ruleId }) => ruleId));
    return {
      status: 'applied' as const,
      file_path: path,
      verified: planned.verified,
      warnings: [...planned.warnings],
      ...(rules.size === 1 ? { rule_id: [...rules].join('') } : {}),
      applied: planned.applied.map(({ fingerprint }) => fingerprint),
      left: planned.left.map(({ finding, reason }) => ({ fingerprint: finding.fingerprint, reason })),
      before_hash: sha256(mark + text),
      after_hash: sha256(mark + planned.after),
      remaining_findings: scanner.check({ path, text: planned.after }).findings.length,
    };
  },
});

/** An entry for each finding whose fix was made, or that was asked for. */
function factsOf(input: ApplyInput, result: ApplyAnswer | undefined): readonly AuditFacts[] {
  const { fingerprint, fingerprints = fingerprint === undefined ? [] : [fingerprint] } = input;
  const about = result?.applied ?? fingerprints;
  const file = result?.file_path ?? input.file_path;
  const rule = result?.rule_id === undefined ? {} : { rule: result.rule_id };
  const change = result === undefined ? {} : { before: result.before_hash, after: result.after_hash, details: { verified: result.verified } };
  return about.length === 0 ? [{ finding: { file }, ...change }] : about.map((each) => ({ finding: { file, fingerprint: each, ...rule }, ...change }));
}

/** What was seen, with its byte order mark or without, has to be what is there. */
function refuseUnseen(context: Context, { mark, text }: SourceText, { content_hash: seen }: ApplyInput): void {
  if (seen === undefined) {
    if (context.actor.via === 'agent')
      throw new Failure('invalid_input', 'content_hash: name the content that the fix was seen for; check and propose_fix tell it');
    return;
  }
  if (![sha256(text), sha256(mark + text)].some((hash) => hash.startsWith(seen))) throw changedSince();
}

function changedSince(): Failure {
  return new Failure('conflict', 'The file has changed since it was seen; check it again');
}

/** Throws `conflict` with the reasons where none of the fixes can be made. */
function planNamed(scanner: Scanner, source: Source, fingerprints: readonly string[], wishes: FixWishes): Planned {
  const wanted = findingsNamed(scanner.check(source).findings, fingerprints);
  const { after, applied, left } = planOwnFixes(scanner, source, wanted, wishes);
  if (applied.length === 0) throw new Failure('conflict', [...new Set(left.map(({ reason }) => reason))].join('; '));
  const verified = applied.every((fix) => fix.verified);
  const cautions = applied.flatMap(({ finding }) => finding.fix?.caution ?? []);
  const warnings = [...(verified ? [] : ['The fix was applied although it could not be verified']), ...new Set(cautions)];
  return { after, verified, warnings, applied: applied.map(({ finding }) => finding), left };
}

function planLines(text: string, input: ApplyInput): Planned {
  const { start_line: first = 1, end_line: last = 1, fixed_code: fixed = '', original_code: expected } = input;
  const lines = lineIndex(text);
  if (last < first) throw new Failure('invalid_input', 'end_line: may not be before start_line');
  if (first > lines.lineCount) throw new Failure('invalid_input', 'start_line: is past the end of the file');
  const start = lines.lineStart(first - 1);
  const end = lines.lineEnd(Math.min(last, lines.lineCount) - 1);
  const differs = expected !== undefined && expected.trim() !== text.slice(start, end).trim();
  const warnings = differs ? ['The lines differ from original_code; the fix was applied to the lines as they are'] : [];
  const after = applyEdits(text, [{ start, end, text: fixed.replace(/\r?\n$/, '') }]);
  return { after, verified: false, warnings, applied: [], left: [] };
}
