import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ownRules, project, type Run, sentrik } from '../cli/sentrik.ts';
import { newLogin } from '../daemon/daemons.ts';
import { commands, edits, reads, type Sent, stops } from './agents.ts';

/** What is installed as `sentrik`. */
const file = path.resolve(import.meta.dirname, '../../dist/sentrik.cjs');
const settings = 'standards_packs: [none]\nrules: [rules.yaml]\n';
const clean = 'const kept = danger(0);\nconst a = 1;\n';
const edited = 'const kept = danger(0);\nconst a = danger(1);\n';
const secret = 'wJalrXUtnFEMIqK7MDENGabPxRfiCYzR4mPLq9Tz';

/** A repository whose last commit has one finding; the file on disk has another one. */
function repository(more: Readonly<Record<string, string>> = {}): string {
  const folder = project({ 'rules.yaml': ownRules, '.sentrik/config.yaml': settings, 'app.js': clean, ...more });
  const git = (...words: readonly string[]) => execFileSync('git', words, { cwd: folder });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.email=a@example.org', '-c', 'user.name=a', 'commit', '-qm', 'first');
  fs.writeFileSync(path.join(folder, 'app.js'), edited);
  return folder;
}

const shared = newLogin();
beforeAll(() => shared.start());

/** Through the daemon, in a session that nothing is remembered of. */
let sessions = 0;
function ask({ host, event, json }: Sent, cwd: string): Promise<Run> {
  sessions += 1;
  const input = JSON.stringify(json).replace(/"(session_id|sessionId|sessionID|conversation_id|trajectory_id)":"s"/g, `"$1":"s${sessions}"`);
  return shared.run(['hook', host, event], {
    ...{ cwd, input, file },
    environment: { SENTRIK_CACHE_DIR: path.join(shared.folder, `cache-${sessions}`) },
  });
}

