import { z } from 'zod';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { lineIndex } from '../kernel/text.ts';
import { applyEdits } from './fix.ts';
import type { Edit, Source } from './model.ts';
import type { Scanner } from './scanner.ts';
import { readSourceText } from './source-text.ts';
import { openWorkspace } from './workspace.ts';

const line = z.number().int().min(1).max(10_000_000);

const applyInput = z
  .object({
    file_path: z.string().min(1).max(1000).meta({ description: 'Path relative to the project' }),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{8,64}$/)
      .optional()
      .meta({ description: "Apply this finding's own fix" }),
    original_code: z.string().max(1_000_000).optional().meta({ description: 'Expected code; a difference is a warning' }),
    fixed_code: z.string().max(1_000_000).optional(),
    start_line: line.optional(),
    end_line: line.optional(),
    force: z.boolean().default(false).meta({ description: 'Apply a fix that could not be verified' }),
  })
  .refine((input) => input.fingerprint !== undefined || (input.fixed_code !== undefined && input.start_line !== undefined && input.end_line !== undefined), {
    message: 'Give fingerprint, or fixed_code with start_line and end_line',
  });

type ApplyInput = z.output<typeof applyInput>;

interface Planned {
  readonly edits: readonly Edit[];
  readonly verified: boolean;
  readonly warnings: readonly string[];
}

/** Writes one fix into its file, atomically. A finding's own fix is applied only when verified, unless forced. */
export const applyFix = defineOperation({
  name: 'fix.apply',
  summary: 'Apply a code fix to a source file',
  description: 'Replaces the lines start_line..end_line, or applies the fix of the finding with this fingerprint. Only files of the project can be changed.',
  input: applyInput,
  output: z.object({
    status: z.literal('applied'),
    file_path: z.string(),
    verified: z.boolean(),
    warnings: z.array(z.string()),
    remaining_findings: z.number().int().meta({ description: 'Findings in the file after the fix' }),
  }),
  access: 'member',
  effect: 'destroy',
  limit: 'general',
  http: { sentrik: 'POST /api/apply-fix' },
  mcp: 'apply_fix',
  lsp: 'sentrik.applyFix',
  async run(context, input) {
    const path = insideRoot(context.files.root, input.file_path);
    const { mark, text } = readSourceText(context.files, path);
    const { scanner } = await openWorkspace(context);
    const planned = input.fingerprint === undefined ? planLines(text, input) : planOwnFix(scanner, { path, text }, input);
    const patched = applyEdits(text, planned.edits);
    context.files.write(path, mark + patched);
    const remaining = scanner.check({ path, text: patched }).findings.length;
    return { status: 'applied' as const, file_path: path, verified: planned.verified, warnings: [...planned.warnings], remaining_findings: remaining };
  },
});

function planOwnFix(scanner: Scanner, source: Source, input: ApplyInput): Planned {
  const finding = scanner.check(source).findings.find((candidate) => candidate.fingerprint === input.fingerprint);
  if (finding === undefined) throw new Failure('not_found', 'The file has no finding with this fingerprint any more');
  if (finding.fix === undefined) throw new Failure('conflict', 'This finding has no automatic fix; see its help');
  const fix = scanner.verifyFix(source, finding);
  const verified = fix.verified === true;
  if (!verified && !input.force) throw new Failure('conflict', 'The fix could not be verified; apply it with force if you have reviewed it');
  const warnings = [...(verified ? [] : ['The fix was applied although it could not be verified']), ...(fix.caution === undefined ? [] : [fix.caution])];
  return { edits: fix.edits, verified, warnings };
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
  return { edits: [{ start, end, text: fixed.replace(/\r?\n$/, '') }], verified: false, warnings };
}
