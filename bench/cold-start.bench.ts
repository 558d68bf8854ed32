import fs from 'node:fs';
import path from 'node:path';
import { type Bench, cli, figure, inTemporaryFolder, quantile, runProgram } from './measure.ts';

const runs = 7;

export const coldStart: Bench = {
  name: 'cold-start',
  title: 'Cold start',
  how: `whole process of \`sentrik scan\` on a folder with one file of 12 lines, median of ${runs}`,
  run: () => inTemporaryFolder(measure),
};

async function measure(folder: string) {
  fs.writeFileSync(path.join(folder, 'app.js'), oneFile);
  const bare: number[] = [];
  const scans: number[] = [];
  const cpu: number[] = [];
  let peak = 0;
  for (let run = 0; run < runs; run += 1) {
    bare.push((await runProgram(['-e', '0'], folder)).milliseconds);
    const scan = await runProgram([cli, 'scan'], folder);
    scans.push(scan.milliseconds);
    cpu.push(scan.cpuMilliseconds);
    peak = Math.max(peak, scan.peakMegabytes);
    fs.rmSync(path.join(folder, 'out'), { recursive: true, force: true });
  }
  return [
    figure('scan of one file', quantile(scans, 0.5), 'ms'),
    figure('bare node', quantile(bare, 0.5), 'ms', 'the part no program can avoid'),
    figure('scan of one file, processor time', quantile(cpu, 0.5), 'ms'),
    figure('peak memory', peak, 'MB'),
  ];
}

const oneFile = `const { exec } = require('node:child_process');
const express = require('express');

const app = express();

app.get('/list', (req, res) => {
  exec('ls ' + req.query.folder, (error, output) => {
    res.type('text').send(error ? 'failed' : output);
  });
});

app.listen(3000);
`;
