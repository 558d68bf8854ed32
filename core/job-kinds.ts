import type { AnyJobKind, JobKind } from './jobs/kind.ts';
import { discardSource, ingest } from './workspace/ingest.ts';
import { codeScan } from './workspace/scan-job.ts';
import { scanPart } from './workspace/scan-part.ts';

const all: readonly (JobKind | AnyJobKind)[] = [ingest, discardSource, codeScan, scanPart];

/** Every kind of job, by name: one line per kind. */
export const jobKinds: ReadonlyMap<string, AnyJobKind> = new Map(all.map((kind) => [kind.kind, kind]));
