import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dangerous, ownRules, program, project, type RunOptions } from '../cli/sentrik.ts';
import { connectModern } from '../mcp/clients.ts';
import { isAlive, type Login, newLogin, openEditor, until } from './daemons.ts';

const settings = { '.sentrik/rules/own.yaml': ownRules, '.guard.yaml': 'standards_packs: [custom]\n' };
const files = { ...settings, 'src/run.js': dangerous, 'ok.js': 'safe(1);\n', 'binary.js': new Uint8Array([0, 0, 0]) };
const off = { SENTRIK_DAEMON: 'off' };

let login: Login;
let cwd: string;
beforeAll(async () => {
  login = newLogin();
  cwd = project(files);
  await login.start();
});

describe('check and context', () => {
  const cases: [args: readonly string[], options?: Omit<RunOptions, 'cwd'>][] = [
    [['check', 'src/run.js']],
    [['check', 'src/run.js', '--format', 'json', '--fail']],
    [['check', 'src/run.js'], { environment: { FORCE_COLOR: '1' } }],
    [['check', 'src/run.js'], { environment: { GUARD_STANDARDS_PACKS: 'javascript' } }],
    [['check', 'ok.js', '--fail']],
    [['check', '-', '--filename', 'src/new.js'], { input: `${'// ü\n'.repeat(200_000)}danger(1);\n` }],
    [['check', '-'], { input: 'danger(1);' }],
    [['check', 'binary.js']],
    [['check', 'missing.js']],
    [['check']],
    [['check', '--nonsense', 'ok.js']],
    [['context', 'src/new.js', '-f', 'json']],
    [['context', '../x.js']],
  ];
  it.each(cases)('answer %j as without a daemon', async (args, options = {}) => {
    const shared = await login.run([...args, '--verbose'], { cwd, ...options });
    const alone = await login.run([...args, '--verbose'], {
      cwd,
      ...options,
      environment: { ...options.environment, ...off },
    });
    expect(shared.stderr).toContain('daemon: used\n');
    expect({ ...shared, stderr: shared.stderr.replace('daemon: used\n', '') }).toEqual({
      ...alone,
      stderr: alone.stderr.replace('daemon: not used: turned off by SENTRIK_DAEMON\n', ''),
    });
    expect(shared.stdout + shared.stderr).not.toBe('daemon: used\n');
  });

  it('see what changed since the last time: files, rules and settings', async () => {
    const folder = project(files);
    const found = async () => JSON.parse((await login.run(['check', 'ok.js', '-f', 'json'], { cwd: folder })).stdout).findings.length;
    expect(await found()).toBe(0);
    fs.writeFileSync(path.join(folder, 'ok.js'), 'danger(1); // TODO\n');
    expect(await found()).toBe(2);
    fs.writeFileSync(path.join(folder, '.guard.yaml'), 'standards_packs: [custom]\npack_overrides: {custom: {no-todo: {enabled: false}}}\n');
    expect(await found()).toBe(1);
  });

  it('of one project never read the files of another', async () => {
    const other = project({ ...settings, 'secret.js': dangerous });
    await login.run(['check', 'secret.js'], { cwd: other });
    const { code, stderr, stdout } = await login.run(['check', path.join(other, 'secret.js'), '--root', cwd, '--verbose'], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/daemon: used/);
    expect(stderr).toMatch(/is outside the project/);
    expect((await login.run(['context', `../${path.basename(other)}/secret.js`], { cwd })).code).toBe(2);
  });

  it('are done by their own process when the daemon is killed meanwhile', async () => {
    const own = newLogin();
    await own.start();
    const pid = (await own.status()).daemon?.pid ?? 0;
    const child = spawn(process.execPath, [program, 'check', '-', '--filename', 'a.js', '--verbose'], {
      cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...own.environment },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const code = new Promise((resolve) => child.once('close', resolve));
    await until('the call is with the daemon', async () => (await own.status()).daemon?.sessions[0]?.frontend === 'call');
    process.kill(pid, 'SIGKILL');
    await until('the daemon is gone', () => !isAlive(pid));
    child.stdin.end('danger(1);\n');
    expect(await code).toBe(0);
    expect(stderr).toBe('daemon: not used: the daemon ended during the call\n');
    expect(stdout).toContain('no-danger');
  });
});

describe('lsp', () => {
  it('shows the same diagnostics as without a daemon and ends with the codes of the protocol', async () => {
    const shown = await Promise.all(
      [{}, off].map(async (environment) => {
        const editor = await openEditor({ environment: { ...login.environment, ...environment } }, cwd);
        const diagnostics = await editor.open('src/run.js', dangerous);
        return { diagnostics, used: editor.errors(), code: await editor.stop() };
      }),
    );
    expect(shown.map(({ used }) => used)).toEqual(['daemon: used\n', expect.stringContaining('turned off by SENTRIK_DAEMON')]);
    expect(shown.map(({ code }) => code)).toEqual([0, 0]);
    expect(shown[0]?.diagnostics).toEqual(shown[1]?.diagnostics);
    expect(shown[0]?.diagnostics.map(({ code }) => code)).toContain('no-danger');
  });

  it('ends with 1 when its editor goes away without a word, and the daemon lets its project go', async () => {
    const folder = project(files);
    const editor = await openEditor(login, folder);
    await editor.open('ok.js', 'danger(1);');
    const users = async () => (await login.status()).daemon?.projects.find(({ root }) => root === folder)?.users;
    expect(await users()).toBe(1);
    editor.child.stdin?.end();
    expect(await editor.exit).toBe(1);
    await until('nobody uses the project', async () => (await users()) === 0);
  });

  it('ends with 1 and says why when the daemon is killed, and its editor starts it again without one', async () => {
    const own = newLogin();
    await own.start();
    const editor = await openEditor(own, cwd);
    await editor.open('ok.js', 'danger(1);');
    process.kill((await own.status()).daemon?.pid ?? 0, 'SIGKILL');
    expect(await editor.exit).toBe(1);
    expect(editor.errors()).toMatch(/The Sentrik daemon ended; start this program again/);
    const again = await openEditor(own, cwd);
    expect(await again.open('ok.js', 'danger(1);')).toHaveLength(1);
    expect(await again.stop()).toBe(0);
  });
});

describe('mcp-server', () => {
  it('answers an agent as without a daemon, and shares the project with an editor', async () => {
    const folder = project(files);
    const editor = await openEditor(login, folder);
    await editor.open('ok.js', 'danger(1);');
    const agents = await Promise.all([login.environment, { ...login.environment, ...off }].map((environment) => connectAgent(folder, environment)));
    const answers = await Promise.all(agents.map((agent) => agent.call('check', { path: 'src/run.js', detail: true })));
    expect(answers[0]).toEqual(answers[1]);
    expect(JSON.stringify(answers[0])).toContain('no-danger');
    const { daemon } = await login.status();
    expect(daemon?.projects.filter(({ root }) => root === folder)).toEqual([{ root: folder, users: 2 }]);
    expect(daemon?.sessions.map(({ frontend }) => frontend)).toEqual(expect.arrayContaining(['lsp', 'mcp']));
    await Promise.all([...agents.map((agent) => agent.close()), editor.stop()]);
    await until('both have ended', async () => (await login.status()).daemon?.sessions.length === 0);
  });
});

it('fifty sessions leave no handle, no session and no project in use', async () => {
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round += 1) {
      const socket = await login.connect();
      socket.destroy();
      if (round % 10 === 0) await (await openEditor(login, cwd)).stop();
      if (round % 10 === 5) await login.run(['check', 'ok.js'], { cwd });
    }
    await until('all have ended', async () => (await login.status()).daemon?.sessions.length === 0);
  };
  await rounds(10);
  const before = (await login.status()).daemon?.handles ?? 0;
  await rounds(50);
  const { daemon } = await login.status();
  expect(daemon?.handles).toBeLessThanOrEqual(before);
  expect(daemon?.projects.filter(({ users }) => users > 0)).toEqual([]);
});

function connectAgent(folder: string, environment: Readonly<Record<string, string>>) {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return connectModern({ kind: 'stdio', command: 'env', args: [...variables, process.execPath, program, 'mcp-server', '--root', folder] }, 'auto');
}
