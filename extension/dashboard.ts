import { type ChildProcess, spawn } from 'node:child_process';
import { Disposable, env, type LogOutputChannel, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Programs } from './programs.ts';

/** Servers of the dashboard, one per folder, started when it is first opened. */
export interface Dashboards {
  /** Starts the folder's server on a free port of this machine, unless it runs, and shows the page in the browser. */
  open(): Promise<void>;
  readonly disposable: Disposable;
}

interface Running {
  readonly child: ChildProcess;
  readonly url: Promise<string>;
}

const patience = 30_000;

export function dashboards(programs: Programs, output: LogOutputChannel): Dashboards {
  const running = new Map<string, Running>();

  function serverOf(root: string): Running {
    const known = running.get(root);
    if (known !== undefined) return known;
    // The port is any free one; without a key the server answers this machine alone.
    const child = spawn(programs.node, [programs.cli, 'dashboard', '--root', root, '--host', '127.0.0.1', '--port', '0'], {
      cwd: root,
      env: programs.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = { child, url: addressOf(child, output) };
    running.set(root, server);
    child.once('exit', () => running.delete(root));
    return server;
  }

  return {
    async open() {
      const { workspaceFolders = [] } = workspace;
      const folder = workspaceFolders.length > 1 ? await window.showWorkspaceFolderPick() : workspaceFolders[0];
      if (folder === undefined) {
        void window.showInformationMessage('Sentrik: open a folder first; the dashboard shows its scans.');
        return;
      }
      try {
        const starting = { location: ProgressLocation.Window, title: 'Sentrik: starting the dashboard' };
        const url = await window.withProgress(starting, () => serverOf(folder.uri.fsPath).url);
        await env.openExternal(await env.asExternalUri(Uri.parse(url)));
      } catch (thrown) {
        void window.showErrorMessage(`Sentrik: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    },
    disposable: new Disposable(() => {
      for (const { child } of running.values()) child.kill();
    }),
  };
}

/** The address that the server prints; an error where it ends or says nothing in time. */
function addressOf(child: ChildProcess, output: LogOutputChannel): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the dashboard did not start in time')), patience);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      finish();
    };
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const url = /Dashboard: (http:\S+)/.exec(said)?.[1];
      if (url !== undefined) settle(() => resolve(url));
    });
    child.stderr?.on('data', (chunk: Buffer) => output.info(`dashboard: ${chunk.toString('utf8').trimEnd()}`));
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) => settle(() => reject(new Error(`the dashboard ended with code ${code}; see the output`))));
  });
}
