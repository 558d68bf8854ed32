/**
 * Passes everything: `npm test`. Build, types, lint, dead code and tests; all of them run even when one fails. What needs the processor little goes
 * beside what needs it much: the programs of others are installed and driven (VS Code, Neovim, Helix, Emacs) while types and lint are checked.
 * The last line is `N passed, N failed`: the tests of vitest's own reports, and each failed step as one more failure.
 * `--lint` runs the checks without the tests. Other arguments go to vitest.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const lintOnly = process.argv.includes('--lint');
const vitestArguments = process.argv.slice(2).filter((argument) => argument !== '--lint');

/** Those of a row follow each other; the rows go side by side. The first of the rows has what uses every processor. */
const checks = [
  [
    ['types', 'tsc', ['-p', '.']],
    ['typed lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ],
  [
    ['format and lint', 'biome', ['check', '--error-on-warnings', '.']],
    ['unused code', 'knip', []],
  ],
];

let failed = 0;
if (!lintOnly) await step('build', () => run(process.execPath, ['scripts/build.mjs']));
const checking = Promise.all(checks.map(checkInTurn));
if (lintOnly) {
  await checking;
  process.exit(failed === 0 ? 0 : 1);
}

const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-test-'));
const environment = { ...process.env, SENTRIK_TEST_BUILT: '1' };
await installPrograms();
const inEditors = await test('editors', ['--project', 'editors', '--passWithNoTests']);
await checking;
const others = await test('others', ['--project', '!editors', '--passWithNoTests']);
fs.rmSync(reports, { recursive: true, force: true });

const [passed, skipped] = [inEditors.passed + others.passed, inEditors.skipped + others.skipped];
if (passed + skipped + failed === 0) failed += 1;
if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function checkInTurn(row) {
  for (const [name, program, argv] of row) await step(name, () => run(path.join(root, 'node_modules/.bin', program), argv));
}

/** The tests install for themselves what is missing here; beside the checks it takes less time. */
async function installPrograms() {
  const script = (name) => [path.join('scripts', `ensure-${name}.mjs`)];
  const ahead = vitestArguments.length === 0 ? ['vscode', 'conformance'] : [];
  const installing = Promise.all(ahead.map((name) => run(process.execPath, script(name))));
  await step('browser', async () => {
    const answer = await run(process.execPath, script('chromium'));
    environment.SENTRIK_CHROMIUM = answer.output.trim();
    return { ...answer, output: '' };
  });
  await step('database', async () => ({ ...(await run(process.execPath, script('postgres'))), output: '' }));
  await step('editors', () => run(process.execPath, script('editors')));
  await step('newer editors', async () => ({ ...(await run(process.execPath, script('newer-editors'))), output: '' }));
  await installing;
}

/** Runs tests and counts them. */
async function test(name, argv) {
  const report = path.join(reports, `${name}.json`);
  const flags = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...argv, ...vitestArguments];
  const { isGood } = await run(path.join(root, 'node_modules/.bin/vitest'), flags, { env: environment, stdio: 'inherit' });
  // Where no test file is asked for, nothing is reported.
  const counts = isGood && !fs.existsSync(report) ? { passed: 0, failed: 0, skipped: 0 } : readCounts(report);
  failed += counts.failed + (!isGood && counts.failed === 0 ? 1 : 0);
  return counts;
}

async function step(name, action) {
  const begun = Date.now();
  const { isGood, output, errors } = await action();
  if (!isGood) failed += 1;
  process.stderr.write(errors);
  process.stdout.write(`${output}${isGood ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)\n`);
}

/** Runs a program to its end; its words are kept, so that those of several do not mix. */
function run(program, argv, { env = process.env, stdio = ['inherit', 'pipe', 'pipe'] } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, argv, { cwd: root, stdio, env, shell: process.platform === 'win32' && program !== process.execPath });
    let [output, errors] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (errors += text));
    child.once('error', (error) => resolve({ isGood: false, output, errors: `${error.message}\n` }));
    child.once('close', (code) => resolve({ isGood: code === 0, output, errors }));
  });
}

/** Counts from vitest's JSON report; a test file that could not even start counts as one failure. */
function readCounts(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const broken = testResults.filter((suite) => suite.status === 'failed' && !suite.assertionResults.some(({ status }) => status === 'failed'));
    return { passed: numPassedTests, failed: numFailedTests + broken.length, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
