import { project as makeFolder, program } from '../cli/sentrik.ts';
import { connectModern, type TestClient } from '../mcp/clients.ts';
import { type Editor, startEditor } from '../server/editor.ts';
import { startTestApi, type TestApi } from './api-server.ts';

/** REST, MCP and the language server over the same files, and a folder with them for the command line. */
export interface Frontends {
  readonly api: TestApi;
  readonly agent: TestClient;
  readonly editor: Editor;
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts every frontend on files by path. */
export async function startFrontends(files: Readonly<Record<string, string>>): Promise<Frontends> {
  const folder = makeFolder(files);
  const [api, agent, editor] = await Promise.all([
    startTestApi({ files }),
    connectModern({ kind: 'stdio', command: process.execPath, args: [program, 'mcp-server', '--root', folder] }, 'auto'),
    startEditor({ files }),
  ]);
  return {
    ...{ api, agent, editor, folder },
    async stop() {
      await Promise.all([api.close(), agent.close(), editor.stop()]);
    },
  };
}
