import { loadConfig, statStamp, suppressionsFile } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { insideRoot } from '../kernel/path.ts';
import type { Pack, RuleProblem } from './model.ts';
import { readCompiledPacks } from './packs.ts';
import { openScanner, type Scanner, type ScannerSettings } from './scanner.ts';
import type { SuppressionRule } from './suppress/apply.ts';
import type { SuppressionPolicy } from './suppress/policy.ts';
import { type FileReference, findRuleFiles, loadCustomPacks, type RuleFile } from './workspace/custom-packs.ts';
import { enablePacks, type EnabledPack } from './workspace/enabled-packs.ts';
import { chooseFrameworks, type FrameworkChoice } from './workspace/framework-choice.ts';
import { type ListedSuppressions, readSuppressions } from './workspace/suppressions.ts';

/** A project as it is configured now: settings, packs and a scanner ready to use. */
export interface Workspace {
  readonly config: Config;
  /** All packs, built-in ones first. */
  readonly packs: readonly EnabledPack[];
  /** Frameworks that the settings name. */
  readonly frameworks: FrameworkChoice;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  readonly suppressions: readonly SuppressionRule[];
  /** Of configuration, rule files, packs and suppressions. */
  readonly problems: readonly RuleProblem[];
  readonly stamp: string;
  /** Files that rules refer to, as they were. */
  readonly references: readonly FileReference[];
}

export interface WorkspaceOptions {
  /** Overrides of the configuration for this request. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Extra rule files or folders (--rules), relative to the root. */
  readonly rules?: readonly string[];
  /** Rule files that do not lie in the project: YAML by the name to show in problems. */
  readonly ruleTexts?: Readonly<Record<string, string>>;
  /** Only these packs (--packs). */
  readonly packs?: readonly string[];
  /** No packs at all, only extra rules (--no-packs). */
  readonly noPacks?: boolean;
}

/**
 * Opens the workspace, or gives the one that is open while no file behind it changed. Bad files are problems; a rule file or pack that the
 * request itself names and that is not there is Failure `not_found`.
 */
export async function openWorkspace(context: Context, options: WorkspaceOptions = {}): Promise<Workspace> {
  const loaded = await loadConfig(context, options.config);
  const found = findRuleFiles(context.files, { configured: loaded.config.rules, requested: options.rules ?? [] });
  const suppressions = insideRoot(context.files.root, suppressionsFile);
  const today = context.clock.now().toISOString().slice(0, 10);
  const stamp = JSON.stringify([loaded.stamp, found.files, found.problems, statStamp(context.files.stat(suppressions)), today, options]);
  const open = async () => {
    const listed = readSuppressions(context.files, suppressions);
    const parts = {
      stamp,
      today,
      ruleFiles: found.files,
      suppressions: toRules(listed),
      problems: [...loaded.problems, ...found.problems, ...listed.problems],
    };
    return await build(context, loaded.config, options, parts);
  };
  const workspace = await context.shared.use('workspace', stamp, open);
  if (workspace.references.every(({ path, stamp: known }) => statStamp(context.files.stat(path)) === known)) return workspace;
  context.shared.drop('workspace');
  return await context.shared.use('workspace', stamp, open);
}

interface Parts {
  readonly stamp: string;
  readonly today: string;
  readonly ruleFiles: readonly RuleFile[];
  readonly suppressions: readonly SuppressionRule[];
  readonly problems: readonly RuleProblem[];
}

async function build(context: Context, config: Config, options: WorkspaceOptions, parts: Parts): Promise<Workspace> {
  const builtin = readCompiledPacks(context.assets);
  const choose = (packs: readonly Pack[]) => chooseFrameworks(context.assets, options.packs ?? config.standards_packs, { packs, config });
  const custom = loadCustomPacks(context.files, parts.ruleFiles, {
    frameworks: choose(builtin).catalogues,
    taken: builtin.map((pack) => pack.id),
    texts: options.ruleTexts,
  });
  const frameworks = choose([...builtin, ...custom.packs]);
  refuseUnknown(options.packs ?? [], frameworks);
  const enabled = enablePacks({ builtin, custom: custom.packs, config, options, frameworks });
  const suppressions: readonly SuppressionRule[] = [...config.suppressions.map((entry) => ({ entry, by: 'config' as const })), ...parts.suppressions];
  const settings: ScannerSettings = {
    packs: enabled.packs.filter((entry) => entry.enabled).map((entry) => entry.pack),
    suppressions,
    maxFileSize: config.max_file_size,
    suppressionPolicy: policyOf(config),
    testCode: config.test_code,
    languages: config.languages,
    today: parts.today,
  };
  const scanner = await openScanner(settings, context.assets);
  const problems = [...parts.problems, ...custom.problems, ...enabled.problems, ...scanner.problems];
  return { config, packs: enabled.packs, frameworks, scanner, settings, suppressions, problems, stamp: parts.stamp, references: custom.references };
}

function toRules({ entries, lines }: ListedSuppressions): readonly SuppressionRule[] {
  return entries.map((entry, index) => ({ entry, by: 'file', ...(lines[index] === undefined ? {} : { line: lines[index] }) }));
}

function policyOf({ foreign_suppressions: foreign, governance: { suppressions } }: Config): SuppressionPolicy {
  return { foreign, needsApproval: suppressions.require_approval, inlineUpTo: suppressions.inline_up_to };
}

function refuseUnknown(wanted: readonly string[], { unknownPacks }: FrameworkChoice): void {
  const unknown = wanted.filter((name) => unknownPacks.includes(name));
  if (unknown.length > 0) throw new Failure('not_found', `There is no pack named ${unknown.join(', ')}`);
}
