import fs from 'node:fs';
import path from 'node:path';
import { boot } from '../core/boot.ts';
import type { Context } from '../core/kernel/context.ts';
import { agentHooks } from './agent-hooks.bench.ts';
import { startAgent } from './agents/agent.ts';
import { checkTimes } from './agents/check-times.ts';
import { tenRules, twoRules } from './agents/sample.ts';
import { contextFiles, contextTokens, sampleTokens, tokensOf } from './agents/tokens.ts';
import { type Bench, type Figure, figure, inTemporaryFolder, root } from './measure.ts';

export const agents: Bench = {
  name: 'agents',
  title: 'What agents read and wait for',
  how: 'tokens by the o200k tokenizer, of the tools as a client lists them and of whole answers, shared out over their findings; the same findings as our SARIF report, and in the shapes of ESLint and Semgrep JSON; `check` over MCP on standard input and output, of a file in a repository that is edited before each call',
  run: () => inTemporaryFolder(measure),
};

async function measure(folder: string): Promise<readonly Figure[]> {
  return [...(await listFigures(folder)), ...(await answerFigures(folder)), ...(await checkTimes(folder)), ...(await agentHooks.run({}))];
}

async function listFigures(folder: string): Promise<readonly Figure[]> {
  const agent = await startAgent(folder, path.join(folder, 'cache'));
  try {
    const { tools } = await agent.request('tools/list');
    const each = Array.isArray(tools) ? tools.map((tool) => figure(`tool ${String(tool.name)}`, tokensOf(tool), 'tokens')) : [];
    return [figure('list of tools', tokensOf(tools), 'tokens', 'at most 2,000'), ...each];
  } finally {
    agent.close();
  }
}

async function answerFigures(folder: string): Promise<readonly Figure[]> {
  const empty = path.join(folder, 'empty');
  fs.mkdirSync(empty);
  const product = boot({ root: empty, assets: path.join(root, 'dist/assets'), environment: {} });
  const context = product.contextFor({ actor: { id: 'bench', via: 'local', access: 'operator' } });
  try {
    const contexts = await Promise.all(contextFiles.map((file) => contextTokens(context, file)));
    return [
      ...(await perFinding(context, 'single', 75)),
      ...(await perFinding(context, 'grouped', 55)),
      figure(`context, the longest of ${contextFiles.length} kinds of files`, Math.max(...contexts), 'tokens', 'at most 400'),
    ];
  } finally {
    await product.close();
  }
}

async function perFinding(context: Context, name: 'single' | 'grouped', most: number): Promise<readonly Figure[]> {
  const { findings, rules, ours, sarif, eslint, semgrep } = await sampleTokens(context, name === 'single' ? tenRules : twoRules);
  const share = (format: string, tokens: number, note?: string) => figure(`${name}, per finding: ${format}`, tokens / findings, 'tokens', note);
  return [
    share('ours', ours, `${findings} findings of ${rules} rules; at most ${most}`),
    share('SARIF', sarif),
    share('shaped as ESLint JSON', eslint),
    share('shaped as Semgrep JSON', semgrep),
  ];
}
