import { z } from 'zod';
import type { BlobId } from '../kernel/blobs.ts';

const artifact = z.object({
  name: z.string(),
  size: z.number().int(),
  blob: z.custom<BlobId>((value) => typeof value === 'string' && value.startsWith('sha256:')),
});
export type Artifact = z.output<typeof artifact>;

/** What a completed scan's job has as its result. */
export const scanResult = z.object({
  findings: z.number().int(),
  by_severity: z.record(z.string(), z.number().int()),
  suppressed: z.number().int(),
  files: z.number().int(),
  lines: z.number().int(),
  skipped: z.number().int(),
  problems: z.number().int(),
  /** Parts it was looked at in; 0 for a small one. */
  parts: z.number().int(),
  seconds: z.number(),
  artifacts: z.array(artifact).readonly(),
});
export type ScanResultRow = z.output<typeof scanResult>;
