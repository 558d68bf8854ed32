import { fork } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import type { RunnerMessage } from './fuzz/runner.ts';
import { type Bench, type Figure, figure, type Options, quantile, root } from './measure.ts';

export const fuzz: Bench = {
  name: 'fuzz',
  title: 'Fuzz',
  how: 'mutated sources of all languages under all packs, edited step by step and compared with a full check, and mutated rules; a case that throws, ends its process or takes longer than 30 s is a failure (`--minutes N`, `--seed N`, `--corpus DIR`)',
  explicit: true,
  run: measure,
};

const hang = 30_000;
const casesPerProcess = 3000;
const heapMegabytes = 1500;

interface Tally {
  readonly times: number[];
  readonly failures: Map<string, number[]>;
  megabytes: number;
}

async function measure({ minutes = 1, seed = 1, corpus }: Options): Promise<readonly Figure[]> {
  const folders =
    corpus === undefined ? [path.join(root, 'packs'), path.join(root, 'examples'), path.join(root, 'core')] : [path.join(corpus, 'opengrep/tests')];
  const tally: Tally = { times: [], failures: new Map(), megabytes: 0 };
  const until = performance.now() + minutes * 60_000;
  const lanes = Array.from({ length: os.availableParallelism() }, (_, lane) => runLane({ folders, tally, until, first: seed * 10_000_000 + lane * 5_000_000 }));
  await Promise.all(lanes);
  for (const [what, numbers] of tally.failures) console.log(`FAILED ${numbers.length}×, cases ${numbers.slice(0, 5).join(', ')}: ${what}`);
  const failed = [...tally.failures.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  return [
    figure('cases', tally.times.length, 'cases', `${minutes} minutes on ${lanes.length} processes`),
    figure('failed', failed, 'cases', `${tally.failures.size} different`),
    figure('time of a case, p50', quantile(tally.times, 0.5), 'ms'),
    figure('time of a case, p99', quantile(tally.times, 0.99), 'ms'),
    figure('time of a case, longest', quantile(tally.times, 1), 'ms'),
    figure('largest process', tally.megabytes, 'MB', `a new one after ${casesPerProcess} cases`),
  ];
}

interface Lane {
  readonly folders: readonly string[];
  readonly tally: Tally;
  readonly until: number;
  readonly first: number;
}

async function runLane(lane: Lane): Promise<void> {
  let next = lane.first;
  while (performance.now() < lane.until) next = await runProcess(lane, next);
}

/** One process until it has done its cases, hangs, dies or time is up; answers the number of the next case. */
function runProcess({ folders, tally, until }: Lane, first: number): Promise<number> {
  const argv = [path.join(root, 'bench/fuzz/runner.ts'), path.join(root, 'dist/assets'), String(first), String(casesPerProcess), ...folders];
  const child = fork(path.join(root, 'scripts/run.mjs'), argv, {
    execArgv: [`--max-old-space-size=${heapMegabytes}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let at = first;
  let running = false;
  let stopped = false;
  let errors = '';
  let watch = setTimeout(() => undefined, 0);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-2000)));
  const stop = (failure?: string) => {
    stopped = true;
    if (failure !== undefined) note(tally, failure, at);
    child.kill('SIGKILL');
  };
  child.on('message', (message: RunnerMessage) => {
    clearTimeout(watch);
    at = message.number;
    running = message.kind === 'begin';
    if (message.kind === 'begin') watch = setTimeout(() => stop(`longer than ${hang / 1000} s`), hang);
    else take(tally, message);
    if (!running && performance.now() > until) stop();
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(watch);
      if (!stopped && code !== 0)
        note(tally, `the process ended with ${code}: ${errors.split('\n').find((line) => /error|fatal/i.test(line)) ?? errors.slice(0, 200)}`, at);
      resolve(at + 1);
    });
  });
}

function take(tally: Tally, { number, milliseconds, megabytes, verdict }: Extract<RunnerMessage, { kind: 'end' }>): void {
  tally.times.push(milliseconds);
  tally.megabytes = Math.max(tally.megabytes, megabytes);
  if (verdict !== undefined) note(tally, verdict, number);
}

function note({ failures }: Tally, what: string, number: number): void {
  const key = what.replaceAll(/\d+/g, '#').slice(0, 400);
  const known = failures.get(key);
  if (known === undefined) failures.set(key, [number]);
  else known.push(number);
}
