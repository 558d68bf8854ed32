import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimPlace } from '../../daemon/claim.ts';
import { placeOf } from '../../daemon/place.ts';
import { dangerous, ownRules, program, project, sentrik } from '../cli/sentrik.ts';
import { builtInstallation, isAlive, newLogin, pidsIn, socketNames, until } from './daemons.ts';

const files = { '.sentrik/rules/own.yaml': ownRules, '.guard.yaml': 'standards_packs: [custom]\n', 'run.js': dangerous };
const check = ['check', 'run.js', '--verbose'];
const auto = { SENTRIK_DAEMON: 'auto' };

describe('the place of a daemon', () => {
  it('is won by one of many that claim it at once, also where a killed one has left its socket', async () => {
    const folder = fs.realpathSync(project());
    const place = { folder, id: '0123456789abcdef' };
    for (const number of [0, 1, 2]) {
      const servers = Array.from({ length: 8 }, () => net.createServer());
      const claims = await Promise.all(servers.map((server) => claimPlace(place, server)));
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
      expect(claims.find((claim) => claim !== undefined)?.isOurs()).toBe(true);
      expect(fs.readdirSync(folder).filter((name) => !name.endsWith('.pid'))).toEqual([`${place.id}.${number}.sock`]);
      expect(fs.statSync(path.join(folder, `${place.id}.${number}.sock`)).mode & 0o777).toBe(0o600);
      for (const server of servers) server.close();
    }
  });
});

describe('a daemon', () => {
  it('is one, however many start it at once', async () => {
    const login = newLogin();
    const runs = await Promise.all([1, 2, 3].map(() => login.run(['daemon', 'start', '--json'], { cwd: login.folder.replace(/\/sentrik$/, '') })));
    expect(runs.map(({ stderr }) => stderr)).toEqual(['', '', '']);
    const outcomes = runs.map(({ stdout }) => JSON.parse(stdout).outcome).toSorted();
    expect(outcomes).toEqual(['running', 'running', 'started']);
    expect(fs.readdirSync(login.folder).filter((name) => name.endsWith('.sock'))).toHaveLength(1);
    expect((await login.status()).running).toBe(true);
  });

  it('is started by the first frontend that may, with nothing of its folder and environment', async () => {
    const login = newLogin();
    const cwd = project(files);
    const runs = await Promise.all([1, 2].map(() => login.run(check, { cwd, environment: { ...auto, MY_PASSWORD: 'hunter2', GUARD_API_KEY: 'hunter3' } })));
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, 'daemon: used\n'],
      [0, 'daemon: used\n'],
    ]);
    const { daemon } = await login.status();
    expect(fs.readlinkSync(`/proc/${daemon?.pid}/cwd`)).toBe('/');
    expect(fs.readFileSync(`/proc/${daemon?.pid}/environ`, 'utf8')).not.toContain('hunter');
    expect(fs.statSync(daemon?.log ?? '').mode & 0o777).toBe(0o600);
    expect(fs.readFileSync(daemon?.log ?? '', 'utf8')).not.toMatch(/hunter|danger|tok_/);
  });

  it('ends when nobody needs it and leaves no socket', async () => {
    const login = newLogin({ SENTRIK_DAEMON_IDLE: '1' });
    await login.start();
    const [pid = 0] = pidsIn(login.environment.XDG_RUNTIME_DIR ?? '');
    expect(pid).toBeGreaterThan(1);
    await until('the daemon ends', () => !isAlive(pid));
    expect(fs.readdirSync(login.folder).filter((name) => !name.endsWith('.log'))).toEqual([]);
    expect(await login.run(['daemon', 'stop', '--json'], { cwd: project() })).toMatchObject({ code: 0, stdout: '{\n  "stopped": 0\n}\n' });
  });

  it('is found again after one that was killed, whose socket is removed', async () => {
    const login = newLogin();
    await login.start();
    const first = (await login.status()).daemon?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await until('it is gone', () => !isAlive(first));
    const cwd = project(files);
    expect(await login.run(check, { cwd })).toMatchObject({ code: 0, stderr: 'daemon: not used: no daemon runs\n' });
    await login.start();
    expect(fs.readdirSync(login.folder).filter((name) => name.endsWith('.sock'))).toEqual([expect.stringMatching(/\.1\.sock$/)]);
    expect(await login.run(check, { cwd })).toMatchObject({ code: 0, stderr: 'daemon: used\n' });
  });

  it('ends with a stop, with a restart another one runs, and the status tells either', async () => {
    const login = newLogin();
    const cwd = project();
    const before = await login.run(['daemon', 'status'], { cwd });
    expect([before.code, before.stdout]).toEqual([1, expect.stringContaining('No daemon answers: no daemon runs')]);
    await login.start();
    const first = (await login.status()).daemon?.pid;
    expect((await login.run(['daemon', 'restart'], { cwd })).stdout).toBe('The daemon runs now.\n');
    const second = (await login.status()).daemon?.pid;
    expect(second).not.toBe(first);
    expect((await login.run(['daemon', 'status'], { cwd })).stdout).toContain(`process ${second}`);
    expect((await login.run(['daemon', 'logs'], { cwd })).stdout).toContain('the daemon started');
    expect(await login.run(['daemon', 'stop'], { cwd })).toMatchObject({ code: 0, stdout: 'Stopped the daemon.\n' });
    expect((await login.status()).running).toBe(false);
  });
});

