import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { configFile, loadConfig, suppressionsFile } from './load.ts';
import { foldSpelling } from './published-keys.ts';
import { config } from './schema.ts';
import { updateConfigFile } from './write.ts';

const problemWire = z.object({ file: z.string(), line: z.number().int().optional(), field: z.string().optional(), message: z.string() });

export const showConfig = defineOperation({
  name: 'config.show',
  summary: 'Get the current configuration',
  input: z.object({}),
  output: config,
  access: 'member',
  permission: 'config:read',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/config' },
  run: async (context) => (await loadConfig(context)).config,
});

/** Changes some settings in .sentrik/config.yaml; unknown or wrong ones refuse the whole change. */
export const changeConfig = defineOperation({
  name: 'config.change',
  summary: 'Update the configuration',
  input: z.record(z.string(), z.unknown()).refine((values) => Object.keys(values).length > 0, { message: 'Give at least one setting' }),
  output: config,
  access: 'admin',
  permission: 'config:edit',
  effect: 'write',
  limit: 'general',
  http: { sentrik: 'POST /api/config' },
  async run(context, input) {
    const changes = foldSpelling(input);
    const issues = Object.entries(changes).flatMap(([key, value]) => issuesOf(key, value));
    if (issues.length > 0) throw new Failure('invalid_input', issues.map((issue) => `${issue.field}: ${issue.message}`).join('; '), { issues });
    updateConfigFile(context, changes);
    return (await loadConfig(context)).config;
  },
});

/** Validates the files and the environment the configuration comes from. */
export const validateConfig = defineOperation({
  name: 'config.validate',
  summary: 'Validate the configuration',
  input: z.object({}),
  output: z.object({ valid: z.boolean(), errors: z.array(problemWire), warnings: z.array(problemWire), files: z.array(z.string()) }),
  access: 'member',
  permission: 'config:read',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/config/validate' },
  cli: 'validate-config',
  async run(context) {
    const { problems, files } = await loadConfig(context);
    const wire = problems.map(({ file, line, field, message }) => ({
      file,
      message,
      ...(line === undefined ? {} : { line }),
      ...(field === undefined ? {} : { field }),
    }));
    const warnings = wire.filter((problem) => problem.message.startsWith('Unknown setting'));
    const errors = wire.filter((problem) => !warnings.includes(problem));
    return { valid: errors.length === 0, errors, warnings, files: [...files] };
  },
});

const starterConfig = `# Sentrik settings; every key is optional. Reference: docs/configuration.md
# Packs to use. Empty means every pack that is on by default (sentrik list-packs).
standards_packs: []
# Severities that fail \`sentrik gate\`.
gate_fail_on: [critical, high]
# Globs that are never scanned, besides .gitignore.
scan_exclude: []
# Folder for findings.json, SARIF and metrics.
output_dir: out
`;

const starterSuppressions = `# Accepted findings. Each needs a reason; after its last day (expires) the finding comes back.
# The gate counts an entry that has a reason, an owner and a last day.
# suppressions:
#   - rule_id: js-weak-hash
#     file_glob: src/cache/**
#     reason: the hash is a cache key, not a safeguard
#     owner: payments team
#     expires: 2027-06-30
suppressions: []
`;

/** Writes starter files and leaves existing ones alone. */
export const initProject = defineOperation({
  name: 'config.init',
  summary: 'Prepare a project: write .sentrik/config.yaml and .sentrik/suppressions.yaml',
  input: z.object({}),
  output: z.object({ created: z.array(z.string()), kept: z.array(z.string()) }),
  access: 'admin',
  permission: 'config:edit',
  effect: 'write',
  limit: 'general',
  cli: 'init',
  run(context) {
    const files: readonly (readonly [string, string])[] = [
      [configFile, starterConfig],
      [suppressionsFile, starterSuppressions],
      ['.sentrik/.gitignore', 'local/\n'],
    ];
    const created = files.filter(([name, text]) => createMissing(context, name, text)).map(([name]) => name);
    return { created, kept: files.map(([name]) => name).filter((name) => !created.includes(name)) };
  },
});

function createMissing(context: Context, name: string, text: string): boolean {
  const path = insideRoot(context.files.root, name);
  if (context.files.stat(path) !== undefined) return false;
  context.files.write(path, text);
  return true;
}

function issuesOf(key: string, value: unknown): { field: string; message: string }[] {
  const entry = Object.entries(config.shape).find(([name]) => name === key);
  if (entry === undefined) return [{ field: key, message: 'Unknown setting' }];
  const parsed = entry[1].safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map((issue) => ({ field: [key, ...issue.path].map(String).join('.'), message: issue.message }));
}
