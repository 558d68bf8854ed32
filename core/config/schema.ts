import { z } from 'zod';
import { languageId, severity } from '../scan/model.ts';

const glob = z.string().min(1).max(500);

/** What editors and documentation put where the reason goes, such as `<reason>`. */
const placeholder = /^\s*<[^<>]*>\s*$/;

/** Why a finding is acceptable, in one word; the words of VEX documents and of code scanning services map onto them. */
export const justifications = ['false-positive', 'test-code', 'mitigated', 'not-reachable', 'accepted-risk', 'fix-planned', 'deviation'] as const;
const justification = z.enum(justifications);
export type Justification = z.output<typeof justification>;

/** One suppression of the configuration or of `.sentrik/suppressions.yaml`. */
export const suppressionEntry = z.object({
  rule_id: z.string().min(1).meta({ description: 'Rule id, or a glob over rule ids' }),
  file_glob: glob.optional().meta({ description: 'Files it holds for; every file when absent' }),
  reason: z
    .string()
    .min(1)
    .refine((reason) => !placeholder.test(reason), 'Say why the finding is acceptable')
    .meta({ description: 'Why the finding is acceptable' }),
  fingerprint: z.string().min(1).optional().meta({ description: 'The one finding it holds for' }),
  justification: justification.optional().meta({ description: 'The reason in one word' }),
  owner: z.string().optional().meta({ description: 'Who answers for it' }),
  requested_by: z.string().optional(),
  approved_by: z.string().optional().meta({ description: 'Somebody other than who asked for it' }),
  expires: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}/, 'Use a date such as 2027-01-31')
    .optional()
    .meta({ description: 'The last day on which it holds' }),
});
export type SuppressionEntry = z.output<typeof suppressionEntry>;

/** How a project changes a rule of a pack. */
export const ruleOverride = z.object({
  severity: severity.optional(),
  enabled: z.boolean().optional(),
  options: z
    .record(z.string(), z.union([z.boolean(), z.number(), z.string().max(1000)]))
    .optional()
    .meta({ description: 'Switches of the rule, such as constant_propagation, or parameters of a rule about files, such as max' }),
});
export type RuleOverride = z.output<typeof ruleOverride>;

/**
 * Every setting: defaults, validation, JSON Schema, editor settings and the settings page come from this one object.
 * Both published spellings are read (`load.ts` folds the newer one into this).
 */
export const config = z.object({
  output_dir: z.string().default('out').meta({ description: 'Folder for findings.json, SARIF and metrics, relative to the project' }),
  standards_packs: z.array(z.string()).default([]).meta({
    description:
      'Packs to use, and frameworks such as hipaa or soc2 to show controls of and look for documents of; with no pack named, those that are on by default',
  }),
  pack_overrides: z.record(z.string(), z.record(z.string(), ruleOverride)).default({}).meta({ description: 'Per pack and rule: severity, enabled, options' }),
  rules: z.array(z.string()).default([]).meta({ description: 'Extra rule files or folders, relative to the project' }),
  frameworks: z.array(z.string()).default([]).meta({ description: 'Frameworks whose controls are shown; empty means all' }),
  gate_fail_on: z.array(severity).default(['critical', 'high']).meta({ description: 'Severities that fail the gate' }),
  scan_include: z.array(glob).default([]).meta({ description: 'Scan only these globs' }),
  scan_exclude: z.array(glob).default([]).meta({ description: 'Never scan these globs' }),
  suppressions: z.array(suppressionEntry).default([]),
  foreign_suppressions: z
    .enum(['honour', 'with-reason', 'ignore'])
    .default('honour')
    .meta({ description: 'Comments that suppress for other tools, such as nosec or NOSONAR: they count, count with a reason only, or do not' }),
  max_file_size: z.number().int().min(1).max(100_000_000).default(2_000_000).meta({ description: 'Larger files are skipped and listed, in bytes' }),
  test_code: z
    .enum(['low', 'same'])
    .default('low')
    .meta({ description: 'Severity and confidence of findings in test code, secrets aside: low, or the same as elsewhere' }),
  max_workers: z.number().int().min(0).max(64).default(4).meta({ description: 'Threads for a repository scan; 0 or 1 scans on one thread' }),
  parallel_scan: z.boolean().default(true),
  cache: z.boolean().default(true).meta({ description: 'Keep results of unchanged files between scans, in the cache folder of the user' }),
  cross_file: z.boolean().default(true).meta({ description: 'Follow data flows from file to file when several files are scanned' }),
  daemon: z.enum(['off', 'attach', 'auto']).default('attach').meta({
    description:
      'Whether lsp, mcp-server and check use the background process that frontends share: off, attach to one that runs, or auto to start one where none runs; the files of a project can only turn it off, SENTRIK_DAEMON and GUARD_DAEMON decide over them',
  }),
  languages: z.record(z.string(), languageId).default({}).meta({ description: 'Language by file extension, such as {"inc": "c"}' }),
  hooks: z
    .object({
      block: z.array(severity).default(['critical', 'high']).meta({ description: 'Severities of new findings that an agent has to repair before it goes on' }),
      tell: z.array(severity).default(['medium']).meta({ description: 'Severities of new findings that an agent is told of; others are silent' }),
      rounds: z.number().int().min(1).max(20).default(3).meta({ description: 'How often in a session the same finding holds an agent up' }),
      max_tokens: z.number().int().min(100).max(20_000).default(1500).meta({ description: 'The longest message to an agent, in tokens' }),
      fail_closed: z.boolean().default(false).meta({ description: 'Block where a check could not be done; otherwise the agent goes on with a note' }),
    })
    .prefault({})
    .meta({ description: 'How sentrik hook answers agents' }),
  reporters: z
    .array(z.enum(['html', 'sarif', 'junit', 'csv', 'gitlab', 'markdown']))
    .default(['sarif'])
    .meta({ description: 'Reports written beside findings.json' }),
  governance: z
    .object({
      profile: z.enum(['strict', 'standard', 'permissive']).default('standard'),
      gate: z.object({ block_merge_on_obligations: z.boolean().default(false) }).prefault({}),
      suppressions: z
        .object({
          require_approval: z.boolean().default(false).meta({ description: 'A suppression holds only when somebody other than who asked for it approved it' }),
          inline_up_to: severity.default('high').meta({ description: 'The most severe findings that comments may suppress' }),
          gate_needs: z
            .array(z.enum(['reason', 'owner', 'expires']))
            .default(['reason', 'owner', 'expires'])
            .meta({ description: 'What a suppression has to say to count in the gate; with none, any suppression counts' }),
          default_days: z
            .number()
            .int()
            .min(1)
            .max(3650)
            .default(90)
            .meta({ description: 'How many days from today the last day of a suppression lies that an editor writes, where nobody names another' }),
        })
        .prefault({}),
    })
    .prefault({}),
});
export type Config = z.output<typeof config>;

/** The whole configuration with nothing set. */
export const defaultConfig: Config = config.parse({});
