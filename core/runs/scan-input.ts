import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { insideRoot } from '../kernel/path.ts';
import { baselineOf, type Compared, compareWith } from './baseline.ts';
import type { EarlierFiles } from './earlier-files.ts';
import { scanProject, type ScanRequest, type ScanResult } from '../scan/project.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../scan/workspace.ts';

const filePath = z.string().min(1).max(1000);
const maxInlineText = 20_000_000;
const maxRuleText = 1_000_000;

/** What to scan. Every field is optional; all paths are inside the project. */
export const scanInput = z.object({
  repo_path: z.string().max(1000).default('.').meta({ description: 'Folder inside the project to scan' }),
  files: z.record(filePath, z.string().max(maxInlineText)).optional().meta({ description: 'Texts by path, scanned instead of the files on disk' }),
  changed_files: z.array(filePath).max(100_000).optional().meta({ description: 'Scan only these files' }),
  config_overrides: z.record(z.string(), z.unknown()).optional().meta({ description: 'Settings that override the configuration for this scan' }),
  paths: z.array(filePath).optional().meta({ description: 'Files or folders to scan' }),
  git_range: z.string().min(1).max(300).optional().meta({ description: 'Scan files changed in a git range, such as origin/main...HEAD' }),
  staged: z.boolean().optional().meta({ description: 'Scan files staged for commit, as they are staged' }),
  baseline: z
    .union([z.string().min(1).max(1000), z.literal(false)])
    .optional()
    .meta({ description: 'A commit, or a file of findings in the project (findings.json, SARIF): findings that it has are counted apart; false for none' }),
  rules: z.array(filePath).optional().meta({ description: 'Extra rule files or folders' }),
  rule_texts: z
    .record(filePath, z.string().max(maxRuleText))
    .optional()
    .meta({ description: 'Extra rule files as YAML text, by the name to show in problems' }),
  packs: z.array(z.string().min(1)).optional().meta({ description: 'Use only these packs' }),
  no_cache: z.boolean().optional().meta({ description: 'Look at every file anew, without results of earlier scans' }),
  timings: z
    .boolean()
    .optional()
    .meta({ description: 'Measure what rules and files cost: the slowest of them are in the answer. The scan itself takes longer' }),
  no_packs: z.boolean().optional().meta({ description: 'Use no packs, only extra rules' }),
  fail_on: z
    .array(z.enum(['critical', 'high', 'medium', 'low', 'info']))
    .optional()
    .meta({ description: 'Severities that fail the gate' }),
});
export type ScanInput = z.output<typeof scanInput>;

export interface Scanned {
  readonly workspace: Workspace;
  readonly result: ScanResult;
  /** Present when there was a baseline: then the result has only what that does not have. */
  readonly compared?: Compared;
  /** Present for a diff. */
  readonly ofDiff?: DiffScan;
}

/** What a diff makes of the settings, and how to judge it by others. */
interface DiffScan {
  /** Files of settings that the project has as the diff leaves them, as they were before it. */
  readonly settings: EarlierFiles;
  /** The same scan over other files. */
  readonly again: (context: Context) => Promise<Scanned>;
}

/** Opens the workspace with the request's options, scans, and parts the findings by the baseline; `compareChanges` gives changes one of their own. */
export async function scanFor(context: Context, input: ScanInput, { compareChanges } = { compareChanges: false }): Promise<Scanned> {
  const workspace = await openWorkspace(context, workspaceOptions(input));
  const request = scanRequest(context, input);
  const { baseline: named, git_range: gitRange, staged } = input;
  const baseline = named === undefined && !compareChanges ? undefined : await baselineOf(context, { baseline: named, gitRange, staged });
  const result = await scanProject(context, workspace, request);
  if (baseline === undefined) return { workspace, result };
  const compared = await compareWith(context, workspace, { result, baseline });
  return { workspace, result: { ...result, findings: compared.fresh }, compared };
}

function workspaceOptions(input: ScanInput): WorkspaceOptions {
  return {
    ...(input.config_overrides === undefined ? {} : { config: input.config_overrides }),
    ...(input.rules === undefined ? {} : { rules: input.rules }),
    ...(input.rule_texts === undefined ? {} : { ruleTexts: input.rule_texts }),
    ...(input.packs === undefined ? {} : { packs: input.packs }),
    ...(input.no_packs === undefined ? {} : { noPacks: input.no_packs }),
  };
}

function scanRequest(context: Context, input: ScanInput): ScanRequest {
  const folder = insideRoot(context.files.root, input.repo_path);
  if (folder !== '' && context.files.stat(folder) === undefined) throw new Failure('not_found', 'repo_path: there is no such folder in the project');
  const paths = [...(input.paths ?? []), ...(folder === '' ? [] : [folder])];
  return {
    ...(paths.length === 0 ? {} : { paths }),
    ...(input.files === undefined ? {} : { files: input.files }),
    ...(input.changed_files === undefined ? {} : { changedFiles: input.changed_files }),
    ...(input.git_range === undefined ? {} : { gitRange: input.git_range }),
    ...(input.staged === undefined ? {} : { staged: input.staged }),
    ...(input.no_cache === undefined ? {} : { noCache: input.no_cache }),
    ...(input.timings === undefined ? {} : { timings: input.timings }),
  };
}
