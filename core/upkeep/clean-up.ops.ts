import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { cleanUp } from './clean-up.ts';

const number = z.number().int();

export const opsCleanup = defineOperation({
  name: 'ops.cleanup',
  summary: 'Give up jobs that run for too long; remove workers that are gone, parts of ended jobs, git uploads that are over, and contents that nothing names',
  description: 'Workers do this by themselves every six hours. Contents stay for a day after they were written.',
  input: z.object({}),
  output: z.object({ stale_jobs: number, workers: number, parts: number, uploads: number, contents: number }),
  access: 'operator',
  effect: 'write',
  limit: 'expensive',
  http: { vega: 'POST /v1/ops/cleanup' },
  run: cleanUp,
});
