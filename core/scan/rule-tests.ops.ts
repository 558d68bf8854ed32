import { z } from 'zod';
import { loadConfig } from '../config/load.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { extensionOf, insideRoot, parentPath, type RepoPath } from '../kernel/path.ts';
import type { Context } from '../kernel/context.ts';
import { codeFrame } from './code-frame.ts';
import type { RuleTestCase } from './rule-tests/run.ts';
import { type FileOutcome, runSuite } from './rule-tests/suite.ts';
import { findRuleFiles } from './workspace/custom-packs.ts';
import { problemWire, toProblemWire } from './rule-wire.ts';

const caseWire = z
  .object({
    kind: z.enum(['annotations', 'example', 'fix']),
    rule_id: z.string(),
    subject: z.string().meta({ description: 'Path of the target file, or the number of the example' }),
    passed: z.boolean(),
    expected_lines: z.array(z.number().int()),
    found_lines: z.array(z.number().int()),
    todo: z.number().int().meta({ description: 'Known differences that todoruleid and todook announce' }),
    differences: z.array(z.object({ kind: z.enum(['missing', 'unexpected']), line: z.number().int(), frame: codeFrame })),
    message: z.string().optional(),
    fix: z.object({ line: z.number().int(), expected: z.array(z.string()), actual: z.array(z.string()) }).optional(),
  })
  .meta({ id: 'RuleTestCase' });

const input = z.object({
  rules: z.array(z.string().min(1).max(1000)).max(1000).default([]).meta({ description: 'Rule files or folders; absent: the rules of the project' }),
  targets: z.string().min(1).max(1000).optional().meta({ description: 'Folder of target files that is laid out like the folder of rules' }),
  lint: z.boolean().default(false).meta({ description: 'Only check that every rule can be used' }),
});

/** Runs rule tests: annotated target files beside rule files, and the examples in rules. */
export const testRules = defineOperation({
  name: 'rules.test',
  summary: 'Test rules against annotated files and their own examples',
  description: 'Compares findings with ruleid:, ok:, todoruleid: and todook: comments in files beside the rule files, and with the examples in rules.',
  input,
  output: z.object({
    ok: z.boolean().meta({ description: 'Nothing failed and every rule can be used' }),
    passed: z.number().int(),
    failed: z.number().int(),
    todo: z.number().int(),
    rules: z.number().int(),
    untested: z.array(z.string()),
    files: z.array(z.object({ file: z.string(), rules: z.number().int(), cases: z.array(caseWire) })),
    problems: z.array(problemWire),
  }),
  access: 'member',
  effect: 'read',
  limit: 'expensive',
  cli: 'test',
  async run(context, { rules, targets, lint }) {
    const { config } = await loadConfig(context);
    const outcomes = await outcomesOf(context, { rules, targets, lint, configured: config.rules, config });
    const cases = outcomes.flatMap((outcome) => outcome.cases);
    const problems = outcomes.flatMap((outcome) => outcome.problems).map(toProblemWire);
    const failed = cases.filter((each) => !each.passed).length;
    return {
      ok: failed === 0 && (lint ? problems.length === 0 : outcomes.every(({ unusable }) => unusable === 0)),
      passed: cases.length - failed,
      failed,
      todo: cases.reduce((sum, each) => sum + each.todo, 0),
      rules: outcomes.reduce((sum, outcome) => sum + outcome.rules, 0),
      untested: outcomes.flatMap((outcome) => outcome.untested),
      files: outcomes.map(({ file, rules: count, cases: own }) => ({ file, rules: count, cases: own.map(toCaseWire) })),
      problems,
    };
  },
});

type Wanted = Omit<z.output<typeof input>, 'targets'> & {
  readonly targets: string | undefined;
  readonly configured: readonly string[];
  readonly config: Parameters<typeof runSuite>[1]['config'];
};

/** Every named file or folder is a suite of its own, so that a folder of targets can mirror it. */
async function outcomesOf(context: Context, wanted: Wanted): Promise<readonly FileOutcome[]> {
  const root = insideRoot(context.files.root, '.');
  const targets = wanted.targets === undefined ? undefined : insideRoot(context.files.root, wanted.targets);
  const suite = { targets, config: wanted.config, lint: wanted.lint };
  if (wanted.rules.length === 0) {
    const found = findRuleFiles(context.files, { configured: wanted.configured, requested: [] });
    return await runSuite(context, { ...suite, ruleFiles: found.files.map(({ path }) => path), folder: root });
  }
  const outcomes: FileOutcome[] = [];
  for (const name of wanted.rules) {
    const place = insideRoot(context.files.root, name);
    requireRules(context, place);
    const found = findRuleFiles(context.files, { configured: [], requested: [name] }).files.filter(({ from }) => from === 'request');
    outcomes.push(...(await runSuite(context, { ...suite, ruleFiles: found.map(({ path }) => path), folder: folderOf(context, place) })));
  }
  return outcomes;
}

/** The target of a test in place of its rule is a frequent slip. */
function requireRules({ files }: Context, place: RepoPath): void {
  if (files.stat(place)?.kind !== 'file' || ['yaml', 'yml', 'json'].includes(extensionOf(place))) return;
  throw new Failure('invalid_input', `rules: ${place} is no rule file; name a YAML file or a folder, its targets are found beside it`);
}

function folderOf(context: Context, place: RepoPath): RepoPath {
  return context.files.stat(place)?.kind === 'folder' ? place : parentPath(place);
}

function toCaseWire(each: RuleTestCase): z.output<typeof caseWire> {
  const { kind, ruleId, subject, passed, expected, found, todo, differences, message, fix } = each;
  return {
    kind,
    rule_id: ruleId,
    subject,
    passed,
    expected_lines: [...expected],
    found_lines: [...found],
    todo,
    differences: differences.map(({ kind: what, line, frame }) => ({ kind: what, line, frame })),
    ...(message === undefined ? {} : { message }),
    ...(fix === undefined ? {} : { fix: { line: fix.line, expected: [...fix.expected], actual: [...fix.actual] } }),
  };
}
