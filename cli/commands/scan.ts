import path from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../../core/kernel/context.ts';
import { Failure } from '../../core/kernel/failure.ts';
import { runJson } from '../../core/kernel/operation.ts';
import { repeatedCosts, repeatedFields, type Repetition } from '../../core/runs/refresh-metrics.ts';
import type { Severity } from '../../core/scan/model.ts';
import { answerCall } from '../answers.ts';
import { severityList } from '../options.ts';
import type { Cli } from '../program.ts';
import { renderGate, renderScan, type ScanStyle, verdict } from '../render/scan.ts';
import { exitCode, type Shell } from '../shell.ts';
import { targetOf } from '../target.ts';
import { productOptions, type ScanFlags, scanRequest, withScanFlags } from './scan-flags.ts';

interface GateFlags extends ScanFlags {
  readonly failOn?: readonly Severity[];
}

const scanExamples = `
Examples:
  sentrik scan                                        the project in this folder; findings never change the exit code
  sentrik scan src test/login.test.ts                 only these
  sentrik scan ../other-project --format html -o report.html
  sentrik scan --git-range origin/main...HEAD --baseline origin/main --format markdown
  sentrik scan --no-packs --rules my-rules/ --format json`;

const gateExamples = `
Examples:
  sentrik gate                          exit code 1 when a finding is critical or high, or what gate_fail_on says
  sentrik gate --fail-on critical       only critical findings fail
  sentrik gate --staged --quiet         before a commit: only what the staged changes add fails
  sentrik gate --git-range origin/main...HEAD    in a pull request: only what the branch adds fails
  sentrik gate --baseline v1.2.0        everything is scanned; only findings that v1.2.0 did not have fail
  sentrik gate --format sarif -o findings.sarif --no-suppressed`;

/** `scan` and `gate`. */
export function addScanCommands(program: Command, cli: Cli): void {
  withScanFlags(program.command('scan'))
    .description('check a project and write findings, SARIF and metrics to its output folder')
    .addHelpText('after', scanExamples)
    .action((paths: string[], flags: ScanFlags) => runScan(cli, paths, flags));
  withScanFlags(program.command('gate'))
    .description('the same with a verdict: exit code 0 when the gate passes, 1 when it fails')
    .option('--fail-on <severities>', 'severities that fail the gate, comma-separated', severityList)
    .addHelpText('after', gateExamples)
    .action((paths: string[], flags: GateFlags) => runGate(cli, paths, flags));
}

async function runScan({ shell }: Cli, paths: readonly string[], flags: ScanFlags): Promise<void> {
  const target = targetOf(shell, flags.root, paths);
  const request = scanRequest(shell, target, flags);
  const call = { operation: 'scan', request, recalls: isRecallable(flags) };
  const { answer: found, repetition } = await answerCall(shell, productOptions(target, flags), call, async (context) =>
    runJson((await import('../../core/runs/runs.ops.ts')).scan, context, request),
  );
  const answer = repetition === undefined ? found : { ...found, metrics: { ...found.metrics, ...repeatedFields(repetition) } };
  deliver(shell, flags, answer.document?.content ?? renderScan(answer, styleOf(shell, flags, repetition)));
}

async function runGate({ shell, end }: Cli, paths: readonly string[], flags: GateFlags): Promise<void> {
  const target = targetOf(shell, flags.root, paths);
  const request = { ...scanRequest(shell, target, flags), ...(flags.failOn === undefined ? {} : { fail_on: [...flags.failOn] }) };
  const call = { operation: 'gate', request, recalls: isRecallable(flags) };
  const { answer: found, repetition } = await answerCall(shell, productOptions(target, flags), call, async (context) => {
    await requireValidConfig(context);
    return await runJson((await import('../../core/runs/runs.ops.ts')).gate, context, request);
  });
  const { document, frames = {}, ...given } = found;
  const answer = repetition === undefined ? given : { ...given, ...repeatedCosts(repetition) };
  if (!answer.passed) end(exitCode.findings);
  if (flags.format === 'json') deliver(shell, flags, `${JSON.stringify(answer, null, 2)}\n`);
  else deliver(shell, flags, document?.content ?? renderGate({ ...answer, frames }, styleOf(shell, flags, repetition)));
  if (flags.format !== 'text' && flags.quiet !== true) shell.print.err.write(verdict(answer, shell.print.err.colors));
}

/** What git says and measuring ask for the work itself. */
function isRecallable({ cache, timings, gitRange, staged }: ScanFlags): boolean {
  return cache && timings !== true && gitRange === undefined && staged !== true;
}

/** A gate may not decide by defaults because the settings could not be read. */
async function requireValidConfig(context: Context): Promise<void> {
  const { errors } = await runJson((await import('../../core/config/config.ops.ts')).validateConfig, context, {});
  if (errors.length === 0) return;
  const lines = errors.map(({ file, line, message }) => `${file}${line === undefined ? '' : `:${line}`}: ${message}`);
  throw new Failure('invalid_input', `The configuration is not valid: ${lines.join('; ')}`);
}

/** A file gets plain text; standard output whatever its terminal can show. */
function styleOf({ print: { out } }: Shell, flags: ScanFlags, repetition: Repetition | undefined): ScanStyle {
  const { severity, quiet = false, timings = false, output } = flags;
  const base = { quiet, timings, isRepeated: repetition !== undefined, columns: out.columns, colors: output === undefined ? out.colors : out.noColors };
  return severity === undefined ? base : { ...base, severity };
}

function deliver({ cwd, disk, print }: Shell, { output, quiet }: ScanFlags, content: string): void {
  if (output === undefined) {
    print.out.write(content);
    return;
  }
  disk.write(path.resolve(cwd, output), content);
  if (quiet !== true) print.err.write(`Wrote ${output}\n`);
}
