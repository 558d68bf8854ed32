import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = path.resolve(import.meta.dirname, '../../../scripts/ensure-conformance.mjs');

/** The official programs that judge an MCP server, and the Node to run them on. */
export interface JudgePrograms {
  readonly node: string;
  readonly conformance: string;
  readonly inspector: string;
}

/** Installs them first where this machine has none; that takes a minute. Throws where that fails. */
export async function judgePrograms(): Promise<JudgePrograms> {
  const { stdout } = await run(process.execPath, [script]);
  const modules = path.join(stdout.trim(), 'node_modules');
  const system = process.platform === 'win32' ? 'win' : process.platform;
  return {
    node: path.join(modules, `node-${system}-${process.arch}`, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'),
    conformance: path.join(modules, '@modelcontextprotocol/conformance/dist/index.js'),
    inspector: path.join(modules, '@modelcontextprotocol/inspector/clients/launcher/build/index.js'),
  };
}
