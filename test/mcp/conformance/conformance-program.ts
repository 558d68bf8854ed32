import path from 'node:path';
import { startFixture } from './fixture-server.ts';

const fixture = await startFixture(path.resolve(process.argv[2] ?? 'dist/assets'), { port: Number(process.argv[3] ?? 0) });
process.stdout.write(`${fixture.url}\n`);
