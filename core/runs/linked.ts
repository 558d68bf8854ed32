import { z } from 'zod';
import type { ScanResult } from '../scan/project.ts';

/** What following data flows from file to file came to. */
export const linkedWire = z
  .object({
    whole_project: z.boolean().meta({ description: 'False: flows were followed only within the files of this scan' }),
    files: z.number().int().meta({ description: 'Files that data can flow through' }),
    files_opened: z.number().int().meta({ description: 'Files that were looked into to follow flows' }),
    rules: z.number().int().meta({ description: 'Rules with a source and a sink in these files' }),
    parts: z.number().int().meta({ description: 'Parts of the code in which a source and a sink may meet, counted for each rule' }),
    parts_unchanged: z.number().int().meta({ description: 'Parts whose outcome was known from an earlier scan' }),
    functions: z.number().int().meta({ description: 'Functions summarised, counted for each rule and part' }),
    functions_cut: z.number().int().meta({ description: 'Functions that were not followed to their end' }),
    flows: z.number().int().meta({ description: 'Flows from file to file' }),
  })
  .meta({ id: 'LinkedFiles', description: 'Data flows from file to file' });
export type LinkedWire = z.output<typeof linkedWire>;

/** The counts as they are told; undefined where flows are not followed from file to file. */
export function toLinkedWire({ linked, whole }: Pick<ScanResult, 'linked' | 'whole'>): LinkedWire | undefined {
  if (linked === undefined) return undefined;
  const { units, opened, rules, parts, known, functions, cut, flows } = linked;
  return { whole_project: whole, files: units, files_opened: opened, rules, parts, parts_unchanged: known, functions, functions_cut: cut, flows };
}
