import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { boot, type BootOptions, type Product } from '../core/boot.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';
import { operations as all } from '../core/operations.ts';
import { guardedLines } from './line-guard.ts';
import { defaultScope, type Scope } from './scope.ts';
import { serverFactory } from './server.ts';

/** The streams are the process's own unless given. */
export interface McpOptions extends BootOptions {
  /** Which tools the client gets; the ten of `lite` unless given. */
  readonly scope?: Scope;
  readonly input?: Readable;
  readonly output?: Writable;
  /** All of the product's unless given. */
  readonly operations?: readonly AnyOperation[];
  /** Opens the project in place of `boot`, where several sessions share what they have open. */
  readonly open?: (options: BootOptions) => Product;
}

export interface RunningMcp {
  /** Settles when the client closed the connection. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

const maxBufferSize = 32_000_000;

/** Serves MCP over standard input and output until the input ends. Throws `not_found` when the root does not exist. */
export function startMcpServer(options: McpOptions): RunningMcp {
  const { input = process.stdin, output = process.stdout, open = boot, scope = defaultScope, operations = all } = options;
  const product = open(options);
  const { log } = product.contextFor({ actor: { id: 'mcp', via: 'agent', access: 'public' } });
  const lines = guardedLines(input, maxBufferSize, (answer) => output.write(`${JSON.stringify(answer)}\n`));
  const transport = new StdioServerTransport(lines, output, { maxBufferSize });
  const handle = serveStdio(serverFactory({ product, operations, scope, session: randomUUID() }), {
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
      // Until then it keeps the process.
      input.destroy();
      await product.close();
    },
  };
}
