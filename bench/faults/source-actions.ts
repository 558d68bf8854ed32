import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { makeRepository } from '../../test/support/git.ts';
import { absent, type Action, type Client, created, type Known } from './lane.ts';
import type { SampleProject } from './projects.ts';

const mostRepositories = 8;

/** The first project of a client is never removed: repositories stand in it. */
export const addArchive: Action = async (client, known) => {
  const project = client.projects[0];
  if (project === undefined || client.repositories.length >= mostRepositories) return;
  const sample = client.random.pick(known.samples);
  const form = new FormData();
  form.set('name', sample.name);
  form.set('upload', new Blob([sample.zip]), `${sample.name}.zip`);
  const made = created(known.ledger, 'repositories.create', await client.send('POST', `/v1/projects/${project.id}/repositories`, { form }));
  if (made !== undefined) enterRepository(client, known, made, sample);
};

const pushed = z.object({ id: z.string(), url: z.string(), repository_id: z.string() });

export const addPush: Action = async (client, known) => {
  const project = client.projects[0];
  if (project === undefined || client.repositories.length >= mostRepositories) return;
  const answer = await client.send('POST', '/v1/git-uploads', { body: { project_id: project.id, name: 'pushed' } });
  if (created(known.ledger, 'git-uploads.create', answer) === undefined || answer.kind === 'lost') return;
  const upload = pushed.parse(answer.body);
  const [sample] = known.samples;
  const local = path.join(known.folder, sample.name);
  if (!fs.existsSync(local)) makeRepository(local, sample.files);
  // A push whose answer was lost is repeated, as a person would.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await client.read('/v1/healthz');
    const { ok, said } = await push(local, upload.url);
    if (ok || said.includes('409')) {
      if (ok) known.ledger.acknowledge('git-uploads.receive');
      enterRepository(client, known, upload.repository_id, sample);
      return;
    }
    known.ledger.lost.count += 1;
    await sleep(client.random.below(500));
  }
  known.ledger.violations.push(`git upload ${upload.id} took no push in 20 attempts`);
};

function push(local: string, url: string): Promise<{ readonly ok: boolean; readonly said: string }> {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', HOME: local };
  return new Promise((resolve) => {
    execFile('git', ['push', url, 'HEAD:refs/heads/main'], { cwd: local, env, timeout: 30_000 }, (error, _out, said) => resolve({ ok: error === null, said }));
  });
}

/** It is read again until it has been taken in; then its file must be as it was sent. */
function enterRepository(client: Client, { ledger, sampleOf }: Known, id: string, sample: SampleProject): void {
  const read = async () => {
    const { status, body } = await client.read(`/v1/repositories/${id}`);
    if (status === 404) return absent;
    const state = z.object({ ingest_status: z.string() }).parse(body).ingest_status;
    if (state !== 'ready') return state === 'failed' ? 'failed' : 'kept';
    const file = await client.read(`/v1/repositories/${id}/source-files/${sample.probe}`);
    return file.text === sample.files[sample.probe] ? 'kept' : 'another file';
  };
  const entry = ledger.enter(`repository ${id}`, 'kept', read);
  entry.accepted = ['kept', 'failed'];
  sampleOf.set(id, sample);
  client.repositories.push({ id, sample, triage: new Map() });
}
