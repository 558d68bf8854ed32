import type { AgentSetup } from '../target.ts';
import { instructionBlock } from './shared.ts';

const extensions = [
  ...['.js', '.jsx', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts', '.py', '.go', '.java', '.kt', '.cs', '.rb', '.php', '.rs'],
  ...['.c', '.h', '.cpp', '.cc', '.hpp', '.tf', '.yaml', '.yml', '.json'],
] as const;

export const opencodeSetup: AgentSetup = {
  id: 'opencode',
  targets: ({ words }, has) => [
    {
      scope: 'project',
      file: has('opencode.jsonc') ? 'opencode.jsonc' : 'opencode.json',
      what: 'MCP and LSP',
      content: {
        kind: 'json',
        entries: [
          { kind: 'default', path: ['$schema'], value: 'https://opencode.ai/config.json' },
          { kind: 'member', path: ['mcp', 'sentrik'], value: { type: 'local', command: [...words, 'mcp-server'], enabled: true } },
          { kind: 'member', path: ['lsp', 'sentrik'], value: { command: [...words, 'lsp', '--stdio'], extensions } },
        ],
      },
    },
    { scope: 'project', file: '.opencode/plugins/sentrik.js', what: 'hooks', content: { kind: 'whole', lines: plugin(words) } },
    instructionBlock('AGENTS.md'),
  ],
  notes: [
    'OpenCode has no hook that can keep the agent from stopping: the gate runs before commits. Settings that switch language servers off (lsp: false) stay as they are.',
  ],
};

/** OpenCode runs no commands but plugins: this one asks `sentrik hook` and does what it says. */
function plugin(words: readonly string[]): readonly string[] {
  return [
    '// Written by `sentrik init --agent opencode`; `--remove` deletes it.',
    "import { spawn } from 'node:child_process';",
    '',
    `const [command, ...words] = ${JSON.stringify(words)};`,
    '',
    'function ask(event, question) {',
    '  return new Promise((resolve) => {',
    "    const child = spawn(command, [...words, 'hook', 'opencode', event], { cwd: question.directory, stdio: ['pipe', 'pipe', 'inherit'] });",
    "    let said = '';",
    "    child.stdout.setEncoding('utf8').on('data', (text) => { said += text; });",
    "    child.stdin.on('error', () => {});",
    "    child.on('error', (error) => resolve({ note: `Sentrik could not check this: ${error.message}` }));",
    "    child.on('close', () => { try { resolve(said === '' ? {} : JSON.parse(said)); } catch { resolve({ note: 'Sentrik gave no answer' }); } });",
    '    child.stdin.end(JSON.stringify(question));',
    '  });',
    '}',
    '',
    'export const Sentrik = async ({ client, directory }) => {',
    '  const show = async (note) => {',
    "    if (note) await client.app.log({ body: { service: 'sentrik', level: 'warn', message: note } }).catch(() => {});",
    '  };',
    '  return {',
    "    'tool.execute.before': async ({ tool, sessionID }, output) => {",
    "      const { block, note } = await ask('tool.execute.before', { tool, sessionID, directory, args: output.args });",
    '      await show(note);',
    '      if (block) throw new Error(block);',
    '    },',
    "    'tool.execute.after': async ({ tool, sessionID, args }, output) => {",
    "      const { block, tell, note } = await ask('tool.execute.after', { tool, sessionID, directory, args: args ?? output.metadata ?? {} });",
    '      await show(note);',
    '      const said = block ?? tell;',
    "      if (said) output.output = `${output.output ?? ''}\\n\\n${said}`;",
    '    },',
    '  };',
    '};',
  ];
}
