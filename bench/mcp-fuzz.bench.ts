import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fuzzHttp } from './mcp-fuzz/http.ts';
import { messages } from './mcp-fuzz/messages.ts';
import { type Complaint, fuzzStdio } from './mcp-fuzz/stdio.ts';
import { type Bench, cli, type Figure, figure, inTemporaryFolder, type Options } from './measure.ts';

export const mcpFuzz: Bench = {
  name: 'mcp-fuzz',
  title: 'MCP fuzz',
  how: '10,000 generated JSON-RPC messages (wrong types, huge ids, batches, unknown methods, deep nesting, wrong versions, broken UTF-8, half lines): a third each over standard input in both eras and over HTTP; whatever is no protocol, ends the server, is answered with an internal error, or has no answer where one is due, is a failure (`--seed N`)',
  explicit: true,
  run: measure,
};

const total = 10_000;
const parts = 3;

async function measure({ seed = 1 }: Options): Promise<readonly Figure[]> {
  return inTemporaryFolder(async (folder) => {
    const share = Math.ceil(total / parts);
    const program = { command: process.execPath, args: [cli, 'mcp-server'], cwd: folder };
    const legacy = await fuzzStdio(program, 'legacy', messages(share, seed));
    const modern = await fuzzStdio(program, 'modern', messages(share, seed + 1));
    const http = await overHttp(folder, (url) => fuzzHttp(url, messages(share, seed + 2)));
    for (const { what, message = '' } of [...legacy, ...modern, ...http]) console.log(`FAILED ${what} ${message}`);
    return [
      figure('messages', share * parts, 'messages'),
      figure('failed over standard input, 2025-11-25', legacy.length, 'messages'),
      figure('failed over standard input, 2026-07-28', modern.length, 'messages'),
      figure('failed over HTTP', http.length, 'messages'),
    ];
  });
}

/** Starts the dashboard on a free port for as long as it is used. */
async function overHttp(folder: string, use: (url: string) => Promise<readonly Complaint[]>): Promise<readonly Complaint[]> {
  const server = spawn(process.execPath, [cli, 'dashboard', '--port', '0', '--root', folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    for await (const line of createInterface({ input: server.stdout })) {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (address !== undefined) return await use(`${address}/mcp`);
    }
    return [{ what: 'the server did not start' }];
  } finally {
    server.kill();
  }
}
