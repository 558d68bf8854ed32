import fs from 'node:fs';
import path from 'node:path';
import { type Bench, cli, type Figure, figure, inTemporaryFolder, type Options, quantile, runProgram } from './measure.ts';
import { writeProject } from './source.ts';

const generated = { files: 200, lines: 250 } as const;
const runs = 3;

export const scan: Bench = {
  name: 'scan',
  title: 'Repository scan',
  how: `whole process of \`sentrik scan\`, median of ${runs}, every run without a cache; ${generated.files} generated files of ${generated.lines} lines unless \`--folder\` names a repository`,
  run: (options) => inTemporaryFolder((folder) => measure(folder, options)),
};

async function measure(folder: string, options: Options): Promise<readonly Figure[]> {
  if (options.folder === undefined) writeProject(folder, generated.files, generated.lines);
  else fs.cpSync(options.folder, folder, { recursive: true, filter: (source) => !/[\\/](\.git|node_modules|out)$/.test(source) });
  const lines = countLines(folder);
  const times: number[] = [];
  const cpu: number[] = [];
  let peak = 0;
  for (let run = 0; run < runs; run += 1) {
    for (const leftover of ['out', '.guard_cache']) fs.rmSync(path.join(folder, leftover), { recursive: true, force: true });
    const result = await runProgram([cli, 'scan'], folder);
    times.push(result.milliseconds);
    cpu.push(result.cpuMilliseconds);
    peak = Math.max(peak, result.peakMegabytes);
  }
  const median = quantile(times, 0.5);
  return [
    figure('lines', lines, 'lines', options.folder === undefined ? 'generated' : path.basename(options.folder)),
    figure('scan', median, 'ms'),
    figure('throughput', (lines / median) * 1000, 'lines/s', 'start of the process included'),
    figure('throughput by processor time', (lines / quantile(cpu, 0.5)) * 1000, 'lines/s', 'all threads together'),
    figure('peak memory', peak, 'MB', 'main process with its threads'),
  ];
}

function countLines(folder: string): number {
  let lines = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const bytes = fs.readFileSync(path.join(entry.parentPath, entry.name));
    if (!bytes.subarray(0, 8000).includes(0)) for (const byte of bytes) if (byte === 10) lines += 1;
  }
  return lines;
}