describe('a daemon that hangs', () => {
  it('holds nobody up for longer than a few seconds and is ended by a stop', async () => {
    const login = newLogin();
    await login.start();
    const pid = (await login.status()).daemon?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    const checked = await login.run(check, { cwd: project(files) });
    expect([checked.code, checked.stderr]).toEqual([0, 'daemon: not used: the daemon did not answer in time\n']);
    expect(checked.stdout).toContain('no-danger');
    expect(await login.run(['daemon', 'stop'], { cwd: project() })).toMatchObject({ code: 0, stdout: 'Stopped the daemon.\n' });
    expect(isAlive(pid)).toBe(false);
  });
});

describe('who uses it', () => {
  it('is decided by the user, and a project can only turn it off', async () => {
    const login = newLogin();
    const asking = project({ ...files, '.sentrik/config.yaml': 'daemon: auto\n' });
    expect((await login.run(check, { cwd: asking })).stderr).toBe('daemon: not used: no daemon runs\n');
    expect(socketNames(login.environment.XDG_RUNTIME_DIR ?? '')).toEqual([]);
    await login.start();
    const reason = async (cwd: string, environment = {}) => (await login.run(check, { cwd, environment })).stderr.trim();
    const refusing = project({ ...files, '.sentrik/config.yaml': 'daemon: off\n' });
    expect(await reason(asking)).toBe('daemon: used');
    expect(await reason(refusing)).toBe('daemon: not used: turned off by the settings of the project');
    expect(await reason(refusing, { SENTRIK_DAEMON: 'attach' })).toBe('daemon: used');
    expect(await reason(asking, { SENTRIK_DAEMON: 'off' })).toBe('daemon: not used: turned off by SENTRIK_DAEMON');
    expect(await reason(asking, { CI: 'true' })).toBe('daemon: not used: turned off by CI');
    expect(await reason(asking, { CI: 'true', GUARD_DAEMON: 'auto' })).toBe('daemon: used');
  });

  it('is nobody of another build or place of the product', async () => {
    const login = newLogin();
    await login.start();
    const copy = copyOfProgram();
    const elsewhere = await sentrik(['daemon', 'status', '--json'], { cwd: copy, environment: login.environment });
    expect(JSON.parse(elsewhere.stdout)).toMatchObject({ running: true });
    const installation = builtInstallation();
    const placed = [installation, { ...installation, version: '9.9.9' }, { ...installation, build: 'other' }, { ...installation, program: copy }].map((each) =>
      placeOf(each, login.environment),
    );
    expect(new Set(placed.map((each) => (each.kind === 'place' ? each.place.id : each.reason))).size).toBe(4);
    const other = await runCopy(copy, ['check', 'run.js', '--verbose'], { ...login.environment });
    expect(other.stderr).toBe('daemon: not used: no daemon runs\n');
  });

  it('are no new sessions once the program was replaced, and the daemon ends', async () => {
    const login = newLogin();
    const copy = copyOfProgram();
    expect(await runCopy(copy, ['daemon', 'start'], login.environment)).toMatchObject({ code: 0, stderr: '' });
    const { daemon } = JSON.parse((await runCopy(copy, ['daemon', 'status', '--json'], login.environment)).stdout);
    expect(isAlive(daemon.pid)).toBe(true);
    fs.appendFileSync(path.join(copy, 'daemon.js'), '\n');
    expect((await runCopy(copy, check, login.environment)).stderr).toBe('daemon: not used: the daemon declined: it ends just now\n');
    await until('the daemon ends', () => !isAlive(daemon.pid));
    await runCopy(copy, ['daemon', 'start'], login.environment);
    fs.appendFileSync(path.join(copy, 'daemon.js'), '\n');
    expect((await runCopy(copy, check, { ...login.environment, ...auto })).stderr).toBe('daemon: used\n');
  });
});

