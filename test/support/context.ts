import type { Actor, Context, Files, ProgressEvent } from '../../core/kernel/context.ts';
import { type MemoryAudit, memoryAudit } from '../../core/platform/audit.ts';
import { memoryFiles } from '../../core/platform/files-memory.ts';
import { noGit } from '../../core/platform/git.ts';
import { type MemoryLog, memoryLog } from '../../core/platform/log.ts';
import { sharedResources } from '../../core/platform/shared.ts';
import { builtAssets } from './assets.ts';

export interface TestContext extends Context {
  readonly audit: MemoryAudit;
  readonly log: MemoryLog;
  readonly events: ProgressEvent[];
}

export interface TestProject {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly disk?: Files;
  readonly environment?: Readonly<Record<string, string>>;
  readonly actor?: Actor;
}

/** A project in memory with the built grammars and packs, seen by the local user. */
export function testContext(project: TestProject = {}): TestContext {
  const events: ProgressEvent[] = [];
  return {
    actor: project.actor ?? { id: 'tester', via: 'local', access: 'operator' },
    files: project.disk ?? memoryFiles('/project', project.files ?? {}),
    git: noGit,
    assets: builtAssets,
    clock: { now: () => new Date('2026-11-21T12:00:00Z'), elapsed: () => performance.now() },
    log: memoryLog(),
    audit: memoryAudit(),
    shared: sharedResources(),
    environment: project.environment ?? {},
    signal: new AbortController().signal,
    progress: (event) => void events.push(event),
    events,
  };
}
