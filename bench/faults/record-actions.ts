import { z } from 'zod';
import { absent, type Action, type Client, created, type Known, oneOf, write } from './lane.ts';

const most = { projects: 12, keys: 12 } as const;

/** Beyond a number of projects it changes one. */
export const addProject: Action = async (client, { ledger }) => {
  if (client.projects.length >= most.projects) return changeProject(client, { ledger });
  const name = `c${client.index}-${client.projects.length}-${client.random.below(1_000_000_000)}`;
  const made = created(ledger, 'projects.create', await client.send('POST', '/v1/projects', { body: { name, description: 'first' } }));
  if (made === undefined) return;
  const read = async () => {
    const { status, body } = await client.read(`/v1/projects/${made}`);
    return status === 404 ? absent : z.object({ description: z.string() }).parse(body).description;
  };
  client.projects.push({ id: made, entry: ledger.enter(`project ${made}`, 'first', read) });
};

export const changeProject = async (client: Client, { ledger }: Pick<Known, 'ledger'>): Promise<void> => {
  const project = oneOf(client, client.projects);
  if (project === undefined) return;
  const description = `d${client.random.below(1_000_000_000)}`;
  await write(ledger, { operation: 'projects.update', entry: project.entry, value: description }, () =>
    client.send('PUT', `/v1/projects/${project.id}`, { body: { description } }),
  );
};

/** Not those that have repositories: what becomes of their jobs is another question. */
export const removeProject: Action = async (client, { ledger }) => {
  if (client.projects.length < 4) return;
  const [project] = client.projects.splice(1, 1);
  if (project === undefined) return;
  await write(ledger, { operation: 'projects.delete', entry: project.entry, value: absent }, () => client.send('DELETE', `/v1/projects/${project.id}`));
};

export const addKey: Action = async (client, { ledger }) => {
  if (client.keys.length >= most.keys) return;
  const answer = await client.send('POST', '/v1/api-keys', { body: { name: 'k' } });
  const made = created(ledger, 'api-keys.create', answer);
  if (made === undefined || answer.kind === 'lost') return;
  const { key } = z.object({ key: z.string() }).parse(answer.body);
  const read = async () => ((await client.read('/v1/auth/me', key)).status === 200 ? 'valid' : absent);
  client.keys.push({ id: made, entry: ledger.enter(`key ${made}`, 'valid', read) });
};

export const revokeKey: Action = async (client, { ledger }) => {
  if (client.keys.length < 3) return;
  const [key] = client.keys.splice(0, 1);
  if (key === undefined) return;
  await write(ledger, { operation: 'api-keys.revoke', entry: key.entry, value: absent }, () => client.send('DELETE', `/v1/api-keys/${key.id}`));
};
