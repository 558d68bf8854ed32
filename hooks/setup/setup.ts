import type { Files } from '../../core/kernel/context.ts';
import { insideRoot, parentPath } from '../../core/kernel/path.ts';
import { sha256 } from '../../core/kernel/sha256.ts';
import { agentSetups } from './agents/index.ts';
import { type FilePlan, planAdding, planRemoving } from './plan.ts';
import { type FileRecord, readRecords, type Records, removeEmpty, writeRecords } from './record.ts';
import type { AgentSetup, Launch, Target } from './target.ts';

/** Where files are: the project, and the user's home where its files are to be changed, too. */
export interface SetupPlace {
  readonly project: Files;
  readonly home?: Files;
}

export interface SetupRequest {
  readonly agents: readonly AgentSetup[];
  readonly launch: Launch;
  readonly mode: 'add' | 'remove';
}

/** What is to be done, and files of the user's that were left out. */
export interface SetupPlan {
  readonly files: readonly FilePlan[];
  readonly leftOut: readonly Target[];
}

/** Plans everything before anything is written. Throws Failure naming the first file that cannot be edited. */
export function planSetup(place: SetupPlace, { agents, launch, mode }: SetupRequest): SetupPlan {
  const records = readRecords(place.project);
  const targets = uniqueTargets(agents.flatMap((agent) => targetsOf(place, agent, launch)));
  const files: FilePlan[] = [];
  const leftOut: Target[] = [];
  for (const target of targets) {
    const folder = folderOf(place, target.scope);
    if (folder === undefined) leftOut.push(target);
    else if (mode === 'add') files.push(planAdding(folder, target, records[keyOf(target)]));
    else files.push(removing(place, { folder, target, records, agents, launch }));
  }
  return { files, leftOut };
}

/** Writes what was planned, each file atomically, and keeps how to undo it. */
export function carryOut(place: SetupPlace, { files: plans }: SetupPlan): void {
  const before = readRecords(place.project);
  const records = new Map(Object.entries(before));
  for (const plan of plans) {
    const folder = folderOf(place, plan.target.scope);
    if (folder === undefined || plan.before === plan.after) continue;
    const key = keyOf(plan.target);
    const record = write(folder, plan, records.get(key));
    if (record === undefined) records.delete(key);
    else records.set(key, record);
  }
  for (const scope of ['project', 'user'] as const) {
    const gone = Object.entries(before).filter(([key]) => key.startsWith(scope) && !records.has(key));
    const folders = gone.flatMap(([, record]) => record.folders).toSorted((one, other) => other.length - one.length);
    const files = folderOf(place, scope);
    if (files !== undefined) removeEmpty(files, folders);
  }
  writeRecords(place.project, Object.fromEntries(records));
}

function folderOf({ project, home }: SetupPlace, scope: Target['scope']): Files | undefined {
  return scope === 'project' ? project : home;
}

/** Makes the change; answers what is to be remembered of it. */
function write(folder: Files, plan: FilePlan, known: FileRecord | undefined): FileRecord | undefined {
  const record = plan.undo.length > 0 && plan.after !== undefined ? recordOf(folder, plan, known) : undefined;
  if (plan.after === undefined) folder.remove(plan.path);
  else folder.write(plan.path, plan.after);
  return record;
}

function recordOf(folder: Files, { path, before, after = '', undo }: FilePlan, known: FileRecord | undefined): FileRecord {
  const goesOn = known !== undefined && before !== undefined && known.after === sha256(before);
  return {
    after: sha256(after),
    created: goesOn ? known.created : before === undefined,
    folders: goesOn ? known.folders : missingFolders(folder, path),
    undo: [...(goesOn ? known.undo : []), ...undo],
  };
}

/** Folders above a file that do not exist, outermost first. */
function missingFolders(files: Files, path: ReturnType<typeof insideRoot>): string[] {
  const missing: string[] = [];
  for (let folder = parentPath(path); folder !== '' && files.stat(folder) === undefined; folder = parentPath(folder)) missing.unshift(folder);
  return missing;
}

interface Removal {
  readonly folder: Files;
  readonly target: Target;
  readonly records: Records;
  readonly agents: readonly AgentSetup[];
  readonly launch: Launch;
}

/** A file that another agent reads, which stays set up, stays as it is. */
function removing(place: SetupPlace, { folder, target, records, agents, launch }: Removal): FilePlan {
  const plan = planRemoving(folder, target, records[keyOf(target)]);
  const user = agentSetups.find((agent) => !agents.includes(agent) && uses(place, agent, { target, launch }));
  if (user === undefined || plan.before === undefined) return plan;
  return { target, path: plan.path, before: plan.before, after: plan.before, kept: [`${user.id} reads it, too`], undo: [] };
}

function uses(place: SetupPlace, agent: AgentSetup, { target, launch }: Pick<Removal, 'target' | 'launch'>): boolean {
  const [first, ...others] = targetsOf(place, agent, launch);
  if (first === undefined || !others.some((other) => keyOf(other) === keyOf(target))) return false;
  try {
    const { before, after } = planAdding(place.project, first, undefined);
    return before !== undefined && before === after;
  } catch {
    return false;
  }
}

function targetsOf({ project }: SetupPlace, agent: AgentSetup, launch: Launch): readonly Target[] {
  return agent.targets(launch, (file) => project.stat(insideRoot(project.root, file)) !== undefined);
}

function uniqueTargets(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [keyOf(target), target])).values()];
}

function keyOf({ scope, file }: Target): string {
  return `${scope}:${file}`;
}
