import type { z } from 'zod';
import { showControls } from '../core/compliance/controls.ops.ts';
import { explainRule } from '../core/runs/explain.ops.ts';
import { checkGate } from '../core/runs/gate-check.ops.ts';
import { applyFix } from '../core/scan/fix.ops.ts';
import { proposeFix } from '../core/scan/propose.ops.ts';
import { sdkCheck, sdkContext, sdkRules } from '../core/scan/sdk.ops.ts';
import { checkPackages } from '../core/packages/packages.ops.ts';
import type { Compact, Page } from './budget.ts';
import { assessed, checked, explained, judged, type LongForm } from './long-form.ts';
import { presentCheck, presentGate } from './present-check.ts';
import { presentContext } from './present-context.ts';
import { presentEvidence } from './present-evidence.ts';
import { presentApplied, presentProposal } from './present-fixes.ts';
import { presentRule, presentRules } from './present.ts';
import { presentPackages } from './present-packages.ts';

/** How a tool takes its input and shows its result. */
export interface Presentation {
  /** Shorter than the operation's, because every agent reads the whole list of tools. */
  readonly title?: string;
  readonly description?: string;
  /** Shorter descriptions of the operation's fields. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Fields without which the tool refuses, besides those of the operation. */
  readonly required?: readonly string[];
  /** What the tool asks for where the caller says nothing. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Where the answer is told at length. */
  readonly longForm?: LongForm;
  readonly hasPages: boolean;
  readonly hasDetail?: boolean;
  /** Fields of the operation's input that are not offered. */
  readonly hidden: readonly string[];
  /** A compact form of the operation's result, within the page's budget. */
  present(result: unknown, page: Page): Compact;
}

/** The compact forms by tool name; a tool that is not here answers its operation's whole result. */
export const presentations: ReadonlyMap<string, Presentation> = new Map([
  [
    'check',
    presentation(sdkCheck.output, presentCheck, {
      title: 'Check code',
      description: 'Security and compliance findings of a file, a text or a diff; only those of changed lines where git has an earlier version.',
      fields: {
        code: 'Text to check, with filename',
        filename: 'Its name, for language and rules',
        base: 'Commit to compare with',
        lines: 'all: unchanged lines too',
        frameworks: 'Only findings with controls of these',
      },
      defaults: { lines: 'changed' },
      longForm: checked,
      hasPages: true,
      hasDetail: true,
      hidden: ['frames'],
    }),
  ],
  [
    'context',
    presentation(sdkContext.output, presentContext, {
      title: 'Context before writing',
      description: 'What matters when writing a file: its likely weaknesses with safe ways, controls and packs.',
      hasPages: false,
      hidden: [],
    }),
  ],
  ['rules', presentation(sdkRules.output, presentRules, { title: 'Rules of a file', hasPages: true, hidden: [] })],
  [
    'explain',
    presentation(explainRule.output, presentRule, {
      title: 'Explain a rule or finding',
      description: 'Why, how to fix, example, data flow, CWE and controls.',
      fields: { rule_id: 'Rule id or fingerprint', path: "The finding's file" },
      longForm: explained,
      hasPages: false,
      hidden: [],
    }),
  ],
  [
    'propose_fix',
    presentation(proposeFix.output, presentProposal, {
      description: 'Unified diff of fixes, each tried out. Nothing is written.',
      fields: { fingerprints: 'Findings; by default all with a verified fix' },
      hasPages: false,
      hidden: [],
    }),
  ],
  [
    'apply_fix',
    presentation(applyFix.output, presentApplied, {
      title: 'Apply fixes',
      description: 'Writes the fixes of findings into their file.',
      fields: { fingerprints: 'Findings of the file', content_hash: '`hash` of the answer that named them', cautious: 'Also fixes with a caution' },
      required: ['fingerprints', 'content_hash'],
      hasPages: false,
      hidden: ['fingerprint', 'original_code', 'fixed_code', 'start_line', 'end_line', 'force'],
    }),
  ],
  [
    'gate',
    presentation(checkGate.output, presentGate, {
      title: 'Gate',
      description: 'Whether a change passes: new findings of a diff, staged files or a git range; else the repository.',
      fields: {
        git_range: 'Such as origin/main...HEAD',
        staged: 'Staged files',
        paths: 'Files or folders',
        baseline: 'Commit, or false',
        fail_on: 'Severities',
      },
      longForm: judged,
      hasPages: true,
      hidden: [],
    }),
  ],
  ['evidence', presentation(showControls.output, presentEvidence, { longForm: assessed, hasPages: true, hidden: ['render'] })],
  ['check_package', presentation(checkPackages.output, presentPackages, { hasPages: true, hidden: [] })],
]);

function presentation<S extends z.ZodType>(
  schema: S,
  present: (result: z.output<S>, page: Page) => Compact,
  input: Omit<Presentation, 'present'>,
): Presentation {
  return { ...input, present: (result, wanted) => present(schema.parse(result), wanted) };
}
