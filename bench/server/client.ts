import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Credentials } from './programs.ts';

const token = z.object({ access_token: z.string() });
const named = z.object({ id: z.string() });
const ingest = z.object({ ingest_status: z.string(), ingest_error: z.string().nullable() });
const scan = z.object({
  id: z.string(),
  status: z.string(),
  error: z.string().nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  summary: z.object({ findings: z.number(), files: z.number(), lines: z.number(), parts: z.number(), seconds: z.number() }).nullable(),
  artifacts: z.array(z.object({ name: z.string(), url: z.string() })),
});
/** A scan as the server tells of it. */
export type ScanState = z.output<typeof scan>;

/** Somebody at a server. */
export interface ServerClient {
  /** A whole answer. Throws when it is none of success. */
  json(method: string, path: string, body?: unknown): Promise<unknown>;
  text(path: string): Promise<string>;
  /** Takes an archive in as a new repository of a new project, and waits until it is ready; gives its id. */
  addRepository(name: string, archive: Blob): Promise<string>;
  startScan(repository: string): Promise<string>;
  /** Waits until a scan has ended. Throws unless it is complete. */
  completed(repository: string, id: string): Promise<ScanState>;
}

/** Seldom enough for the server to leave the processor to those who scan. */
const lookMs = 200;

/** Signs in. */
export async function signIn(url: string, credentials: Credentials): Promise<ServerClient> {
  const login = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers: json, body: JSON.stringify(credentials) });
  return clientOf(url, token.parse(await good(login).then((answer) => answer.json())).access_token);
}

const json = { 'content-type': 'application/json' } as const;

function clientOf(url: string, bearer: string): ServerClient {
  const authorization = { authorization: `Bearer ${bearer}` };
  const send = async (method: string, path: string, body?: unknown) =>
    good(await fetch(`${url}${path}`, { method, headers: { ...authorization, ...json }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }));
  const read = async (path: string): Promise<unknown> => (await send('GET', path)).json();
  return {
    json: async (method, path, body) => (await send(method, path, body)).json(),
    text: async (path) => (await send('GET', path)).text(),
    async addRepository(name, archive) {
      const project = named.parse(await (await send('POST', '/v1/projects', { name })).json());
      const form = new FormData();
      form.set('name', name);
      form.set('upload', archive, `${name}.zip`);
      const added = await good(await fetch(`${url}/v1/projects/${project.id}/repositories`, { method: 'POST', body: form, headers: authorization }));
      const { id } = named.parse(await added.json());
      for (;;) {
        const { ingest_status: status, ingest_error: error } = ingest.parse(await read(`/v1/repositories/${id}`));
        if (status === 'ready') return id;
        if (status === 'failed') throw new Error(`The source was not taken in: ${error}`);
        await sleep(lookMs);
      }
    },
    startScan: async (repository) => scan.parse(await (await send('POST', `/v1/repositories/${repository}/scans`, {})).json()).id,
    async completed(repository, id) {
      for (;;) {
        const state = scan.parse(await read(`/v1/repositories/${repository}/scans/${id}`));
        if (state.status === 'completed') return state;
        if (state.completed_at !== null) throw new Error(`The scan has ${state.status}: ${state.error}`);
        await sleep(lookMs);
      }
    },
  };
}

async function good(answer: Response): Promise<Response> {
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  return answer;
}
