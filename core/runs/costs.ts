import { z } from 'zod';
import type { ScanCosts } from '../scan/project/costs.ts';

/** The slowest rules and files of a scan that was asked to measure them. */
export const costsWire = z
  .object({
    files_measured: z.number().int().meta({ description: 'Files that rules looked at; the results of the others were known, or no rule could match in them' }),
    slowest_rules: z.array(
      z.object({
        rule_id: z.string(),
        ms: z.number().meta({ description: 'Milliseconds over all files and parts' }),
        files: z.number().int().meta({ description: 'Files in which it was tried by itself' }),
        parts: z.number().int().meta({ description: 'Parts of the project in which it was followed from file to file' }),
        parts_ms: z.number().meta({ description: 'Milliseconds of that' }),
        slowest_file: z.string().optional(),
        slowest_file_ms: z.number().optional(),
        stopped: z
          .number()
          .int()
          .meta({ description: 'How often it ran out of its budget: in a file, or in a part of the project when followed from file to file' }),
      }),
    ),
    slowest_files: z.array(
      z.object({
        path: z.string(),
        ms: z.number(),
        parse_ms: z.number(),
        setup_ms: z.number().meta({ description: 'Making grammars and rules ready, which the first file of a language pays for all' }),
        slowest_rule: z.string().optional(),
        slowest_rule_ms: z.number().optional(),
        stopped: z.array(z.string()).meta({ description: 'Rules that ran out of their budget in it' }),
      }),
    ),
  })
  .meta({ id: 'ScanCosts', description: 'The slowest rules and files, those first that ran out of a budget' });
export type CostsWire = z.output<typeof costsWire>;

/** The costs as they are told; times in milliseconds with two decimals. */
export function toCostsWire({ rules, files, measured }: ScanCosts): CostsWire {
  return {
    files_measured: measured,
    slowest_rules: rules.map(({ ruleId, ms, files: tried, parts, partsMs, slowest, stopped }) => ({
      rule_id: ruleId,
      ms: round(ms),
      files: tried,
      parts,
      parts_ms: round(partsMs),
      ...(slowest === undefined ? {} : { slowest_file: slowest.path, slowest_file_ms: round(slowest.ms) }),
      stopped,
    })),
    slowest_files: files.map(({ path, ms, parseMs, setupMs, slowest, stopped }) => ({
      path,
      ms: round(ms),
      parse_ms: round(parseMs),
      setup_ms: round(setupMs),
      ...(slowest === undefined ? {} : { slowest_rule: slowest.ruleId, slowest_rule_ms: round(slowest.ms) }),
      stopped: [...stopped],
    })),
  };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
