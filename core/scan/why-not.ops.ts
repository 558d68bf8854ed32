import { z } from 'zod';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';
import { insideRoot } from '../kernel/path.ts';
import { lineIndex } from '../kernel/text.ts';
import { loadFile } from './project/load-file.ts';
import { maskSecrets } from './scanner/secrets.ts';
import { openWorkspace } from './workspace.ts';

const lines = z.array(z.number().int());
const texts = z.array(z.string().min(1).max(1000)).max(100);

/** Which clause, sanitizer, filter or limit keeps a rule from having a finding at a line. */
export const whyNot = defineOperation({
  name: 'rules.why-not',
  summary: 'Why a rule has no finding at a line',
  description: 'Runs the rule on the file and tells what decided: language, path, missing words, a clause with its bindings, or the part of a data flow.',
  input: z.object({
    rule_id: z.string().min(1).max(200),
    path: z.string().min(1).max(1000).meta({ description: 'File in the project' }),
    line: z.number().int().min(1).max(10_000_000),
    rules: texts.optional().meta({ description: 'More rule files or folders' }),
    rule_texts: z.record(z.string(), z.string().max(1_000_000)).optional().meta({ description: 'More rule files as text, by name' }),
  }),
  output: z.object({
    rule_id: z.string(),
    path: z.string(),
    line: z.number().int(),
    outcome: z.string().meta({ description: 'found, suppressed, weaker, skipped, language, path, words, broken, clause, text, join, or how a data flow ends' }),
    message: z.string(),
    clauses: z.array(
      z.object({
        role: z.string(),
        clause: z.string(),
        passed: z.boolean(),
        matches_before: z.number().int(),
        matches_after: z.number().int(),
        bindings: z.record(z.string(), z.string()),
        lines: lines.meta({ description: 'Lines where the clause itself matches' }),
      }),
    ),
    sources: lines,
    sinks: lines,
    sanitizers: lines,
    reached: lines.meta({ description: 'Lines that the data of the sources reaches' }),
  }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  cli: 'why-not',
  async run(context, { rule_id: ruleId, path: name, line, rules, rule_texts: ruleTexts }) {
    const workspace = await openWorkspace(context, { ...(rules === undefined ? {} : { rules }), ...(ruleTexts === undefined ? {} : { ruleTexts }) });
    const path = insideRoot(context.files.root, name);
    if (context.files.stat(path) === undefined) throw new Failure('not_found', 'path: there is no such file in the project');
    const loaded = loadFile(context.files, path, workspace.settings.maxFileSize);
    if (loaded.kind !== 'text') throw new Failure('unsupported', 'path: this file is not checked as text');
    const index = lineIndex(loaded.text);
    if (line > index.lineCount) throw new Failure('invalid_input', `line: the file has ${index.lineCount} lines`);
    const explained = workspace.scanner.explain({ path, text: loaded.text }, ruleId, line - 1);
    const linesOf = (offsets: readonly number[] = []) => [...new Set(offsets.map((offset) => index.positionAt(offset).line + 1))].sort((a, b) => a - b);
    const isSecret = workspace.scanner.rules.find(({ id }) => id === ruleId)?.secret === true;
    const textOf = (range: { readonly start: number; readonly end: number }) =>
      (isSecret ? maskSecrets(loaded.text, [range]) : loaded.text).slice(range.start, Math.min(range.end, range.start + 200));
    return {
      rule_id: ruleId,
      path,
      line,
      outcome: explained.outcome,
      message: explained.message,
      clauses: explained.clauses.map(({ role, clause, passed, before, after, bindings, own }) => ({
        ...{ role, clause, passed, matches_before: before, matches_after: after, lines: linesOf(own) },
        bindings: Object.fromEntries(bindings.map((binding) => [binding.name, textOf(binding)])),
      })),
      sources: linesOf(explained.taint?.sources),
      sinks: linesOf(explained.taint?.sinks),
      sanitizers: linesOf(explained.taint?.sanitizers),
      reached: linesOf(explained.taint?.reached),
    };
  },
});
