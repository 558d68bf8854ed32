import { z } from 'zod';
import type { Finding } from './model.ts';
import type { SuppressionReport } from './project/suppression-report.ts';

const entryPlace = {
  by: z.enum(['inline', 'file', 'config']),
  file: z.string().optional(),
  line: z.number().int().optional(),
  file_glob: z.string().optional(),
};

/** What suppressed the findings of a scan, what no longer does, and what never did. */
export const suppressionFacts = z
  .object({
    own: z.object({ inline: z.number().int(), file: z.number().int(), config: z.number().int() }).meta({ description: 'Findings by where they were accepted' }),
    foreign: z.record(z.string(), z.number().int()).meta({ description: 'Findings that comments for other tools suppress, by tool' }),
    expired: z.number().int().meta({ description: 'Findings that are back because their suppression expired' }),
    not_approved: z.number().int().meta({ description: 'Findings whose suppression nobody else approved' }),
    too_severe: z.number().int().meta({ description: 'Findings that are too severe for a comment to suppress' }),
    refused: z
      .array(
        z.object({
          ...entryPlace,
          rule_id: z.string(),
          because: z.enum(['expired', 'not-approved', 'too-severe']),
          owner: z.string().optional(),
          expires: z.string().optional(),
          findings: z.number().int(),
        }),
      )
      .meta({ description: 'Entries that hold for nothing any more' }),
    unused: z
      .array(z.object({ ...entryPlace, rule_ids: z.array(z.string()), because: z.enum(['no-such-rule', 'no-finding']) }))
      .meta({ description: 'Suppressions that suppress nothing' }),
  })
  .meta({ id: 'SuppressionFacts' });
export type SuppressionFacts = z.output<typeof suppressionFacts>;

/** Counts and lists what suppressions did in a scan. */
export function toSuppressionFacts(findings: readonly Finding[], suppressed: readonly Finding[], { unused, refused }: SuppressionReport): SuppressionFacts {
  const countBy = (by: string) => suppressed.filter(({ suppression }) => suppression?.by === by).length;
  const countRefused = (because: string) => findings.filter((finding) => finding.refused?.because === because).length;
  return {
    own: { inline: countBy('inline'), file: countBy('file'), config: countBy('config') },
    foreign: countByTool(suppressed),
    expired: countRefused('expired'),
    not_approved: countRefused('not-approved'),
    too_severe: countRefused('too-severe'),
    refused: refused.map(({ rule, files, ...rest }) => ({ ...rest, rule_id: rule, ...(files === undefined ? {} : { file_glob: files }) })),
    unused: unused.map(({ rules, files, path, ...rest }) => ({
      ...rest,
      rule_ids: [...rules],
      ...(path === undefined ? {} : { file: path }),
      ...(files === undefined ? {} : { file_glob: files }),
    })),
  };
}

function countByTool(suppressed: readonly Finding[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { suppression } of suppressed) {
    if (suppression?.by !== 'foreign' || suppression.tool === undefined) continue;
    counts.set(suppression.tool, (counts.get(suppression.tool) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
