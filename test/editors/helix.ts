import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Helix in a terminal, with what its log says of the server. */
export interface Helix {
  /** Types keys one after the other: this Helix sends the changes of keys that come at once in any order. */
  keys(...keys: readonly string[]): Promise<void>;
  /** Waits until the server's last diagnostics of the file are these: rule, line and column, sorted. */
  says(findings: readonly string[]): Promise<void>;
  /** Waits until a text stands on the screen. */
  shows(text: string): Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
  kill(): void;
}

interface Setting {
  readonly project: string;
  readonly server: string;
  readonly environment: NodeJS.ProcessEnv;
}

const patience = 60_000;

/** Starts Helix on `a.js` of the project, set up as docs/editors.md says. */
export function startHelix(program: readonly string[], { project, server, environment }: Setting): Helix {
  const settings = `[language-server.sentrik]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(server)}, "--stdio"]

[[language]]
name = "javascript"
roots = [".sentrik", ".guard.yaml"]
language-servers = ["sentrik"]
`;
  fs.mkdirSync(path.join(project, 'helix'));
  fs.writeFileSync(path.join(project, 'helix/languages.toml'), settings);
  const log = path.join(project, 'helix.log');
  const command = [...program, '-v', '--log', log, 'a.js'].map((word) => `'${word}'`).join(' ');
  // A terminal of its own: Helix draws on nothing else.
  const child = spawn('script', ['-qec', `stty rows 30 cols 120; exec ${command}`, '/dev/null'], { cwd: project, env: environment });
  let screen = '';
  child.stdout.on('data', (data: Buffer) => {
    screen += data.toString();
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const until = async (what: string, isSo: () => boolean) => {
    for (const deadline = Date.now() + patience; !isSo(); ) {
      if (Date.now() > deadline) throw new Error(`${what} did not come; the log ends with ${readLog(log).slice(-3000)}`);
      await rest(50);
    }
  };
  return {
    async keys(...keys) {
      for (const key of keys) {
        child.stdin.write(key);
        await rest(40);
      }
    },
    says: (findings) => until(findings.join(', '), () => lastFindings(readLog(log)).join() === findings.join()),
    shows: (text) => until(text, () => stripVTControlCharacters(screen).includes(text)),
    ended,
    kill: () => void child.kill('SIGKILL'),
  };
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function readLog(log: string): string {
  return fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : '';
}

/** Of the last diagnostics that the server sent, asked or not. */
function lastFindings(log: string): readonly string[] {
  const line = log.split('\n').findLast((text) => / <- \{/.test(text) && /"(?:diagnostics|items)":\[/.test(text)) ?? '';
  const { params, result } = JSON.parse(line.slice(line.indexOf('<- {') + 3) || '{}') as Message;
  return (params?.diagnostics ?? result?.items ?? []).map(({ code, range: { start } }) => `${code} ${start.line}:${start.character}`).toSorted();
}

interface Found {
  readonly code: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

interface Message {
  readonly params?: { readonly diagnostics?: readonly Found[] };
  readonly result?: { readonly items?: readonly Found[] };
}
