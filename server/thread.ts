/** The program of the thread in which our server runs when it stands beside a wrapped one: messages are handed over as objects. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Message } from 'vscode-languageserver/node';
import { z } from 'zod';
import { localTransport } from './mux/local-server.ts';

const data = z.object({ assets: z.string(), worker: z.string().optional(), environment: z.record(z.string(), z.string().optional()) });

const { startLanguageServer } = await import('./main.ts');
const { assets, worker, environment } = data.parse(workerData);
const transport = localTransport((message) => parentPort?.postMessage(message));
startLanguageServer({ assets, environment, transport, isAlone: true, ...(worker === undefined ? {} : { worker: new URL(worker) }) });
parentPort?.on('message', (message: Message) => transport.send(message));
