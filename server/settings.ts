import { z } from 'zod';
import { config } from '../core/config/schema.ts';
import { severity } from '../core/scan/model.ts';

/** Settings of the project that the editor may override. Left out or null, the project's own files decide. */
export const overridable = ['standards_packs', 'pack_overrides', 'rules', 'frameworks', 'scan_exclude', 'max_file_size', 'max_workers', 'languages'] as const;

/** Settings that only the editor has. */
export const editorSettings = z.object({
  enable: z.boolean().default(true).meta({ description: 'Check files while they are being written' }),
  workspace_diagnostics: z.boolean().default(true).meta({ description: 'Check the files of the workspace that are not open, where the editor asks for them' }),
  code_lens: z.boolean().default(false).meta({ description: 'Show above each file how many findings it has' }),
  highlight_tainted: z
    .boolean()
    .default(false)
    .meta({ description: 'Mark values that come from outside and reach a dangerous place (semantic tokens, modifier tainted)' }),
  minimum_severity: severity.default('info').meta({ description: 'Show only findings of this severity or worse' }),
});

/** The editor's settings for one folder. */
export interface Settings extends z.output<typeof editorSettings> {
  /** Overrides of the project's configuration. */
  readonly overrides: Readonly<Record<string, unknown>>;
}

export const defaultSettings: Settings = { ...editorSettings.parse({}), overrides: {} };

/** The name of a setting in the editor: `standards_packs` is `standardsPacks` there. */
export function editorName(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** Reads what the editor answered for the section; a value that does not fit is a problem and its default holds. */
export function readSettings(value: unknown): { readonly settings: Settings; readonly problems: readonly string[] } {
  const given = z.record(z.string(), z.unknown()).safeParse(value).data ?? {};
  const own = pick(editorSettings.shape, Object.keys(editorSettings.shape), given);
  const overrides = pick(config.shape, overridable, given);
  return { settings: { ...editorSettings.parse(own.values), overrides: overrides.values }, problems: [...own.problems, ...overrides.problems] };
}

function pick(shape: Readonly<Record<string, z.ZodType>>, keys: readonly string[], given: Readonly<Record<string, unknown>>) {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const key of keys) {
    const name = editorName(key);
    const value = given[name] ?? undefined;
    const parsed = value === undefined ? undefined : shape[key]?.safeParse(value);
    if (parsed?.success === true) values[key] = value;
    else if (parsed !== undefined) problems.push(`sentrik.${name}: ${parsed.error.issues[0]?.message ?? 'is wrong'}`);
  }
  return { values, problems };
}
