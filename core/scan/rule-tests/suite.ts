import type { Context, Files } from '../../kernel/context.ts';
import { toFailure } from '../../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../../kernel/path.ts';
import type { Config } from '../../config/schema.ts';
import { decodeText } from '../decode.ts';
import type { Pack, Rule, RuleProblem } from '../model.ts';
import { isFolderHead, loadRuleText } from '../rules/load.ts';
import { isModelFile, loadModels, type Models, type TextFile } from '../rules/models.ts';
import { openScanner, type Scanner, type ScannerSettings } from '../scanner.ts';
import { readReferredFile } from '../rules/referred-file.ts';
import { type RuleTestCase, type TargetText, testExamples, testTarget } from './run.ts';
import { isTargetName, targetFolder, targetsOf } from './targets.ts';

/** Rule files to test. `folder`: what the request named to reach them, for a folder of targets that is laid out alike. */
export interface SuiteRequest {
  readonly ruleFiles: readonly RepoPath[];
  readonly folder: RepoPath;
  readonly targets: RepoPath | undefined;
  readonly config: Config;
  /** Only whether each rule can be used. */
  readonly lint: boolean;
}

/** What testing the rules of one file gave. */
export interface FileOutcome {
  readonly file: RepoPath;
  readonly rules: number;
  readonly cases: readonly RuleTestCase[];
  /** Rules that no target and no example says anything about. */
  readonly untested: readonly string[];
  /** Rules that cannot be used, and fields that are not known. */
  readonly problems: readonly RuleProblem[];
  /** The first of these only. */
  readonly unusable: number;
}

/** Tests rule files one after the other. Model files among them serve the others. */
export async function runSuite(context: Context, request: SuiteRequest): Promise<readonly FileOutcome[]> {
  const texts = request.ruleFiles.filter((file) => !isTargetName(file)).map((file) => readRuleText(context.files, file));
  const models = loadModels(texts.filter(isModelFile));
  const outcomes: FileOutcome[] = [];
  for (const text of texts.filter((each) => !isModelFile(each) && !isFolderHead(each))) {
    outcomes.push(await testFile(context, request, { text, models: models.models }));
    context.signal.throwIfAborted();
  }
  return outcomes;
}

type RuleText = TextFile & { readonly path: RepoPath; readonly problem?: RuleProblem };

function readRuleText(files: Files, path: RepoPath): RuleText {
  try {
    return { path, file: path, text: new TextDecoder().decode(files.read(path)) };
  } catch (thrown) {
    return { path, file: path, text: 'rules: []', problem: { file: path, message: toFailure(thrown).message } };
  }
}

async function testFile(context: Context, request: SuiteRequest, { text, models }: { readonly text: RuleText; readonly models: Models }): Promise<FileOutcome> {
  const { rules, problems } = loadRuleText(text.text, text.file, {
    models,
    readReference: (place, from) => readReferredFile(context.files, place, { from }),
  });
  const scanner = await openScanner(settingsOf(context, request.config, rules), context.assets);
  const cases = request.lint ? [] : casesOf(context, request, { file: text.path, rules, scanner });
  const compiled = scanner.lint();
  const untested = rules.filter(({ id }) => !cases.some(({ ruleId }) => ruleId === id)).map(({ id }) => id);
  const unusable = problems.filter(({ ruleId }) => !rules.some(({ id }) => id === ruleId)).length + compiled.length + (text.problem === undefined ? 0 : 1);
  const all = [...(text.problem === undefined ? [] : [text.problem]), ...problems, ...compiled];
  return { file: text.path, rules: rules.length, cases, untested: request.lint ? [] : untested, problems: all, unusable };
}

/** Targets lie where the rules lie and not where the rules are meant for: path filters do not count in a test. */
function settingsOf(context: Context, config: Config, rules: readonly Rule[]): ScannerSettings {
  const open = rules.map((rule): Rule => (rule.detector.kind === 'file-policy' ? rule : { ...rule, paths: { include: [], exclude: [] } }));
  const pack: Pack = { id: 'custom', name: 'custom', version: '1.0.0', description: '', source: 'custom', byDefault: true, rules: open };
  const today = context.clock.now().toISOString().slice(0, 10);
  return { packs: [pack], suppressions: [], maxFileSize: config.max_file_size, languages: config.languages, today, testCode: 'same' };
}

interface Loaded {
  readonly file: RepoPath;
  readonly rules: readonly Rule[];
  readonly scanner: Scanner;
}

function casesOf(context: Context, request: SuiteRequest, { file, rules, scanner }: Loaded): readonly RuleTestCase[] {
  const folder = targetFolder(file, request.folder, request.targets);
  const targets = targetsOf(context.files, { ruleFile: file, folder, others: request.ruleFiles.filter((other) => other !== file) });
  const read = (path: RepoPath): string | undefined => {
    const decoded = decodeText(context.files.read(insideRoot(context.files.root, path)));
    return decoded.kind === 'text' ? decoded.text : undefined;
  };
  const fromTargets = targets.flatMap((target) => {
    const text = read(target.path);
    const fixed = target.fixed === undefined ? undefined : read(target.fixed);
    const loaded: TargetText | undefined = text === undefined ? undefined : { path: target.path, text, ...(fixed === undefined ? {} : { fixed }) };
    return loaded === undefined ? [] : testTarget(scanner, rules, loaded);
  });
  return [...fromTargets, ...scanner.rules.flatMap((rule) => testExamples(scanner, originalPaths(rule, rules)))];
}

/** An example's own path is one the rule is meant for. */
function originalPaths(rule: Rule, rules: readonly Rule[]): Rule {
  return rules.find(({ id }) => id === rule.id) ?? rule;
}
