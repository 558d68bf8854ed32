import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse as parseJson } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { hosts } from '../../hooks/hosts/index.ts';
import { addBlock, removeBlock } from '../../hooks/setup/block-file.ts';
import { addEntries, removeEntries } from '../../hooks/setup/json-file.ts';
import type { JsonEntry } from '../../hooks/setup/target.ts';
import { project, type Run, sentrik } from '../cli/sentrik.ts';

const agents = ['claude', 'cursor', 'copilot', 'codex', 'gemini', 'windsurf', 'opencode'] as const;

function init(folder: string, ...args: readonly string[]): Promise<Run> {
  return sentrik(['init', '--agent', ...args], { cwd: folder, environment: { HOME: path.join(folder, 'home') } });
}

/** What was done stays on record. */
const trail: readonly string[] = ['.sentrik/local/audit.jsonl', '.sentrik/local/.gitignore'];

/** Every file by path, but the record. */
function tree(folder: string): Record<string, string> {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
  const named = files.map((file) => [path.relative(folder, file), fs.readFileSync(file, 'latin1')] as const);
  return Object.fromEntries(named.filter(([name]) => !trail.includes(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function text(folder: string, file: string): string {
  return fs.readFileSync(path.join(folder, file), 'utf8');
}

/** What projects have already: comments, tabs, Windows line ends, a byte order mark, no newline at the end. */
const present: Readonly<Record<string, string>> = {
  '.mcp.json': '{\n\t// ours\n\t"mcpServers": {\n\t\t"other": { "command": "x", "args": [] } // kept\n\t}\n}',
  '.claude/settings.json':
    '{\r\n    "permissions": { "allow": ["Bash(ls:*)"] },\r\n    "hooks": {\r\n        "Stop": [{ "hooks": [{ "type": "command", "command": "./own.sh" }] }],\r\n    },\r\n}\r\n',
  'CLAUDE.md': '# Project\r\n\r\nText without an end',
  '.cursor/mcp.json': '\uFEFF{}',
  '.cursor/hooks.json': '{"version":1,"hooks":{"stop":[{"command":"a"}]}}',
  '.vscode/mcp.json': '{\n  "servers": {},\n  "inputs": [/* none */]\n}\n',
  '.codex/config.toml': '# mine\nmodel = "x"  # note\n\n[mcp_servers.other]\ncommand = "y"',
  'AGENTS.md': '# Agents\n\n',
  '.gemini/settings.json': '{\n  "theme": "x",\n  "mcpServers": {\n    "a": {\n      "env": { "TOKEN": "t0ken-of-somebody" }\n    },\n  },\n  "ui": {}\n}\n',
  'opencode.jsonc': '// settings\n{\n  /* model */ "model": "m", // last\n}\n',
};

describe('init --agent', () => {
  it('sets all agents up in their own files, changes nothing the second time, and takes it back byte for byte', async () => {
    const folder = project({ ...present, 'home/.keep': '' });
    const before = tree(folder);
    expect((await init(folder, 'all', '--user')).code).toBe(0);
    const after = tree(folder);
    expect(Object.keys(after).length).toBeGreaterThan(Object.keys(before).length);
    expect(await init(folder, 'all', '--user')).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/^(created|changed|removed|kept)/m) });
    expect(tree(folder)).toEqual(after);
    expect((await init(folder, 'all', '--user', '--remove')).code).toBe(0);
    expect(tree(folder)).toEqual(before);
    expect(fs.readdirSync(folder).sort()).toEqual([
      '.claude',
      '.codex',
      '.cursor',
      '.gemini',
      '.mcp.json',
      '.sentrik',
      '.vscode',
      'AGENTS.md',
      'CLAUDE.md',
      'home',
      'opencode.jsonc',
    ]);
  });

  it('keeps comments, the order of what was there and the line ends', async () => {
    const folder = project(present);
    await init(folder, 'all');
    for (const [file, old] of Object.entries(present)) {
      const now = text(folder, file);
      const words = old.match(/\/\/.*|\/\*.*?\*\/|#.*|"(?:[^"\\]|\\.)*"/g) ?? [];
      let at = 0;
      for (const word of words) {
        at = now.indexOf(word.trim(), at);
        expect(at, `${file}: ${word}`).toBeGreaterThanOrEqual(0);
      }
      expect(now.startsWith('\uFEFF'), file).toBe(old.startsWith('\uFEFF'));
      if (old.includes('\n')) expect(/[^\r]\n/.test(now), file).toBe(!old.includes('\r\n'));
    }
  });

  it('writes what each agent reads', async () => {
    const folder = project({ 'home/.keep': '' });
    await init(folder, 'all', '--user');
    const json = (file: string): unknown => JSON.parse(text(folder, file));
    const server = { command: 'sentrik', args: ['mcp-server'] };
    expect(json('.mcp.json')).toEqual({ mcpServers: { sentrik: server } });
    expect(json('.cursor/mcp.json')).toEqual({ mcpServers: { sentrik: server } });
    expect(json('.vscode/mcp.json')).toEqual({ servers: { sentrik: { type: 'stdio', ...server } } });
    expect(json('home/.codeium/windsurf/mcp_config.json')).toEqual({ mcpServers: { sentrik: server } });
    expect(parseToml(text(folder, '.codex/config.toml'))).toEqual({ mcp_servers: { sentrik: server } });
    expect(json('opencode.json')).toMatchObject({
      mcp: { sentrik: { type: 'local', command: ['sentrik', 'mcp-server'] } },
      lsp: { sentrik: { command: ['sentrik', 'lsp', '--stdio'] } },
    });
    expect(json('.claude/settings.json')).toMatchObject({
      hooks: {
        PostToolUse: [{ matcher: 'Write|Edit|MultiEdit|NotebookEdit', hooks: [{ type: 'command', command: 'sentrik hook claude PostToolUse', timeout: 30 }] }],
      },
    });
    expect(json('.cursor/hooks.json')).toMatchObject({ version: 1, hooks: { beforeReadFile: [{ command: 'sentrik hook cursor beforeReadFile' }] } });
    expect(json('.github/hooks/sentrik.json')).toMatchObject({
      version: 1,
      hooks: { preToolUse: [{ type: 'command', bash: 'sentrik hook copilot preToolUse' }] },
    });
    expect(json('.windsurf/hooks.json')).toMatchObject({ hooks: { pre_read_code: [{ command: 'sentrik hook windsurf pre_read_code', show_output: true }] } });
    expect(json('.gemini/settings.json')).toMatchObject({
      mcpServers: { sentrik: server },
      hooks: { AfterAgent: [{ hooks: [{ command: 'sentrik hook gemini AfterAgent', timeout: 30_000 }] }] },
    });
    expect(text(folder, '.opencode/plugins/sentrik.js')).toContain('"sentrik"');
    for (const file of ['CLAUDE.md', 'AGENTS.md', 'GEMINI.md', '.github/copilot-instructions.md', '.cursor/rules/sentrik.mdc', '.windsurf/rules/sentrik.md'])
      expect(text(folder, file), file).toContain('Sentrik checks this project');
  });

  it('names in every hook an event that the command answers', async () => {
    const folder = project();
    await init(folder, 'all');
    const commands = Object.values(tree(folder)).flatMap((content) =>
      [...content.matchAll(/sentrik (hook \w+ [\w.]+)/g)].map(([, words = '']) => words.split(' ')),
    );
    expect(commands.length).toBeGreaterThan(20);
    for (const [, host, event = ''] of commands) expect(hosts.find(({ id }) => id === host)?.events, `${host} ${event}`).toContain(event);
  });

  it("leaves the user's home alone without --user and says so", async () => {
    const folder = project({ 'home/.keep': '' });
    const { stdout } = await init(folder, 'windsurf');
    expect(stdout).toContain('left out ~/.codeium/windsurf/mcp_config.json');
    expect(fs.readdirSync(path.join(folder, 'home'))).toEqual(['.keep']);
  });

  it('shows a diff and writes nothing with --dry-run', async () => {
    const folder = project(present);
    const before = tree(folder);
    const { code, stdout } = await init(folder, 'claude', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('+++ .mcp.json');
    expect(stdout).toContain('+\t\t"sentrik": {');
    expect(tree(folder)).toEqual(before);
  });

  it('writes nothing at all where one file is broken, a link or no text, and names it', async () => {
    const broken: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
      [
        '.claude/settings.json',
        (folder) => fs.writeFileSync(path.join(folder, '.claude/settings.json'), '{ "a": 1,, }'),
        /\.claude\/settings\.json was left .* no JSON \(line 1\)/,
      ],
      ['.claude/settings.json', (folder) => fs.writeFileSync(path.join(folder, '.claude/settings.json'), '[1]'), /no JSON object/],
      ['.claude/settings.json', (folder) => fs.writeFileSync(path.join(folder, '.claude/settings.json'), Buffer.from([0x7b, 0xff, 0x7d])), /no UTF-8 text/],
      ['CLAUDE.md', (folder) => fs.symlinkSync('/etc/hostname', path.join(folder, 'CLAUDE.md')), /CLAUDE\.md .*it is a link/],
    ];
    for (const [, damage, message] of broken) {
      const folder = project({ '.claude/.keep': '' });
      damage(folder);
      const { code, stderr } = await init(folder, 'claude');
      expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
      expect(fs.existsSync(path.join(folder, '.mcp.json'))).toBe(false);
    }
  });

  it('keeps what somebody changed, tells so, and overwrites nothing of others', async () => {
    const folder = project({ '.mcp.json': '{ "mcpServers": { "sentrik": { "command": "mine" } } }', '.cursor/rules/sentrik.mdc': 'mine\n' });
    expect((await init(folder, 'claude')).stdout).toContain('kept in .mcp.json: mcpServers.sentrik is there already and differs');
    expect((await init(folder, 'cursor')).stdout).toContain('kept in .cursor/rules/sentrik.mdc: a file of this name is there already');
    fs.writeFileSync(path.join(folder, 'CLAUDE.md'), text(folder, 'CLAUDE.md').replace('## Sentrik', '## Our Sentrik'));
    const { stdout } = await init(folder, 'claude', '--remove');
    expect(stdout).toContain('kept in CLAUDE.md: the block of Sentrik was changed; take it out by hand');
    expect(text(folder, '.mcp.json')).toContain('mine');
    expect(text(folder, 'CLAUDE.md')).toContain('## Our Sentrik');
  });

  it('takes back only its own part where others have changed the file since, and on another machine', async () => {
    const folder = project(present);
    await init(folder, 'gemini');
    fs.writeFileSync(path.join(folder, '.gemini/settings.json'), text(folder, '.gemini/settings.json').replace('"theme": "x"', '"theme": "y"'));
    fs.rmSync(path.join(folder, '.sentrik/local/agents.json'));
    await init(folder, 'gemini', '--remove');
    expect(text(folder, '.gemini/settings.json')).toBe((present['.gemini/settings.json'] ?? '').replace('"theme": "x"', '"theme": "y"'));
    expect(fs.existsSync(path.join(folder, 'GEMINI.md'))).toBe(false);
  });

  it('leaves a file that another agent still reads', async () => {
    const folder = project();
    await init(folder, 'codex');
    await init(folder, 'opencode');
    expect((await init(folder, 'codex', '--remove')).stdout).toContain('kept in AGENTS.md: opencode reads it, too');
    expect(text(folder, 'AGENTS.md')).toContain('sentrik:begin');
    await init(folder, 'opencode', '--remove');
    expect(fs.existsSync(path.join(folder, 'AGENTS.md'))).toBe(false);
  });

  it('keeps no text of a file that may hold a password', async () => {
    const folder = project(present);
    await init(folder, 'all');
    expect(text(folder, '.sentrik/local/agents.json')).not.toContain('t0ken');
  });

  it('knows its agents and options', async () => {
    const folder = project();
    expect(await init(folder, 'nobody')).toMatchObject({ code: 2, stderr: expect.stringContaining(agents.join(', ')) });
    expect(await sentrik(['init', '--dry-run'], { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringContaining('need --agent') });
    await init(folder, 'claude', '--command', 'npx --no-install sentrik');
    expect(text(folder, '.mcp.json')).toContain('"npx"');
    expect(text(folder, '.claude/settings.json')).toContain('npx --no-install sentrik hook claude Stop');
  });
});

describe('editing files in place', () => {
  const entries: readonly JsonEntry[] = [
    { kind: 'member', path: ['servers', 'ours'], value: { command: 'x', args: ['y'] } },
    { kind: 'item', path: ['hooks', 'stop'], value: { command: 'our hook' }, mark: 'our hook' },
  ];

  it('adds to any JSON what is missing, and taking it out gives the values from before', () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
    const objects = fc.record(
      { servers: fc.dictionary(fc.string(), leaf), hooks: fc.record({ stop: fc.array(leaf), other: leaf }, { requiredKeys: [] }), more: leaf },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 2, 4, '\t'), fc.boolean(), (value, indent, isWindows) => {
        const plain = JSON.stringify(value, null, indent);
        const before = isWindows ? plain.replaceAll('\n', '\r\n') : plain;
        const added = addEntries(before, entries, false).steps.at(-1) ?? before;
        expect(parseJson(added)).toMatchObject({ servers: { ours: { command: 'x', args: ['y'] } } });
        expect(addEntries(added, entries, false)).toEqual({ steps: [], kept: [] });
        const removed: unknown = JSON.parse(removeEntries(added, entries).steps.at(-1) ?? added);
        const hadEmpty = JSON.stringify(value.servers) === '{}' || JSON.stringify(value.hooks) === '{}' || value.hooks?.stop?.length === 0;
        if (!hadEmpty) expect(removed).toEqual(JSON.parse(plain));
      }),
    );
  });

  it('gives the same bytes after adding and removing', () => {
    const texts = [
      '{\n  "servers": {\n    "a": 1 // why\n  }\n}\n',
      '{\n  "servers": {\n    "a": 1, // why\n  },\n}\n',
      '{ "servers": { "a": 1 }, "hooks": { "stop": [1] } }',
      '{"servers":{"a":1,},"hooks":{"stop":[1,],},}',
      '// top\n{\n\t"x": [\n\t\t1\n\t]\n}',
      '{\r\n    "hooks": {\r\n        "stop": [\r\n            { "command": "a" }\r\n        ]\r\n    }\r\n}',
    ];
    for (const before of texts) {
      const added = addEntries(before, entries, false).steps.at(-1) ?? '';
      expect(added).toContain('our hook');
      expect(removeEntries(added, entries).steps.at(-1), before).toBe(before);
    }
  });

  it('leaves TOML with an own table of ours as it is, and refuses what leaves no room for one', () => {
    const block = { kind: 'block', style: 'toml', lines: ['[mcp_servers.sentrik]', 'command = "x"'], taken: ['mcp_servers', 'sentrik'] } as const;
    expect(addBlock('[mcp_servers.sentrik]\ncommand = "mine"\n', block, false)).toEqual({ steps: [], kept: ['[mcp_servers.sentrik] is there already'] });
    expect(() => addBlock('mcp_servers = 3\n', block, false)).toThrow(/no TOML, or/);
    expect(() => addBlock('= broken', block, false)).toThrow(/no TOML/);
    const added = addBlock('a = 1\n', block, false).steps.at(-1) ?? '';
    expect(removeBlock(added, block).steps).toEqual(['a = 1\n']);
  });
});
