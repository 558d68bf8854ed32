import { spawn } from 'node:child_process';
import http from 'node:http';
import { type Bench, cli, type Figure, figure, freePort, inTemporaryFolder, quantile, watchUsage } from './measure.ts';
import { makeSource } from './source.ts';

const seconds = { warmUp: 2, measured: 5 } as const;
const connections = 8;

export const rest: Bench = {
  name: 'rest',
  title: 'REST check',
  how: `\`POST /api/sdk/check\` with 40 lines of TypeScript on a real server, ${connections} keep-alive connections for ${seconds.measured} s; the client runs on the same machine`,
  run: () => inTemporaryFolder(measure),
};

interface Target {
  readonly port: number;
  readonly agent: http.Agent;
  readonly body: Buffer;
}

async function measure(folder: string): Promise<readonly Figure[]> {
  const port = await freePort();
  const server = spawn(process.execPath, [cli, 'dashboard', '--port', String(port)], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, GUARD_RATE_LIMIT_ENABLED: 'false', GUARD_API_KEY: '' },
  });
  const usage = watchUsage(server);
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const body = Buffer.from(JSON.stringify({ code: makeSource('typescript', 40), filename: 'src/orders.ts' }));
  const target = { port, agent, body };
  try {
    await untilHealthy(port);
    await load(target, seconds.warmUp);
    const before = usage.now().cpuMilliseconds;
    const times = await load(target, seconds.measured);
    const { cpuMilliseconds, peakMegabytes } = usage.stop();
    return [
      figure('requests per second', times.length / seconds.measured, '1/s'),
      figure('p50', quantile(times, 0.5), 'ms'),
      figure('p95', quantile(times, 0.95), 'ms'),
      figure('processor time per request', (cpuMilliseconds - before) / times.length, 'ms', 'server only'),
      figure('peak memory of the server', peakMegabytes, 'MB'),
    ];
  } finally {
    usage.stop();
    agent.destroy();
    server.kill();
  }
}

async function load(target: Target, duration: number): Promise<number[]> {
  const until = performance.now() + duration * 1000;
  const times: number[] = [];
  const lane = async () => {
    while (performance.now() < until) {
      const begun = performance.now();
      await post(target);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return times;
}

function post({ port, agent, body }: Target): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const request = http.request({ host: '127.0.0.1', port, path: '/api/sdk/check', method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`/api/sdk/check answered ${response.statusCode}`))));
    });
    request.once('error', reject);
    request.end(body);
  });
}

async function untilHealthy(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const healthy = await fetch(`http://127.0.0.1:${port}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The server did not answer /health within 10 s');
}
