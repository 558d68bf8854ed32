import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram, type TestProgram } from '../../support/program.ts';
import { type FixtureServer, startFixture } from './fixture-server.ts';
import { type JudgePrograms, judgePrograms } from './judges.ts';

const run = promisify(execFile);
const assets = path.resolve(import.meta.dirname, '../../../dist/assets');

let judges: JudgePrograms;
let program: TestProgram;
let server: FixtureServer;
beforeAll(async () => {
  judges = await judgePrograms();
  program = await bundleProgram('test/mcp/stdio-program.ts');
  server = await startFixture(assets, { scope: { profile: 'full', isReadOnly: false }, isPlain: true });
}, 180_000);
afterAll(async () => {
  await server.close();
  program.remove();
});

/** Answers what the official inspector prints; it ends with an error for schemas that not every client can read. */
async function inspect(transport: 'stdio' | 'http', ...flags: readonly string[]): Promise<string> {
  const target = transport === 'http' ? [`${server.url}?profile=full`] : [process.execPath, program.file, server.project.root, assets];
  const argv = [judges.inspector, '--cli', '--format', 'json', ...(transport === 'http' ? ['--transport', 'http'] : []), ...target, ...flags];
  return (await run(judges.node, argv, { maxBuffer: 10_000_000 })).stdout;
}

const ways = (['stdio', 'http'] as const).flatMap((transport) => (['legacy', 'modern'] as const).map((era) => ({ transport, era })));

describe.each(ways)('the official inspector over $transport in its $era era', ({ transport, era }) => {
  it('finds every tool portable', async () => {
    expect(await inspect(transport, '--protocol-era', era, '--strict', '--method', 'tools/list')).toContain('"name":"check"');
  });
});

describe('the official inspector', () => {
  it('verifies the skills', async () => {
    expect(await inspect('http', '--protocol-era', 'modern', '--method', 'skills/list', '--verify')).toContain('secure-coding');
  });
});
