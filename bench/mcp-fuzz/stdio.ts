import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Message } from './messages.ts';
import { type Answer, answerIn, complaint, idOf } from './verdict.ts';

/** What went wrong, with the message that caused it where one did. */
export interface Complaint {
  readonly what: string;
  readonly message?: string;
}

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

const newest = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };
const openings = {
  legacy: { method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fuzz', version: '1' } } },
  modern: { method: 'server/discover', params: { _meta: newest } },
};
const lastWait = 15_000;

/** Sends every message to one server over its standard input, and answers what the protocol has to complain about. */
export async function fuzzStdio({ command, args, cwd }: Program, era: 'legacy' | 'modern', messages: readonly Message[]): Promise<readonly Complaint[]> {
  const server = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'ignore'], ...(cwd === undefined ? {} : { cwd }) });
  server.stdin.on('error', () => undefined);
  const complaints: Complaint[] = [];
  const byId = new Map<string | number | null | undefined, Answer[]>();
  const last = new EventEmitter();
  const isLast = once(last, 'answered');
  readLines(server.stdout, (line) => {
    const said = answerIn(line);
    if (said === undefined) complaints.push({ what: `no protocol on standard output: ${line.slice(0, 100)}` });
    else byId.set(idOf(said), [...(byId.get(idOf(said)) ?? []), said]);
    if (said !== undefined && idOf(said) === 'last') last.emit('answered');
  });
  let isOver = false;
  const complain = (what: string) => {
    if (!isOver) complaints.push({ what });
  };
  const died = once(server, 'exit').then(([code]) => complain(`the server ended with ${String(code)}`));
  const send = async (line: Buffer) => {
    if (!server.stdin.write(Buffer.concat([line, Buffer.from('\n')]))) await Promise.race([once(server.stdin, 'drain'), died]);
  };
  await send(request('first', openings[era]));
  for (const { bytes } of messages) await send(bytes);
  await send(request('last', { method: 'tools/list', params: era === 'modern' ? { _meta: newest } : {} }));
  const timer = new Promise<void>((resolve) => {
    setTimeout(resolve, lastWait).unref();
  });
  await Promise.race([isLast, died, timer.then(() => complain('the last request has no answer'))]);
  await settled(messages, byId);
  isOver = true;
  server.stdin.end();
  server.kill();
  for (const message of messages) {
    const what = complaint(message, message.expected.kind === 'answer' ? (byId.get(message.expected.id) ?? []) : []);
    if (what !== undefined) complaints.push({ what, message: message.bytes.toString('utf8').slice(0, 300) });
  }
  return complaints;
}

/** Answers come in any order: a slow one may follow the last. */
async function settled(messages: readonly Message[], byId: ReadonlyMap<unknown, unknown>): Promise<void> {
  const end = performance.now() + lastWait;
  const isWhole = () => messages.every(({ expected }) => expected.kind !== 'answer' || byId.has(expected.id));
  while (!isWhole() && performance.now() < end) {
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}

/** Only a line feed ends a line; other characters that end lines elsewhere are content. */
function readLines(stream: Readable, take: (line: string) => void): void {
  let chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      take(Buffer.concat([...chunks, rest.subarray(0, at)]).toString('utf8'));
      chunks = [];
      rest = rest.subarray(at + 1);
    }
    chunks.push(rest);
  });
}

function request(id: string, part: object): Buffer {
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, ...part }));
}
