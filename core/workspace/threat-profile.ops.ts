import { z } from 'zod';
import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import { defineOperation } from '../kernel/operation.ts';
import { tenantOf } from '../kernel/platform.ts';
import { idInput } from './listing.ts';
import { repositoryOf } from './repositories.ts';
import { type ThreatProfileRow, threatProfiles } from './tables.ts';
import { threatProfile } from './threat-profile.ts';

const repoInput = z.object({ repo_id: idInput });
const profileWire = z.object({ id: z.string(), repository_id: z.string(), content: threatProfile, created_at: z.string(), updated_at: z.string() });

export const getThreatProfile = defineOperation({
  name: 'threat-profile.get',
  summary: 'Get the threat profile of a repository',
  input: repoInput,
  output: profileWire,
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}/threat-profile' },
  async run(context, { repo_id: id }) {
    const store = tenantOf(context);
    await repositoryOf(store, id);
    const row = await store.rows(threatProfiles).first({ where: { repository_id: id } });
    if (row === undefined) throw new Failure('not_found', 'The repository has no threat profile yet');
    return toWire(row);
  },
});

export const putThreatProfile = defineOperation({
  name: 'threat-profile.put',
  summary: 'Create or replace the threat profile of a repository',
  description:
    'It ranks findings by what can be reached and lost where they are, and says which files are out of scope. Fields left out are empty. What GET answers can be sent back too: of that, `content` counts alone.',
  input: repoInput.extend({ ...threatProfile.shape, ...profileWire.partial().shape }).strict(),
  output: profileWire,
  access: 'member',
  effect: 'write',
  limit: 'general',
  http: { vega: 'PUT /v1/repositories/{repo_id}/threat-profile' },
  async run(context, { repo_id: id, content: sentBack, ...fields }) {
    const content = sentBack ?? threatProfile.strip().parse(fields);
    const at = context.clock.now().toISOString();
    const row = await tenantOf(context).transaction(async (store) => {
      await repositoryOf(store, id);
      const fresh = { id: newId('tp'), repository_id: id, content, created_at: at, updated_at: at };
      await store.rows(threatProfiles).upsert([fresh], { on: ['repository_id'], update: ['content', 'updated_at'] });
      return store.rows(threatProfiles).first({ where: { repository_id: id } });
    });
    if (row === undefined) throw new Failure('not_found', 'There is no such repository');
    return toWire(row);
  },
});

function toWire(row: ThreatProfileRow): z.output<typeof profileWire> {
  return { ...row, content: threatProfile.parse(row.content) };
}
