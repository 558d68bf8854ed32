import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { inTurns } from '../../api/turns.ts';

const clients = 60;
const newcomers = 8;
const workMs = 3;
let server: http.Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Listens, and works on each request for a while without giving way; counts the answers. */
async function start(wrap: (answer: http.RequestListener) => http.RequestListener): Promise<{ readonly port: number; readonly answers: () => number }> {
  let answers = 0;
  const work: http.RequestListener = (_request, response) => {
    for (const end = performance.now() + workMs; performance.now() < end; );
    answers += 1;
    response.end('x');
  };
  server = http.createServer(wrap(work));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, answers: () => answers };
}

function ask(port: number, agent: http.Agent | false): Promise<void> {
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port, agent }, (response) => response.resume().once('end', resolve)).once('error', reject);
  });
}

it('lets new connections in while those that are there ask without a pause', async () => {
  const { port, answers } = await start(inTurns);
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const finished = new AbortController();
  const loops = Array.from({ length: clients }, async () => {
    while (!finished.signal.aborted) await ask(port, agent);
  });
  while (answers() < clients * 3) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = answers();
  await Promise.all(Array.from({ length: newcomers }, () => ask(port, false)));
  const meanwhile = answers() - before;
  finished.abort();
  await Promise.all(loops);
  agent.destroy();
  // Without turns every newcomer waits for one more round of all others.
  expect(meanwhile).toBeLessThan((clients * newcomers) / 2);
});
