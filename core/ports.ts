import type { Assets, AuditTrail, Cache, Clock, Files, Log } from './kernel/context.ts';
import { diskAssets } from './platform/assets-disk.ts';
import { fileAudit } from './platform/audit.ts';
import { diskCache } from './platform/cache-disk.ts';
import { diskFiles } from './platform/files-disk.ts';

/** The ports that take next to nothing to load: all that an answer from an earlier call needs. */
export interface LightPorts {
  readonly files: Files;
  readonly assets: Assets;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly audit: AuditTrail;
}

/** Where the project and the product's files are. */
export interface PortOptions {
  readonly root: string;
  readonly assets: string;
  /** The same folder, already open. */
  readonly openAssets?: Assets;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

/** Opens them on a project's folder. Throws `not_found` when it does not exist. */
export function openPorts({ root, assets, openAssets = diskAssets(assets), environment, log }: PortOptions): LightPorts {
  const files = diskFiles(root);
  return {
    files,
    assets: openAssets,
    cache: diskCache(files.root, environment),
    clock: { now: () => new Date(), elapsed: () => performance.now() },
    audit: fileAudit({ root: files.root, environment, log }),
  };
}
