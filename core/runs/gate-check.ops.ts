import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { gateAnswer, gateOutput } from './gate-answer.ts';
import { scanDiff } from './scan-diff.ts';
import { scanFor, scanInput } from './scan-input.ts';

const maxDiff = 5_000_000;

/** The gate's answer for a change or the repository, without writing the scan's result anywhere. */
export const checkGate = defineOperation({
  name: 'gate.check',
  summary: 'Whether the gate lets a change pass',
  description: 'Of a diff, staged files or a git range only new findings count; without any of them the whole repository is judged. Nothing is written.',
  input: scanInput.pick({ git_range: true, staged: true, paths: true, baseline: true, fail_on: true }).extend({
    diff: z.string().min(1).max(maxDiff).optional().meta({ description: 'Unified diff, applied or not' }),
  }),
  output: gateOutput,
  access: 'member',
  permission: 'gate',
  effect: 'read',
  limit: 'general',
  largeBody: true,
  mcp: 'gate',
  async run(context, { diff, ...wanted }) {
    const input = scanInput.parse(wanted);
    const scanned = diff === undefined ? await scanFor(context, input, { compareChanges: true }) : await scanDiff(context, diff);
    return await gateAnswer(context, scanned, input);
  },
});
