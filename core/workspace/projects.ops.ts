import { z } from 'zod';
import { removePurposeTokens } from '../account/purpose-tokens.ts';
import { newId } from '../kernel/ids.ts';
import { defineOperation } from '../kernel/operation.ts';
import { tenantOf } from '../kernel/platform.ts';
import { idInput, pageInput } from './listing.ts';
import { overviewOf } from './project-overview.ts';
import { actorId, changeProject, listProjects as findProjects, projectOf, removeProject, totalsOf } from './projects.ts';
import { projects } from './tables.ts';

const name = z.string().trim().min(1).max(200);
const description = z.string().max(5000);

const projectWire = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  owner_user_id: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
});
const count = z.number().int();
const projectDetail = projectWire.extend({
  repository_count: count,
  scans: z.object({ total: count, queued: count, running: count, completed: count, failed: count, cancelled: count }),
  last_scan_at: z.string().nullable(),
});

const listedProject = projectWire.extend({
  overview: z
    .object({
      repository_count: count,
      last_scan_at: z.string().nullable(),
      open_findings: z
        .object({ critical: count, high: count, medium: count, low: count, info: count })
        .meta({ description: 'Findings of the newest scans that nobody has dismissed, by severity' }),
    })
    .optional()
    .meta({ description: 'Present when it was asked for' }),
});
const mostOverviews = 100;

/** Projects of the workspace, the oldest first. */
export const listProjects = defineOperation({
  name: 'projects.list',
  summary: 'List the projects of the workspace',
  input: z.object({
    ...pageInput,
    overview: z
      .boolean()
      .default(false)
      .meta({ description: `Tells of each project how many repositories and open findings it has; then at most ${mostOverviews} projects at once` }),
  }),
  output: z.array(listedProject),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/projects' },
  async run(context, { overview, limit, after }) {
    const store = tenantOf(context);
    const rows = await findProjects(store, { limit: overview ? Math.min(limit, mostOverviews) : limit, after });
    if (!overview) return [...rows];
    return Promise.all(rows.map(async (row) => ({ ...row, overview: await overviewOf(store, row.id) })));
  },
});

export const createProject = defineOperation({
  name: 'projects.create',
  summary: 'Create a project',
  input: z.object({ name, description: description.default('') }),
  output: projectWire,
  access: 'member',
  effect: 'write',
  limit: 'general',
  status: 201,
  http: { vega: 'POST /v1/projects' },
  async run(context, input) {
    const at = context.clock.now().toISOString();
    const row = { id: newId('prj'), ...input, owner_user_id: actorId(context), created_at: at, updated_at: at };
    await tenantOf(context).rows(projects).insert(row);
    return row;
  },
});

export const getProject = defineOperation({
  name: 'projects.get',
  summary: 'Get a project with the number of its repositories and its scans by status',
  input: z.object({ project_id: idInput }),
  output: projectDetail,
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/projects/{project_id}' },
  async run(context, { project_id: id }) {
    const store = tenantOf(context);
    return { ...(await projectOf(store, id)), ...(await totalsOf(store, id)) };
  },
});

export const updateProject = defineOperation({
  name: 'projects.update',
  summary: 'Change the name or the description of a project',
  input: z.object({ project_id: idInput, name: name.optional(), description: description.optional() }),
  output: projectWire,
  access: 'member',
  effect: 'write',
  limit: 'general',
  http: { vega: 'PUT /v1/projects/{project_id}' },
  run(context, { project_id: id, name: newName, description: newDescription }) {
    const changes = {
      ...(newName === undefined ? {} : { name: newName }),
      ...(newDescription === undefined ? {} : { description: newDescription }),
      updated_at: context.clock.now().toISOString(),
    };
    return changeProject(tenantOf(context), id, changes);
  },
});

export const deleteProject = defineOperation({
  name: 'projects.delete',
  summary: 'Delete a project with its repositories, scans and findings; nothing of it can be had again',
  input: z.object({ project_id: idInput }),
  output: z.object({}),
  access: 'member',
  effect: 'destroy',
  limit: 'general',
  status: 204,
  http: { vega: 'DELETE /v1/projects/{project_id}' },
  async run(context, { project_id: id }) {
    await removeProject(tenantOf(context), id);
    await removePurposeTokens(context, { kind: 'trigger', subject: id });
    return {};
  },
});
