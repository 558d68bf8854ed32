import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot, type RepoPath } from '../kernel/path.ts';
import { sha256 } from '../kernel/sha256.ts';
import { committedText } from './changes/earlier-text.ts';
import { fingerprintsIn, partKnown } from './changes/new-findings.ts';
import { seenTexts } from './edits/seen.ts';
import { undoReplacements } from './edits/undo.ts';
import { findingWire, toFindingWire } from './finding-wire.ts';
import { severity, type Source } from './model.ts';
import { loadFile } from './project/load-file.ts';
import { secretRuleIds } from './scanner/secrets.ts';
import { withTriedFix } from './tried-fix.ts';
import { openWorkspace } from './workspace.ts';

const path = z.string().min(1).max(1000);
const maxText = 5_000_000;
const text = z.string().max(maxText);

const editInput = z.object({
  path: path.meta({ description: 'File of the project, as it is after the edit' }),
  before: text.optional().meta({ description: 'Its text before the edit; empty for a new file' }),
  replaced: z
    .array(z.object({ from: text, to: text }))
    .max(1000)
    .optional()
    .meta({ description: 'What the edit replaced by what, in order, where the text before is not known' }),
  severities: z.array(severity).optional().meta({ description: 'Only findings of these' }),
});

/** What an edit brought: findings that the text before it, or the last commit where that is not known, does not have. */
export const checkEdit = defineOperation({
  name: 'edit.check',
  summary: 'Findings that an edit of a file brought',
  description:
    'Compares the file with its text before the edit by fingerprints. Where that is not known, the last commit stands for it, and without one everything is new.',
  input: editInput,
  output: z.object({
    path: z.string(),
    content_hash: z.string().optional().meta({ description: 'SHA-256 of the file after the edit; absent where it was not read as text' }),
    compared_with: z.enum(['before', 'commit', 'nothing']).meta({ description: 'What the findings are new against' }),
    findings: z.array(findingWire),
    older: z.number().int().meta({ description: 'Findings that were there before' }),
    not_checked: z.array(z.string()).meta({ description: 'Parts that could not be checked, with the reason' }),
  }),
  access: 'member',
  permission: 'scan',
  effect: 'read',
  limit: 'general',
  largeBody: true,
  cli: 'hook',
  async run(context, input) {
    const workspace = await openWorkspace(context);
    const { scanner, settings } = workspace;
    const place = insideRoot(context.files.root, input.path);
    const nothing = { path: place, compared_with: 'nothing' as const, findings: [], older: 0 };
    if (context.files.stat(place) === undefined) return { ...nothing, not_checked: [] };
    const loaded = loadFile(context.files, place, settings.maxFileSize);
    if (loaded.kind !== 'text') return { ...nothing, not_checked: loaded.kind === 'skip' ? [loaded.skip.message] : [] };
    const content_hash = sha256(loaded.bytes ?? loaded.text);
    const source = { path: place, text: loaded.text };
    const seen = await seenTexts(context, workspace);
    const { findings, skips } = seen.check(source);
    const wanted = findings.filter((finding) => input.severities?.includes(finding.severity) ?? true);
    const not_checked = skips.map((skip) => skip.message);
    if (wanted.length === 0) return { ...nothing, content_hash, not_checked };
    const before = await textBefore(context, source, input);
    const known = before.kind === 'nothing' || before.text === '' ? none : seen.fingerprintsOf({ path: place, text: before.text });
    const { fresh, older } = partKnown(wanted, known);
    const tried = fresh.map((finding) => toFindingWire(withTriedFix(scanner, source, finding)));
    return { path: place, content_hash, compared_with: before.kind, findings: tried, older: older.length, not_checked };
  },
});

const none: ReadonlySet<string> = new Set();

type Before = { readonly kind: 'before' | 'commit'; readonly text: string } | { readonly kind: 'nothing' };

async function textBefore(context: Context, after: Source & { readonly path: RepoPath }, input: z.output<typeof editInput>): Promise<Before> {
  if (input.before !== undefined) return { kind: 'before', text: input.before };
  const undone = input.replaced === undefined ? undefined : undoReplacements(after.text, input.replaced);
  if (undone !== undefined) return { kind: 'before', text: undone };
  const earlier = await committedText(context, after.path);
  return earlier?.text === undefined ? { kind: 'nothing' } : { kind: 'commit', text: earlier.text };
}

const secretPlace = z.object({
  rule_id: z.string(),
  title: z.string(),
  severity,
  line: z.number().int().meta({ description: 'From 1' }),
  fingerprint: z.string(),
});

/** Live secrets in a text that somebody is about to read, write or send. The answer holds their places, never the secrets. */
export const findSecrets = defineOperation({
  name: 'secrets.find',
  summary: 'Places of secrets in a text',
  input: z.object({
    text,
    filename: path.meta({ description: 'What the text is called, for its language and rules' }),
    before: text.optional().meta({ description: 'The text before: secrets that it has already are left out' }),
  }),
  output: z.object({ secrets: z.array(secretPlace) }),
  access: 'member',
  permission: 'scan',
  effect: 'read',
  limit: 'general',
  largeBody: true,
  cli: 'hook',
  async run(context, input) {
    const { scanner } = await openWorkspace(context);
    const source = { path: insideRoot(context.files.root, input.filename), text: input.text };
    const ruleIds = secretRuleIds(scanner.rules);
    const { findings } = scanner.check(source, { ruleIds });
    const known = (before: string) => fingerprintsIn(scanner.check({ ...source, text: before }, { ruleIds }));
    const { fresh } = input.before === undefined || findings.length === 0 ? { fresh: findings } : partKnown(findings, known(input.before));
    return {
      secrets: fresh.map((finding) => ({
        rule_id: finding.ruleId,
        title: finding.title,
        severity: finding.severity,
        line: finding.span.startLine + 1,
        fingerprint: finding.fingerprint,
      })),
    };
  },
});
