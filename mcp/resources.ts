import { type McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import { toFailure } from '../core/kernel/failure.ts';
import { runJson } from '../core/kernel/operation.ts';
import { explainRule } from '../core/runs/explain.ops.ts';
import { agent, type ToolHost } from './tools.ts';

type RuleDetail = Awaited<ReturnType<typeof readRule>>;

/** `sentrik://rule/{id}`: a rule's help as Markdown. */
export function registerResources(server: McpServer, host: ToolHost): void {
  server.registerResource(
    'rule',
    new ResourceTemplate('sentrik://rule/{id}', { list: undefined }),
    { title: 'Rule', description: 'Help, weaknesses and controls of a rule', mimeType: 'text/markdown' },
    async (uri, { id }) => {
      const rule = await readRule(host, uri.href, String(id));
      return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text: markdownOf(rule) }] };
    },
  );
}

async function readRule(host: ToolHost, uri: string, id: string) {
  try {
    return await runJson(explainRule, host.product.contextFor({ actor: agent }), { rule_id: decodeURIComponent(id) });
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code === 'not_found') throw new ResourceNotFoundError(uri, failure.message);
    throw failure;
  }
}

function markdownOf(rule: RuleDetail): string {
  const controls = Object.entries(rule.controls).map(([framework, ids]) => `- ${framework}: ${ids.join(', ')}`);
  const parts = [
    `# ${rule.name}`,
    `\`${rule.id}\` · ${rule.severity} · ${rule.cwe.join(', ')} · ${rule.languages.join(', ')}`,
    rule.message,
    rule.help,
    `Measured precision: ${rule.measured.text}.`,
    ...(controls.length === 0 ? [] : [`## Controls\n\n${controls.join('\n')}`]),
    ...(rule.references.length === 0 ? [] : [`## References\n\n${rule.references.map((reference) => `- ${reference}`).join('\n')}`]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
