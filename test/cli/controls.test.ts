import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { project, sentrik } from './sentrik.ts';

const files = { 'app.py': 'import os\nfrom flask import request\n\ndef run():\n    os.system("ls " + request.args["dir"])\n' };

test('controls lists the frameworks', async () => {
  const { code, stdout } = await sentrik(['controls'], { cwd: project(files) });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^hipaa +60/m);
  expect(stdout).toContain('41 frameworks');
});

test('controls shows the state of every control of a framework and writes nothing into the project', async () => {
  const cwd = project(files);
  const { code, stdout } = await sentrik(['controls', '--framework', 'hipaa'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Not satisfied \(\d+\)/m);
  expect(stdout).toContain('py-command-injection: app.py:5');
  expect(fs.readdirSync(cwd)).toEqual(['app.py']);
});

test('controls writes a report for a reviewer where it is told to', async () => {
  const cwd = project(files);
  const { code, stdout } = await sentrik(['controls', '--framework', 'fda-iec-62304', '--level', 'B', '--format', 'html', '-o', 'report.html'], { cwd });
  expect([code, stdout]).toEqual([0, '']);
  expect(fs.readFileSync(path.join(cwd, 'report.html'), 'utf8')).toContain('IEC 62304 Medical device software life cycle (2006+A1:2015), class B');
});

test('an unknown framework is a wrong call', async () => {
  const { code, stderr } = await sentrik(['controls', '--framework', 'nothing'], { cwd: project(files) });
  expect(code).toBe(2);
  expect(stderr).toContain('There is no framework with this name');
});
