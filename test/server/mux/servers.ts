import path from 'node:path';
import type { Editor } from '../editor.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** What the scripted server does; see `scripted-program.mjs`. */
export interface Script {
  readonly capabilities?: object;
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly crash?: 'start' | 'initialize';
  readonly refuse?: string;
  readonly stderr?: string;
  readonly name?: string;
}

/** The command line of a server that follows a script. */
export function scripted(script: Script = {}): string {
  return command(process.execPath, path.join(import.meta.dirname, 'scripted-program.mjs'), JSON.stringify(script));
}

/** The command line of the real server for TypeScript; it takes its compiler from `typescriptOptions`. */
export const typescriptServer = command(process.execPath, path.join(root, 'node_modules/typescript-language-server/lib/cli.mjs'), '--stdio');

export const typescriptOptions = {
  tsserver: { path: path.join(root, 'node_modules/@vtsls/language-service/node_modules/typescript/lib/tsserver.js') },
  disableAutomaticTypingAcquisition: true,
};

/** A message as the scripted server got or sends it. */
export interface Sent {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

export type Action =
  | { readonly message: Sent }
  | { readonly raw: string }
  | { readonly print: string }
  | { readonly exit: number }
  | { readonly large: number }
  | { readonly answers: Readonly<Record<string, unknown>> };

/** Makes the scripted server act. */
export async function perform(editor: Editor, ...actions: readonly Action[]): Promise<void> {
  await editor.connection.sendNotification('test/perform', { actions });
}

/** What the scripted server was sent so far, of one method. */
export async function received(editor: Editor, method: string | undefined): Promise<readonly Sent[]> {
  const all: readonly Sent[] = await editor.connection.sendRequest('test/received', {});
  return all.filter((message) => message.method === method);
}

/** Waits until a condition holds; fails after 15 s. */
export async function eventually<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

function command(...words: readonly string[]): string {
  return words.map((word, index) => (index === words.length - 1 && !word.startsWith('{') ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(' ');
}
