import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { z } from 'zod';
import { cli } from '../measure.ts';

const fields = z.record(z.string(), z.unknown());
const answerShape = z.object({ id: z.number(), result: z.unknown().optional(), error: z.unknown().optional() });

/** An MCP server of its own process, spoken to over standard input and output. */
export interface Agent {
  request(method: string, params?: object): Promise<Record<string, unknown>>;
  /** What a tool answers; throws where it refuses. */
  call(name: string, input: object): Promise<Record<string, unknown>>;
  close(): void;
}

/** Starts `sentrik mcp-server` in a folder, without the daemon. */
export async function startAgent(folder: string, cache: string): Promise<Agent> {
  const environment = { ...process.env, SENTRIK_DAEMON: 'off', SENTRIK_CACHE_DIR: cache };
  const child = spawn(process.execPath, [cli, 'mcp-server'], { cwd: folder, env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  let last = 0;
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    const told = answerShape.safeParse(JSON.parse(line));
    if (!told.success) return;
    waiting.get(told.data.id)?.(told.data);
    waiting.delete(told.data.id);
  });
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = async (method: string, params: object = {}) => {
    last += 1;
    const id = last;
    const answer = new Promise<Record<string, unknown>>((resolve) => waiting.set(id, resolve));
    send({ id, method, params });
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return fieldsOf(result);
  };
  await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } });
  send({ method: 'notifications/initialized' });
  return {
    request,
    async call(name, input) {
      const { isError, structuredContent, content } = await request('tools/call', { name, arguments: input });
      if (isError === true) throw new Error(`${name}: ${JSON.stringify(content)}`);
      return fieldsOf(structuredContent);
    },
    close: () => child.kill(),
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return fields.parse(value);
}
