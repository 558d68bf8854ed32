import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { z } from 'zod';
import type { Context } from '../../core/kernel/context.ts';
import { runJson } from '../../core/kernel/operation.ts';
import { report } from '../../core/runs/runs.ops.ts';
import { sdkCheck, sdkContext } from '../../core/scan/sdk.ops.ts';
import { presentations } from '../../mcp/presentations.ts';
import { eslintStyle, semgrepStyle } from './formats.ts';
import type { Sample } from './sample.ts';

const page = { maxTokens: 20_000, cursor: undefined };

/** Tokens of the findings of a sample, all that goes with them included, as our answer and as other tools would put the same. */
export interface SampleTokens {
  readonly findings: number;
  readonly rules: number;
  readonly ours: number;
  readonly sarif: number;
  readonly eslint: number;
  readonly semgrep: number;
}

export async function sampleTokens(context: Context, { filename, text }: Sample): Promise<SampleTokens> {
  const result = await runJson(sdkCheck, context, { code: text, filename });
  const { content: sarif } = await runJson(report, context, { files: { [filename]: text }, format: 'sarif' });
  const { findings } = result;
  return {
    findings: findings.length,
    rules: new Set(findings.map(({ rule_id: rule }) => rule)).size,
    ours: tokensOf(presented('check', result)),
    sarif: countTokens(JSON.stringify(usedRulesOf(sarif))),
    eslint: countTokens(eslintStyle(findings, filename, text)),
    semgrep: countTokens(semgrepStyle(findings, filename, text)),
  };
}

const sarifShape = z.looseObject({
  runs: z.array(
    z.looseObject({
      tool: z.looseObject({ driver: z.looseObject({ rules: z.array(z.looseObject({ id: z.string() })) }) }),
      results: z.array(z.looseObject({ ruleId: z.string() })),
    }),
  ),
});

/** The report with the rules of its findings alone: others would count the catalogue, not the findings. */
function usedRulesOf(text: string): unknown {
  const whole = sarifShape.parse(JSON.parse(text));
  const runs = whole.runs.map((run) => {
    const used = new Set(run.results.map(({ ruleId }) => ruleId));
    const { driver } = run.tool;
    return { ...run, tool: { ...run.tool, driver: { ...driver, rules: driver.rules.filter(({ id }) => used.has(id)) } } };
  });
  return { ...whole, runs };
}

/** Files of twelve kinds that an agent may be about to write. */
export const contextFiles = [
  'src/app.py',
  'src/server.ts',
  'src/page.jsx',
  'cmd/main.go',
  'src/Main.java',
  'src/api.php',
  'app/models/user.rb',
  'src/lib.rs',
  'src/parser.c',
  'Dockerfile',
  'infra/main.tf',
  '.github/workflows/ci.yml',
] as const;

/** Tokens of what `context` answers for a file. */
export async function contextTokens(context: Context, filename: string): Promise<number> {
  return tokensOf(presented('context', await runJson(sdkContext, context, { filename })));
}

function presented(tool: string, result: unknown): unknown {
  return presentations.get(tool)?.present(result, page);
}

/** Tokens (o200k) of a value as JSON. */
export function tokensOf(value: unknown): number {
  return countTokens(JSON.stringify(value));
}
