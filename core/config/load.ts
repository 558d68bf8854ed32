import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Context, FileStat } from '../kernel/context.ts';
import { Failure, toFailure } from '../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../kernel/path.ts';
import type { RuleProblem } from '../scan/model.ts';
import { foldSpelling, isPublishedKey } from './published-keys.ts';
import { type Config, config, defaultConfig } from './schema.ts';

/** The effective configuration and what was wrong with its sources; wrong fields fall back to their defaults. */
export interface LoadedConfig {
  readonly config: Config;
  readonly problems: readonly RuleProblem[];
  /** Files that were read, weakest first. */
  readonly files: readonly RepoPath[];
  /** Changes when any file the configuration comes from changes. */
  readonly stamp: string;
}

/** What of a context the configuration comes from. */
export type ConfigSource = Pick<Context, 'files' | 'shared' | 'environment' | 'configFile' | 'configText'>;

interface Layer {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly RuleProblem[];
  readonly lineOf: (key: string) => number | undefined;
}

const booleanWords: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
const schemas: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(config.shape));
const defaults: ReadonlyMap<string, unknown> = new Map(Object.entries(defaultConfig));
const maxConfigBytes = 1_000_000;
const fileNames = ['.guard.yaml', '.sentrik/config.yaml'] as const;

/** Where the configuration is written; also the folder of rules and suppressions. */
export const configFile = '.sentrik/config.yaml';
export const suppressionsFile = '.sentrik/suppressions.yaml';
export const customRulesFolder = '.sentrik/rules';

/**
 * Reads defaults < .guard.yaml < .sentrik/config.yaml < --config < GUARD_* < `overrides`. Never throws for a bad file:
 * each wrong field is a problem with file, line and field, and the default holds. Throws `not_found` when --config names no file.
 */
export async function loadConfig(context: ConfigSource, overrides: Readonly<Record<string, unknown>> = {}): Promise<LoadedConfig> {
  const files = configFiles(context);
  const stamp = JSON.stringify([files.map((file) => [file, statStamp(context.files.stat(file))]), overrides, relevantEnvironment(context), context.configText]);
  return context.shared.use('config', stamp, () => Promise.resolve(readConfig(context, files, overrides, stamp)));
}

/** Size and times of a file as text, for stamps; 'absent' when there is none. A file that took the place of another with its times differs, too. */
export function statStamp(stat: FileStat | undefined): string {
  return stat === undefined ? 'absent' : `${stat.size}:${stat.modified}:${stat.changed ?? ''}`;
}

function configFiles(context: ConfigSource): RepoPath[] {
  const present = fileNames.map((name) => insideRoot(context.files.root, name)).filter((file) => context.files.stat(file) !== undefined);
  if (context.configFile === undefined) return present;
  if (context.files.stat(context.configFile) === undefined) {
    throw new Failure('not_found', `The configuration file ${context.configFile} does not exist`);
  }
  return [...present.filter((file) => file !== context.configFile), context.configFile];
}

function readConfig(context: ConfigSource, files: readonly RepoPath[], overrides: Readonly<Record<string, unknown>>, stamp: string): LoadedConfig {
  const given = context.configText === undefined ? [] : [parseLayer(context.configText.text, context.configText.name)];
  const layers = [...files.map((file) => readLayer(context, file)), ...given, environmentLayer(context), plainLayer('request', overrides)];
  const problems: RuleProblem[] = [];
  const merged: Record<string, unknown> = {};
  for (const layer of layers) {
    const checked = fieldProblems(layer);
    problems.push(...layer.problems, ...checked.problems);
    Object.assign(merged, checked.values);
  }
  return { config: config.parse(merged), problems, files, stamp };
}

function readLayer(context: ConfigSource, file: RepoPath): Layer {
  try {
    if ((context.files.stat(file)?.size ?? 0) > maxConfigBytes) throw new Failure('too_large', 'The file is larger than 1 MB');
    return parseLayer(new TextDecoder().decode(context.files.read(file)), file);
  } catch (thrown) {
    return { ...plainLayer(file, {}), problems: [{ file, message: toFailure(thrown).message }] };
  }
}

function parseLayer(text: string, file: string): Layer {
  const counter = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: counter, uniqueKeys: false });
  const problems = parsed.errors.map((error) => ({ file, line: counter.linePos(error.pos[0]).line, message: firstLine(error.message) }));
  if (problems.length > 0) return { ...plainLayer(file, {}), problems };
  const value = toPlain(parsed, file);
  const lineOf = (key: string): number | undefined => {
    const node = parsed.get(key, true);
    const offset: unknown = typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range[0] : undefined;
    return typeof offset === 'number' ? counter.linePos(offset).line : undefined;
  };
  return { ...plainLayer(file, isRecord(value.value) ? value.value : {}), problems: value.problems, lineOf };
}

function toPlain(parsed: ReturnType<typeof parseDocument>, file: string): { value: unknown; problems: RuleProblem[] } {
  try {
    const value: unknown = parsed.toJS({ maxAliasCount: 100 });
    const isUsable = value === null || isRecord(value);
    return { value, problems: isUsable ? [] : [{ file, message: 'The configuration must be a mapping of settings' }] };
  } catch {
    return { value: {}, problems: [{ file, message: 'The file uses too many aliases' }] };
  }
}

function plainLayer(name: string, values: Readonly<Record<string, unknown>>): Layer {
  return { name, values: foldSpelling(values), problems: [], lineOf: () => undefined };
}

/** Keeps the fields that fit the schema; the others become problems. */
function fieldProblems(layer: Layer): { values: Record<string, unknown>; problems: RuleProblem[] } {
  const values: Record<string, unknown> = {};
  const problems: RuleProblem[] = [];
  for (const [key, value] of Object.entries(layer.values)) {
    const schema = schemas.get(key);
    const line = layer.lineOf(key);
    const at = { file: layer.name, field: key, ...(line === undefined ? {} : { line }) };
    if (schema === undefined) {
      if (!isPublishedKey(key)) problems.push({ ...at, message: `Unknown setting '${key}'` });
      continue;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) values[key] = value;
    else problems.push(...parsed.error.issues.map((issue) => ({ ...at, field: [key, ...issue.path].map(String).join('.'), message: issue.message })));
  }
  return { values, problems };
}

function relevantEnvironment(context: ConfigSource): readonly (readonly [string, string])[] {
  return Object.entries(context.environment).filter(([name]) => name.startsWith('GUARD_'));
}

function environmentLayer(context: ConfigSource): Layer {
  const values: Record<string, unknown> = {};
  for (const [name, text] of relevantEnvironment(context)) {
    const key = name.slice('GUARD_'.length).toLowerCase();
    if (schemas.has(key)) values[key] = environmentValue(key, text);
  }
  return plainLayer('environment', values);
}

/** Lists are comma-separated; numbers and booleans as written. */
function environmentValue(key: string, text: string): unknown {
  const fallback = defaults.get(key);
  if (Array.isArray(fallback))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (typeof fallback === 'number') return Number(text);
  return typeof fallback === 'boolean' ? (booleanWords.get(text) ?? text) : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
