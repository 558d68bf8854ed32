import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { sha256 } from '../kernel/sha256.ts';
import { fingerprintShape } from './fingerprint.ts';
import { applyEdits } from './fix.ts';
import { patchOf } from './fix-patch.ts';
import type { Edit, FileResult, Finding, Rule, Source } from './model.ts';
import { findingsNamed, planOwnFixes } from './own-fixes.ts';
import type { PlannedFix } from './plan-fixes.ts';
import { maskEdits, maskSecrets, secretRuleIds } from './scanner/secrets.ts';
import { readSourceText } from './source-text.ts';
import { openWorkspace } from './workspace.ts';

const place = z.object({ fingerprint: z.string(), rule_id: z.string(), line: z.number().int() });

/** What fixes of one file would change, tried out; nothing is written. */
export const proposeFix = defineOperation({
  name: 'fix.propose',
  summary: 'Propose fixes for a file',
  description:
    'Unified diff of the fixes of findings, each tried out: `verified` means the result parses, the finding is gone and no new one appears. Nothing is written.',
  input: z.object({
    path: z.string().min(1).max(1000).meta({ description: 'File in the project' }),
    fingerprints: z
      .array(z.string().regex(fingerprintShape))
      .min(1)
      .max(50)
      .optional()
      .meta({ description: 'Findings to fix; by default all with a verified fix without caution' }),
  }),
  output: z.object({
    path: z.string(),
    content_hash: z.string().meta({ description: 'SHA-256 of the text that the fixes are for' }),
    verified: z.boolean().meta({ description: 'All of the fixes together' }),
    fixes: z.array(place.extend({ title: z.string(), verified: z.boolean(), caution: z.string().optional() })),
    left: z.array(place.extend({ reason: z.string() })).meta({ description: 'Findings whose fix is not proposed, and why' }),
    diff: z.string().optional().meta({ description: 'Absent where it would show a secret' }),
    masked: z.boolean().meta({ description: 'Secrets are starred out in the diff' }),
  }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  mcp: 'propose_fix',
  async run(context, { path: file, fingerprints }) {
    const path = insideRoot(context.files.root, file);
    const { scanner } = await openWorkspace(context);
    const { text } = readSourceText(context.files, path);
    const source = { path, text };
    const result = scanner.check(source);
    const isNamed = fingerprints !== undefined;
    const wanted = isNamed ? findingsNamed(result.findings, fingerprints) : result.findings.filter(({ fix }) => fix !== undefined);
    const { after, applied, left } = planOwnFixes(scanner, source, wanted, { unverified: isNamed, cautious: isNamed });
    return {
      path,
      content_hash: sha256(text),
      verified: applied.length > 0 && applied.every(({ verified }) => verified),
      fixes: applied.map(({ finding, verified }) => ({ ...toPlace(finding), title: finding.fix?.title ?? '', verified, ...cautionOf(finding) })),
      left: left.map(({ finding, reason }) => ({ ...toPlace(finding), reason })),
      ...diffOf(scanner.rules, { source, result }, after, applied),
    };
  },
});

interface Checked {
  readonly source: Source;
  readonly result: FileResult;
}

/** The diff with the file's secrets starred out; none for the fix of a secret, which would show it. */
function diffOf(rules: readonly Rule[], { source, result }: Checked, after: string, applied: readonly PlannedFix[]): { diff?: string; masked: boolean } {
  const { path, text } = source;
  if (after === text) return { masked: false };
  const secretRules = secretRuleIds(rules);
  if (applied.some(({ finding }) => secretRules.has(finding.ruleId))) return { masked: true };
  const secrets = [...result.findings, ...result.suppressed].filter(({ ruleId }) => secretRules.has(ruleId)).map(({ span }) => span);
  const before = maskSecrets(text, secrets);
  const diff = patchOf([{ path, before, after: applyEdits(before, maskEdits(editsOf(applied), text, secrets)) }]);
  return { diff, masked: before !== text && diff !== patchOf([{ path, before: text, after }]) };
}

function editsOf(applied: readonly PlannedFix[]): readonly Edit[] {
  return applied.flatMap(({ finding }) => finding.fix?.edits ?? []);
}

function cautionOf({ fix }: Finding): { caution?: string } {
  return fix?.caution === undefined ? {} : { caution: fix.caution };
}

function toPlace({ fingerprint, ruleId, span }: Finding): z.output<typeof place> {
  return { fingerprint, rule_id: ruleId, line: span.startLine + 1 };
}