describe('after an edit', () => {
  it('tells each agent of the finding that the edit brought, and of no older one, in its own form', async () => {
    const folder = repository();
    for (const sent of edits({ folder, file: 'app.js', before: 'const a = 1;', after: 'const a = danger(1);' })) {
      const { code, stdout } = await ask(sent, folder);
      expect([sent.host, code]).toEqual([sent.host, 0]);
      const said = saidIn(stdout);
      expect(said, sent.host).toContain('1 new finding');
      expect(said, sent.host).toContain('no-danger app.js:2');
      expect(said, sent.host).not.toContain('app.js:1 ');
    }
  });

  it('blocks in the fields that the agent reads', async () => {
    const folder = repository();
    const answers = new Map<string, unknown>();
    for (const sent of edits({ folder, file: 'app.js', before: 'const a = 1;', after: 'const a = danger(1);' })) {
      const { stdout } = await ask(sent, folder);
      if (sent.host !== 'windsurf') answers.set(`${sent.host} ${sent.event}`, JSON.parse(stdout));
    }
    expect(answers.get('claude PostToolUse')).toMatchObject({ decision: 'block', reason: expect.stringContaining('no-danger') });
    expect(answers.get('codex PostToolUse')).toMatchObject({ decision: 'block', reason: expect.stringContaining('no-danger') });
    expect(answers.get('gemini AfterTool')).toMatchObject({ hookSpecificOutput: { additionalContext: expect.stringContaining('no-danger') } });
    expect(answers.get('cursor postToolUse')).toMatchObject({ additional_context: expect.stringContaining('no-danger') });
    expect(answers.get('opencode tool.execute.after')).toMatchObject({ block: expect.stringContaining('no-danger') });
    expect(answers.get('copilot PostToolUse')).toMatchObject({ decision: 'block', hookSpecificOutput: { hookEventName: 'PostToolUse', decision: 'block' } });
  });

  it('names findings as the tools take them', async () => {
    const folder = repository();
    const [sent] = edits({ folder, file: 'app.js', before: 'const a = 1;', after: 'const a = danger(1);' });
    const said = saidIn((await ask(given(sent), folder)).stdout);
    const [, name = ''] = /\[([0-9a-f]+)[\];]/.exec(said) ?? [];
    const { stdout } = await sentrik(['explain', name, '--path', 'app.js', '--format', 'json'], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ id: 'no-danger', finding: { finding: { rule_id: 'no-danger', range: { start_line: 2 } } } });
  });

  it('says nothing where the edit brought nothing', async () => {
    const folder = repository();
    fs.writeFileSync(path.join(folder, 'app.js'), `${clean}const b = 2;\n`);
    const [sent] = edits({ folder, file: 'app.js', before: 'x', after: 'y' });
    expect(await ask(given(sent), folder)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('takes the text before from the agent where that has it, so that a file git does not know is compared, too', async () => {
    const folder = repository();
    fs.writeFileSync(path.join(folder, 'new.js'), 'danger(1);\ndanger(2);\n');
    const json = {
      session_id: 's',
      cwd: folder,
      tool_name: 'Edit',
      tool_input: { file_path: path.join(folder, 'new.js') },
      tool_response: { originalFile: 'danger(1);\n' },
    };
    const { stdout } = await ask({ host: 'claude', event: 'PostToolUse', json }, folder);
    expect(saidIn(stdout)).toContain('1 new finding');
    expect(saidIn(stdout)).toContain('new.js:2');
  });

  it('compares each edit with what the last one left', async () => {
    const folder = repository();
    const write = async (before: string, after: string) => {
      fs.writeFileSync(path.join(folder, 'app.js'), after);
      const json = {
        session_id: 's',
        cwd: folder,
        tool_name: 'Edit',
        tool_input: { file_path: path.join(folder, 'app.js') },
        tool_response: { originalFile: before },
      };
      return saidIn((await ask({ host: 'claude', event: 'PostToolUse', json }, folder)).stdout);
    };
    expect(await write(clean, edited)).toContain('1 new finding');
    expect(await write(edited, `${edited}danger(3);\n`)).toContain('1 new finding');
    expect(await write(`${edited}danger(3);\n`, `${edited}danger(3);\n\n`)).toBe('');
    expect(await write(clean, `${edited}danger(3);\n\n`)).toContain('2 new findings');
  });

  it('leaves files outside the project alone', async () => {
    const folder = repository();
    const elsewhere = project({ 'x.js': 'danger(1);\n' });
    const json = {
      session_id: 's',
      cwd: folder,
      tool_name: 'Write',
      tool_input: { file_path: path.join(elsewhere, 'x.js'), content: 'danger(1);\n' },
      tool_response: {},
    };
    expect(await ask({ host: 'claude', event: 'PostToolUse', json }, folder)).toMatchObject({ code: 0, stdout: '' });
  });

  it('caps what it says and tells how much is left out', async () => {
    const folder = repository({ '.guard.yaml': 'hooks: { max_tokens: 100 }\n' });
    fs.writeFileSync(path.join(folder, 'app.js'), Array.from({ length: 100 }, (_, index) => `danger(${index});`).join('\n'));
    const [sent] = edits({ folder, file: 'app.js', before: 'x', after: 'y' });
    const said = saidIn((await ask(given(sent), folder)).stdout);
    expect(said.length).toBeLessThan(100 * 4);
    expect(said).toMatch(/… and \d+ more, left out for length/);
  });

  it('writes an audit entry for the edit and one for the block', async () => {
    const folder = repository();
    const [sent] = edits({ folder, file: 'app.js', before: 'const a = 1;', after: 'const a = danger(1);' });
    await ask(given(sent), folder);
    const entries = fs
      .readFileSync(path.join(folder, '.sentrik/local/audit.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(entries).toMatchObject([
      {
        action: 'hook.edit',
        via: 'agent',
        client: 'claude-code',
        tool: 'PostToolUse Edit',
        finding: { file: 'app.js' },
        after: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      { action: 'hook.block', outcome: 'refused', finding: { rule: 'no-danger', file: 'app.js' } },
    ]);
  });
});

describe('the same finding again and again', () => {
  it('holds the agent up three times in a session; then it goes on and the user is told', async () => {
    const folder = repository();
    const [sent] = edits({ folder, file: 'app.js', before: 'const a = 1;', after: 'const a = danger(1);' });
    const cache = { SENTRIK_CACHE_DIR: path.join(shared.folder, 'cache-rounds') };
    const answers: unknown[] = [];
    for (let round = 0; round < 4; round += 1) {
      const { stdout } = await shared.run(['hook', 'claude', 'PostToolUse'], { cwd: folder, input: JSON.stringify(given(sent).json), environment: cache });
      answers.push(JSON.parse(stdout));
    }
    expect(answers.slice(0, 3)).toMatchObject([{ decision: 'block' }, { decision: 'block' }, { decision: 'block' }]);
    expect(answers[3]).not.toHaveProperty('decision');
    expect(answers[3]).toMatchObject({ systemMessage: expect.stringContaining('after 3 rounds') });
  });
});

describe('before a file is read', () => {
  it('keeps live secrets from every agent and never prints them', async () => {
    const folder = project({ '.env': `AWS_SECRET_ACCESS_KEY=${secret}\n`, '.git/HEAD': '' });
    for (const sent of reads(folder, '.env')) {
      const { code, stdout, stderr } = await ask(sent, folder);
      expect(`${stdout}${stderr}`, sent.host).toContain('.env was not opened: it holds a live secret');
      expect(`${stdout}${stderr}`, sent.host).not.toContain(secret.slice(0, 12));
      expect([sent.host, code]).toEqual([sent.host, sent.host === 'windsurf' ? 2 : 0]);
    }
  });

  it('finds them outside of the project, too, and lets other files be read', async () => {
    const folder = project({ 'a.txt': 'nothing here\n', '.git/HEAD': '' });
    const elsewhere = project({ credentials: `[default]\naws_secret_access_key = ${secret}\n` });
    for (const [file, isBlocked] of [
      [path.join(elsewhere, 'credentials'), true],
      [path.join(folder, 'a.txt'), false],
      [path.join(folder, 'missing'), false],
    ] as const) {
      const { stdout } = await ask(
        { host: 'claude', event: 'PreToolUse', json: { session_id: 's', cwd: folder, tool_name: 'Read', tool_input: { file_path: file } } },
        folder,
      );
      expect(stdout.includes('"deny"'), file).toBe(isBlocked);
    }
  });
});

describe('before a file is written', () => {
  it('refuses a live secret that is not there already', async () => {
    const folder = project({ 'a.env': `AWS_SECRET_ACCESS_KEY=${secret}\nPORT=1\n`, '.git/HEAD': '' });
    const write = (file: string, content: string) =>
      ask(
        {
          host: 'claude',
          event: 'PreToolUse',
          json: { session_id: 's', cwd: folder, tool_name: 'Write', tool_input: { file_path: path.join(folder, file), content } },
        },
        folder,
      );
    expect((await write('b.env', `AWS_SECRET_ACCESS_KEY=${secret}\n`)).stdout).toContain('"permissionDecision":"deny"');
    expect((await write('a.env', `AWS_SECRET_ACCESS_KEY=${secret}\nPORT=2\n`)).stdout).toBe('');
    expect((await write('c.env', 'PORT=2\n')).stdout).toBe('');
  });
});

describe('before a prompt goes out', () => {
  it('stops one with a live secret', async () => {
    const folder = project({ '.git/HEAD': '' });
    const json = { session_id: 's', cwd: folder, prompt: `use this: AWS_SECRET_ACCESS_KEY=${secret}` };
    const { stdout } = await ask({ host: 'claude', event: 'UserPromptSubmit', json }, folder);
    expect(JSON.parse(stdout)).toMatchObject({ decision: 'block' });
    expect(stdout).not.toContain(secret);
  });
});

describe('before the agent stops or commits', () => {
  it('keeps every agent that can be kept from stopping while the gate fails', async () => {
    const folder = repository();
    for (const sent of stops(folder)) {
      const { stdout } = await ask(sent, folder);
      expect(saidIn(stdout), sent.host).toContain('the gate fails before the end with 1 new finding');
    }
  });

  it('refuses a commit of every agent while the gate fails, and no other command', async () => {
    const folder = repository();
    for (const sent of commands(folder, 'git add -A && git commit -m "x"')) {
      const { code, stdout, stderr } = await ask(sent, folder);
      expect(`${stdout}${stderr}`, sent.host).toContain('the gate fails before the commit');
      expect([sent.host, code]).toEqual([sent.host, sent.host === 'windsurf' ? 2 : 0]);
    }
    for (const sent of commands(folder, 'git log --grep commit')) expect((await ask(sent, folder)).stdout, sent.host).not.toContain('gate');
  });

  it('looks at what is staged where the commit takes only that', async () => {
    const folder = repository();
    const [sent] = commands(folder, 'git commit -m "only what is staged"');
    expect((await ask(given(sent), folder)).stdout).toBe('');
    execFileSync('git', ['add', 'app.js'], { cwd: folder });
    expect((await ask(given(sent), folder)).stdout).toContain('the gate fails');
  });

  it('says once in a session that a folder without git has no gate', async () => {
    const folder = project({ 'app.js': edited, '.sentrik/config.yaml': settings, 'rules.yaml': ownRules });
    const environment = { SENTRIK_CACHE_DIR: path.join(shared.folder, 'cache-no-git'), GIT_CEILING_DIRECTORIES: path.dirname(folder) };
    const stop = () =>
      sentrik(['hook', 'claude', 'Stop'], {
        cwd: folder,
        input: JSON.stringify({ session_id: 's', cwd: folder }),
        environment: { ...environment, SENTRIK_DAEMON: 'off' },
      });
    expect(JSON.parse((await stop()).stdout)).toMatchObject({ systemMessage: expect.stringContaining('not a git repository') });
    expect((await stop()).stdout).toBe('');
  });
});

describe('before a command that installs packages', () => {
  it('refuses look-alikes and weak versions with every agent, tells of what nobody knows, and lets the rest run', async () => {
    const folder = project({ '.git/HEAD': '' });
    for (const sent of commands(folder, 'cd app && npm install expresss lodash@4.17.15')) {
      const { code, stdout, stderr } = await ask(sent, folder);
      expect(`${stdout}${stderr}`, sent.host).toContain('2 of its packages should not be installed');
      expect(`${stdout}${stderr}`, sent.host).toContain('looks like express');
      expect([sent.host, code]).toEqual([sent.host, sent.host === 'windsurf' ? 2 : 0]);
    }
    const [claude] = commands(folder, 'pip install zzqq-nothing-of-this-name');
    expect(JSON.parse((await ask(given(claude), folder)).stdout)).toMatchObject({
      hookSpecificOutput: { hookEventName: 'PreToolUse', additionalContext: expect.stringContaining('nothing is known about it') },
    });
    const [known] = commands(folder, 'npm install express@4.21.2');
    expect((await ask(given(known), folder)).stdout).toBe('');
  });
});

describe('when something of ours fails', () => {
  it('lets the agent go on with a note, and stops it where the settings ask for that', async () => {
    const open = project({ '.git/HEAD': '' });
    const closed = project({ '.git/HEAD': '', '.guard.yaml': 'hooks: { fail_closed: true }\n' });
    const run = (cwd: string) => shared.run(['hook', 'claude', 'PreToolUse'], { cwd, input: 'no json' });
    expect(JSON.parse((await run(open)).stdout)).toEqual({ systemMessage: expect.stringContaining('The agent went on') });
    expect(JSON.parse((await run(closed)).stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } });
  });

  it('answers a wrong call with exit code 1, which no agent takes for a refusal', async () => {
    const folder = project();
    for (const args of [[], ['nobody', 'Stop'], ['claude', 'Nothing'], ['claude']] as const) {
      expect(await shared.run(['hook', ...args], { cwd: folder, input: '{}' })).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('not set up right'),
      });
    }
  });
});

it('answers the same without a daemon', async () => {
  const folder = repository();
  const [sent] = edits({ folder, file: 'app.js', before: 'const a = 1;', after: 'const a = danger(1);' });
  const { host, event, json } = given(sent);
  const through = await ask(given(sent), folder);
  const environment = { SENTRIK_DAEMON: 'off', SENTRIK_CACHE_DIR: path.join(shared.folder, 'cache-alone') };
  const alone = await sentrik(['hook', host, event], { cwd: folder, input: JSON.stringify(json), environment, file });
  expect(alone).toEqual(through);
  expect(alone.stdout).toContain('no-danger');
});

function given(sent: Sent | undefined): Sent {
  if (sent === undefined) throw new Error('there is no such hook');
  return sent;
}

/** What an answer says to the agent, in whichever field. */
function saidIn(stdout: string): string {
  return stdout.startsWith('{') ? Object.values(flat(JSON.parse(stdout))).join('\n') : stdout;
}

function flat(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item]] : Object.entries(flat(item)))));
}
