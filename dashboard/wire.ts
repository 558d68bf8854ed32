import type { z } from 'zod';
import type { listFindings, showFinding } from '../core/runs/findings.ops.ts';
import type { scan } from '../core/runs/runs.ops.ts';
import type { applyFix } from '../core/scan/fix.ops.ts';
import type { listPacks } from '../core/scan/packs.ops.ts';
import type { listRules } from '../core/scan/rules.ops.ts';

type AnswerOf<O extends { readonly output: z.ZodType }> = z.output<O['output']>;

export type { ScanMetrics } from '../core/runs/metrics.ts';
export type { ProgressEvent } from '../core/kernel/context.ts';
export type { FindingWire } from '../core/scan/finding-wire.ts';
export type { Severity } from '../core/scan/model.ts';
export type { RuleDetailWire, RuleSummaryWire } from '../core/scan/rule-wire.ts';

export type FindingPage = AnswerOf<typeof listFindings>;
export type FindingDetail = AnswerOf<typeof showFinding>;
export type CodeFrame = NonNullable<FindingDetail['code_frame']>;
export type FixHunk = NonNullable<FindingDetail['fix_preview']>[number];
export type ScanAnswer = AnswerOf<typeof scan>;
export type FixResult = AnswerOf<typeof applyFix>;
export type PackList = AnswerOf<typeof listPacks>;
export type RuleList = AnswerOf<typeof listRules>;