describe('a folder for sockets that others could use', () => {
  it.each([
    ['open to other users', (folder: string) => fs.mkdirSync(folder, { mode: 0o755 }), /is open to other users/],
    [
      'a link',
      (folder: string) => {
        fs.mkdirSync(`${folder}-real`, { mode: 0o700 });
        fs.symlinkSync(`${folder}-real`, folder);
      },
      /is not a folder/,
    ],
    ['a file', (folder: string) => fs.writeFileSync(folder, ''), /is not a folder/],
    ...(process.geteuid?.() === 0
      ? [
          [
            'owned by another user',
            (folder: string) => {
              fs.mkdirSync(folder, { mode: 0o700 });
              fs.chownSync(folder, 65_534, 65_534);
            },
            /belongs to another user/,
          ] as const,
        ]
      : []),
  ] as const)('is refused when it is %s, and the work is done without a daemon', async (_what, make, reason) => {
    const login = newLogin();
    make(login.folder);
    const started = await login.run(['daemon', 'start'], { cwd: project() });
    expect([started.code, started.stderr]).toEqual([2, expect.stringMatching(reason)]);
    const checked = await login.run(check, { cwd: project(files), environment: auto });
    expect([checked.code, checked.stderr]).toEqual([0, expect.stringMatching(reason)]);
    expect(checked.stdout).toContain('no-danger');
  });

  it('gives way to one with a shorter path where the path is too long for a socket', () => {
    const folder = path.join(project(), 'x'.repeat(120));
    fs.mkdirSync(folder, { mode: 0o700 });
    const placed = placeOf(builtInstallation(), { XDG_RUNTIME_DIR: folder, TMPDIR: folder }, false);
    expect(JSON.stringify(placed)).not.toContain('xxx');
  });
});

/** The program at another place, with the same chunks and assets. */
function copyOfProgram(): string {
  const dist = path.dirname(program);
  const copy = project({ ...files, 'package.json': '{"type":"module"}' });
  for (const name of ['cli.js', 'daemon.js']) fs.copyFileSync(path.join(dist, name), path.join(copy, name));
  for (const name of ['chunks', 'assets', 'worker.js']) fs.symlinkSync(path.join(dist, name), path.join(copy, name));
  return copy;
}

async function runCopy(copy: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  return sentrik(args, { cwd: copy, environment, file: path.join(copy, 'cli.js') });
}
