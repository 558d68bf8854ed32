import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { confidence, severity, severityRank } from '../scan/model.ts';
import { openWorkspace } from '../scan/workspace.ts';
import { type HistoricSecret, searchHistory } from './history-secrets.ts';

const historicSecret = z.object({
  rule_id: z.string(),
  title: z.string(),
  severity,
  confidence,
  file_path: z.string().meta({ description: 'Where it was at the time' }),
  line: z.number().int(),
  snippet: z.string().meta({ description: 'The line with the secret starred out' }),
  commit: z.string().meta({ description: 'The first commit that had it' }),
  committed_at: z.string(),
  current: z.boolean().meta({ description: 'A checked-out file still has it' }),
  versions: z.number().int().meta({ description: 'Contents of files that have it' }),
});

const historyOutput = z.object({
  secrets: z.array(historicSecret).meta({ description: 'Gravest first; each secret once' }),
  suppressed: z.number().int(),
  commits: z.number().int(),
  shallow: z.boolean().meta({ description: 'The clone has not all commits: what is older was not looked at' }),
  contents: z.object({
    total: z.number().int(),
    checked: z.number().int(),
    too_large: z.number().int().meta({ description: 'Larger than the setting max_file_size, or not in this clone' }),
    no_text: z.number().int(),
    incomplete: z.number().int().meta({ description: 'Checked in part, because a limit was reached' }),
  }),
  rule_problems: z.number().int().meta({ description: 'Rules that could not be used' }),
  cut_short: z.boolean().meta({ description: 'The time ran out before all contents were checked' }),
});
export type HistoryAnswer = z.output<typeof historyOutput>;

/** Looks for secrets in all commits: what was committed once is known to everybody with a clone. */
export const secretHistory = defineOperation({
  name: 'secrets.history',
  summary: 'Look for secrets in the git history',
  description:
    'Every content that a file ever had is checked once with the rules for secrets that are on; nothing is checked out or written. Answers the first commit of each secret, and nothing about authors.',
  input: z.object({
    git_range: z.string().min(1).max(300).optional().meta({ description: 'Commits such as main..feature; all branches, tags and remote branches by default' }),
    packs: z.array(z.string().min(1)).optional().meta({ description: 'Use only these packs' }),
    max_seconds: z.number().positive().max(86_400).optional().meta({ description: 'End after this time with what was found until then' }),
  }),
  output: historyOutput,
  access: 'member',
  effect: 'read',
  limit: 'expensive',
  http: { sentrik: 'POST /api/secrets/history' },
  cli: 'secrets',
  async run(context, { git_range: range, packs, max_seconds: seconds }) {
    const workspace = await openWorkspace(context, packs === undefined ? {} : { packs });
    const result = await searchHistory(context, workspace, {
      ...(range === undefined ? {} : { range }),
      ...(seconds === undefined ? {} : { maxTime: seconds * 1000 }),
    });
    if (result.isCut) context.witness?.cutShort();
    const { total, checked, tooLarge, noText } = result.contents;
    return {
      secrets: result.secrets.toSorted(byGravity).map(toWire),
      suppressed: result.suppressed,
      commits: result.commits,
      shallow: result.isShallow,
      contents: { total, checked, too_large: tooLarge, no_text: noText, incomplete: result.incomplete },
      rule_problems: result.problems,
      cut_short: result.isCut,
    };
  },
});

function byGravity(a: HistoricSecret, b: HistoricSecret): number {
  return severityRank(a.finding.severity) - severityRank(b.finding.severity) || Number(b.isCurrent) - Number(a.isCurrent);
}

function toWire({ finding, commit, committedAt, isCurrent, versions }: HistoricSecret): z.output<typeof historicSecret> {
  return {
    rule_id: finding.ruleId,
    title: finding.title,
    severity: finding.severity,
    confidence: finding.confidence,
    file_path: finding.path,
    line: finding.span.startLine + 1,
    snippet: finding.snippet,
    commit,
    committed_at: committedAt,
    current: isCurrent,
    versions,
  };
}
