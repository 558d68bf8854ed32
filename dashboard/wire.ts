import type { z } from 'zod';
import type { createKey, listKeys } from '../core/account/api-keys.ops.ts';
import type { signInByCookie } from '../core/account/session.ops.ts';
import type { profile } from '../core/account/wire.ts';
import type { ready } from '../core/health.ops.ts';
import type { opsWorkers } from '../core/jobs/jobs.ops.ts';
import type { opsCleanup } from '../core/upkeep/clean-up.ops.ts';
import type { opsQueue } from '../core/jobs/queue.ops.ts';
import type { listFindings, showFinding } from '../core/runs/findings.ops.ts';
import type { scan } from '../core/runs/runs.ops.ts';
import type { applyFix } from '../core/scan/fix.ops.ts';
import type { listPacks } from '../core/scan/packs.ops.ts';
import type { listRules } from '../core/scan/rules.ops.ts';
import type { createGitUpload } from '../core/workspace/git-uploads.ops.ts';
import type { getProject, listProjects } from '../core/workspace/projects.ops.ts';
import type { getRepository, sourceTree } from '../core/workspace/repositories.ops.ts';
import type { getScanFinding } from '../core/workspace/findings.ops.ts';
import type { opsLimits } from '../core/workspace/scan-usage.ops.ts';

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

export type { EventWire, ScanFindingWire, ScanWire } from '../core/workspace/scan-wire.ts';
export type { FindingStatus } from '../core/workspace/scan-tables.ts';

export type Readiness = AnswerOf<typeof ready>;
export type Profile = z.output<typeof profile>;
/** What a sign-in answers; its cookies come beside it. */
export type SignInAnswer = AnswerOf<typeof signInByCookie>;
export type ProjectListed = AnswerOf<typeof listProjects>[number];
export type ProjectDetail = AnswerOf<typeof getProject>;
export type Repository = AnswerOf<typeof getRepository>;
export type SourceTree = AnswerOf<typeof sourceTree>;
export type NewGitUpload = AnswerOf<typeof createGitUpload>;
export type ApiKey = AnswerOf<typeof listKeys>[number];
export type NewApiKey = AnswerOf<typeof createKey>;
export type OpsLimits = AnswerOf<typeof opsLimits>;
export type WorkerSeen = AnswerOf<typeof opsWorkers>[number];
export type CleanedUp = AnswerOf<typeof opsCleanup>;
export type ScanFindingDetail = AnswerOf<typeof getScanFinding>;
export type QueueSeen = AnswerOf<typeof opsQueue>;
