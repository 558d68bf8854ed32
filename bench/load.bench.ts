import { type LoadReport, runLoad } from './load/run.ts';
import { type Bench, type Figure, figure, inTemporaryFolder, type Options, quantile } from './measure.ts';

const usual = { clients: 500, streams: 200, users: 100, seconds: 300, starts: 4, seed: 1 } as const;

export const load: Bench = {
  name: 'load',
  title: 'Load',
  how:
    `\`sentrik server\` as it starts, with the embedded database and ${usual.users} users who have keys and addresses of their own; beside it, in another process on the same machine, ${usual.clients} clients (\`--clients\`) that ask, think for a second on average and ask again for ${usual.seconds} s (\`--seconds\`): ` +
    `70 % reads, 30 % \`POST /api/sdk/check\` with 40 lines, and 4 of a thousand start a scan; and ${usual.streams} event streams of scans (\`--streams\`) whose connections break at random moments and go on with Last-Event-ID. Limits are on: what is over them is counted apart. Times are those of good answers`,
  explicit: true,
  run: measure,
};

async function measure({ clients = usual.clients, streams = usual.streams, seconds = usual.seconds, seed = usual.seed }: Options): Promise<readonly Figure[]> {
  const report = await inTemporaryFolder((folder) => runLoad({ folder, clients, streams, seconds, seed, users: usual.users, starts: usual.starts }));
  for (const error of report.errors.slice(0, 20)) console.error(`ERROR ${error}`);
  if (report.streams.whole === 0) console.error('ERROR no stream followed a scan to its end');
  if (report.errors.length > 0 || report.streams.whole === 0) process.exitCode = 1;
  return [
    figure('clients', clients, '', `${streams} streams, ${seconds} s`),
    ...timesOf(report, seconds),
    figure('errors', report.errors.length, '', report.errors[0] ?? 'none; answers 429 are no errors'),
    figure('answers 429', sum([...report.limited.values()]), '', [...report.limited].map(([kind, count]) => `${kind} ${count}`).join(', ') || 'none'),
    figure('scans started', report.scans.started, '', `${report.scans.completed} complete at the end of the run`),
    figure(
      'connections of event streams',
      report.streams.connections,
      '',
      `${report.streams.events} events; ${report.streams.whole} times a scan was followed to its end, all events in order, none missing or twice`,
    ),
    ...serverFigures(report),
  ];
}

function timesOf({ times }: LoadReport, seconds: number): readonly Figure[] {
  const all = [...times.values()].flat();
  return [
    figure('good answers per second', all.length / seconds, '1/s'),
    ...[...times]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([kind, taken]) => [
        figure(`${kind}: p50`, quantile(taken, 0.5), 'ms', `${taken.length} answers`),
        figure(`${kind}: p95`, quantile(taken, 0.95), 'ms'),
        figure(`${kind}: p99`, quantile(taken, 0.99), 'ms'),
      ]),
  ];
}

function serverFigures({ samples }: LoadReport): readonly Figure[] {
  const memory = samples.map(({ megabytes }) => megabytes);
  return [
    figure('memory of the server at the start', memory[0] ?? 0, 'MB', 'resident set, its threads included'),
    ...[0.25, 0.5, 0.75].map((share) => figure(`memory after ${100 * share} % of the time`, memory[Math.floor(memory.length * share)] ?? 0, 'MB')),
    figure('memory at the end', memory.at(-1) ?? 0, 'MB'),
    figure('peak memory', Math.max(0, ...memory), 'MB'),
    figure(
      'event loop late by, p99 of each second: median',
      quantile(
        samples.map(({ lag }) => lag.p99),
        0.5,
      ),
      'ms',
    ),
    figure('event loop late by, longest', Math.max(0, ...samples.map(({ lag }) => lag.max)), 'ms'),
  ];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
