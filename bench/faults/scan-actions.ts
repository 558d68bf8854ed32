import { z } from 'zod';
import { absent, type Action, type Client, created, oneOf, withId, write } from './lane.ts';
import type { Ledger } from './ledger.ts';

const mostScans = 80;

export const startScan: Action = async (client, { ledger, scans }) => {
  const repository = oneOf(client, client.repositories);
  if (repository === undefined || client.scans.length >= mostScans) return;
  const body = { idempotency_key: `s${client.random.below(1_000_000_000)}` };
  const target = `/v1/repositories/${repository.id}/scans`;
  let first = await client.send('POST', target, { body });
  // Asked again with the same key it must be the same scan.
  if (first.kind === 'lost') first = await client.send('POST', target, { body });
  if (first.kind === 'answered' && first.status === 409) return;
  const id = created(ledger, 'scans.start', first);
  if (id === undefined) return;
  scans.add(id);
  client.scans.push({ repository, id });
  if (client.random.chance(0.3)) await repeat(client, { ledger, target, body, id });
};

async function repeat(
  client: Client,
  { ledger, target, body, id }: { readonly ledger: Ledger; readonly target: string; readonly body: object; readonly id: string },
): Promise<void> {
  const again = await client.send('POST', target, { body });
  if (again.kind === 'answered' && again.status === 201 && withId.parse(again.body).id !== id)
    ledger.violations.push(`the key of scan ${id} was given another scan`);
}

export const cancelScan: Action = async (client, { ledger }) => {
  const scan = client.scans.at(-1);
  if (scan === undefined || !client.random.chance(0.1)) return;
  const answer = await client.send('DELETE', `/v1/repositories/${scan.repository.id}/scans/${scan.id}`);
  if (answer.kind === 'answered' && answer.status === 200) ledger.acknowledge('scans.cancel');
};

export const profileScan: Action = async (client, { ledger }) => {
  const repository = oneOf(client, client.repositories);
  if (repository === undefined) return;
  const summary = `p${client.random.below(1_000_000_000)}`;
  const target = `/v1/repositories/${repository.id}/threat-profile`;
  const read = async () => {
    const { status, body } = await client.read(target);
    return status === 404 ? absent : z.object({ content: z.object({ summary: z.string() }) }).parse(body).content.summary;
  };
  if (repository.profile === undefined) {
    repository.profile = ledger.enter(`threat profile of ${repository.id}`, absent, read);
    repository.profile.accepted = [absent, ''];
  }
  await write(ledger, { operation: 'threat-profile.put', entry: repository.profile, value: summary }, () => client.send('PUT', target, { body: { summary } }));
};

const found = z.array(z.object({ id: z.string(), fingerprint: z.string() }));

export const triageFinding: Action = async (client, { ledger }) => {
  const repository = oneOf(client, client.repositories);
  if (repository === undefined) return;
  const base = `/v1/repositories/${repository.id}/findings`;
  const list = await client.send('GET', `${base}?limit=5`);
  if (list.kind === 'lost' || list.status !== 200) return;
  const finding = oneOf(client, found.parse(list.body));
  if (finding === undefined) return;
  const { id, fingerprint } = finding;
  const reason = `r${client.random.below(1_000_000_000)}`;
  const read = () => triageNow(client, repository.id, fingerprint);
  const entry = repository.triage.get(fingerprint) ?? ledger.enter(`triage of ${repository.id} ${fingerprint}`, 'null', read);
  repository.triage.set(fingerprint, entry);
  await write(ledger, { operation: 'scan-findings.decide', entry, value: reason }, () =>
    client.send('PUT', `${base}/${id}`, { body: { status: 'confirmed', reason } }),
  );
};

const decided = z.array(z.object({ fingerprint: z.string(), status_reason: z.string().nullable() }));

/** As the newest complete scan of the repository shows it. */
async function triageNow(client: Client, repositoryId: string, fingerprint: string): Promise<string> {
  const { body } = await client.read(`/v1/repositories/${repositoryId}/findings?limit=5000`);
  return String(decided.parse(body).find((each) => each.fingerprint === fingerprint)?.status_reason ?? null);
}
