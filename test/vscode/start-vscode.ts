import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const repository = path.resolve(import.meta.dirname, '../..');

/** Nothing of the editor may ask the network, and nothing may stand before what a test looks at. */
const quietSettings = {
  // Otherwise the workspace is checked before a test has seen what the view says until then.
  'sentrik.workspaceDiagnostics': false,
  'security.workspace.trust.startupPrompt': 'always',
  'security.workspace.trust.banner': 'always',
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  // The interfaces for agents are there only with these features.
  'chat.disableAIFeatures': false,
  'chat.commandCenter.enabled': false,
  'editor.minimap.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'js/ts.tsserver.automaticTypeAcquisition.enabled': false,
  'typescript.validate.enable': false,
  'javascript.validate.enable': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'github.gitAuthentication': false,
  'git.enabled': false,
  'workbench.reduceMotion': 'on',
  'files.autoSave': 'off',
};

/** A VS Code with the packed extension installed, served to browsers on a free port of this machine. */
export interface VscodeServer {
  readonly url: string;
  /** The packed extension. */
  readonly vsix: string;
  close(): Promise<void>;
}

/** Packs the extension, installs it into a new VS Code and starts that. */
export async function startVscode(): Promise<VscodeServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-vscode-'));
  const [programs, vsix, probe, ports] = await Promise.all([installedPrograms(), packExtension(folder), packProbe(folder), portForwarding()]);
  fs.mkdirSync(path.join(folder, 'user/User'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'user/User/settings.json'), JSON.stringify(quietSettings));
  const folders = ['--user-data-dir', `${folder}/user`, '--server-data-dir', `${folder}/server`, '--extensions-dir', `${folder}/extensions`];
  const env = { ...withoutEditor(process.env), XDG_CACHE_HOME: `${folder}/cache`, VSCODE_PROXY_URI: `${ports.url}/{{port}}/` };
  for (const extension of [vsix, probe]) await run(programs.node, [programs.server, ...folders, '--install-extension', extension], { env });
  const flags = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'];
  const server = spawn(programs.node, [programs.server, ...flags, ...folders], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const port = await portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    vsix,
    async close() {
      const ended = once(server, 'exit');
      if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGKILL');
      await ended;
      ports.close();
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Stands for the port forwarding of a remote editor: `/4321/page` leads to `/page` on port 4321 of this machine. */
async function portForwarding(): Promise<{ readonly url: string; close(): void }> {
  const server = http.createServer(({ url = '' }, response) => {
    const [, port, rest] = /^\/(\d+)(\/.*)$/.exec(url) ?? [];
    response.writeHead(port === undefined ? 404 : 302, port === undefined ? {} : { location: `http://127.0.0.1:${port}${rest}` }).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return { url: `http://127.0.0.1:${address.port}`, close: () => void server.close() };
}

/** Installs VS Code first where this machine has none; that takes a minute. */
async function installedPrograms(): Promise<{ readonly node: string; readonly server: string }> {
  const script = path.join(repository, 'scripts/ensure-vscode.mjs');
  const { stdout } = await run(process.execPath, [script]);
  const modules = path.join(stdout.trim(), 'node_modules');
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const node = path.join(modules, `node-${system}-${process.arch}`, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
  return { node, server: path.join(modules, 'code-server/lib/vscode/out/server-main.js') };
}

async function packExtension(folder: string): Promise<string> {
  await run(process.execPath, [path.join(repository, 'scripts/package-extension.mjs'), '--out', folder]);
  const name = fs.readdirSync(folder).find((file) => file.endsWith('.vsix'));
  if (name === undefined) throw new Error('the extension was not packed');
  return path.join(folder, name);
}

/** An extension that uses what ours gives to the agents of the editor. */
async function packProbe(folder: string): Promise<string> {
  const vsix = path.join(folder, 'probe/probe.vsix');
  fs.mkdirSync(path.dirname(vsix));
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  await run(path.join(repository, 'node_modules/.bin/vsce'), ['package', ...flags, '--out', vsix], { cwd: path.join(import.meta.dirname, 'probe') });
  return vsix;
}

function withoutEditor(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:VSCODE|ELECTRON|GUARD|SENTRIK)_/.test(name)));
}

function portOf(server: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const port = /Extension host agent listening on (\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(port);
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
    server.once('exit', (code) => reject(new Error(`VS Code ended with ${code}: ${said.slice(-2000)}`)));
  });
}
