import type { Readable, Writable } from 'node:stream';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { boot, type BootOptions } from '../core/boot.ts';
import { operations } from '../core/operations.ts';
import { createMcpServer } from './server.ts';

/** The streams are the process's own unless given. */
export interface McpOptions extends BootOptions {
  readonly input?: Readable;
  readonly output?: Writable;
}

export interface RunningMcp {
  /** Settles when the client closed the connection. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

const maxBufferSize = 32_000_000;

/** Serves MCP over standard input and output until the input ends. Throws `not_found` when the root does not exist. */
export function startMcpServer(options: McpOptions): RunningMcp {
  const { input = process.stdin, output = process.stdout } = options;
  const product = boot(options);
  const { log } = product.contextFor({ actor: { id: 'mcp', via: 'agent', access: 'public' } });
  const transport = new StdioServerTransport(input, output, { maxBufferSize });
  const handle = serveStdio(() => createMcpServer({ product, operations }), {
    transport,
    onerror: (error) => log.warn('mcp message failed', { error: error.message }),
  });
  const closed = new Promise<void>((resolve) => {
    input.once('end', resolve);
    input.once('close', resolve);
  }).then(() => product.close());
  return {
    closed,
    close: async () => {
      await handle.close();
      await product.close();
    },
  };
}
