/**
 * Passes everything: `npm test`. Build, types, lint, dead code and tests, fast ones first; all of them run even when one fails.
 * The last line is `N passed, N failed`: the tests of vitest's own report, and each failed step as one more failure.
 * `--lint` runs the checks without the tests. Other arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './ensure-chromium.mjs';
import { ensureEditors } from './ensure-editors.mjs';
import { ensureNewerEditors } from './ensure-newer-editors.mjs';
import { ensurePostgres } from './ensure-postgres.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const lintOnly = process.argv.includes('--lint');
const vitestArguments = process.argv.slice(2).filter((argument) => argument !== '--lint');

const checks = [
  ['types', 'tsc', ['-p', '.']],
  ['format and lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['typed lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['unused code', 'knip', []],
];

let failed = 0;
if (!lintOnly) step('build', () => runNode('scripts/build.mjs'));
for (const [name, program, argv] of checks) step(name, () => runBinary(program, argv));
if (lintOnly) process.exit(failed === 0 ? 0 : 1);

const report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-test-')), 'report.json');
const environment = { ...process.env, SENTRIK_TEST_BUILT: '1' };
step('browser', () => {
  environment.SENTRIK_CHROMIUM = ensureChromium();
  return true;
});
step('database', () => ensurePostgres() !== '');
step('editors', () => {
  ensureEditors();
  ensureNewerEditors();
  return true;
});
const testsPassed = runBinary('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...vitestArguments], environment);
const counts = readCounts(report);
fs.rmSync(path.dirname(report), { recursive: true, force: true });
failed += counts.failed;
if (!testsPassed && counts.failed === 0) failed += 1;
if (counts.skipped > 0) process.stdout.write(`${counts.skipped} skipped\n`);
process.stdout.write(`${counts.passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function step(name, action) {
  const begun = Date.now();
  let passed = false;
  try {
    passed = action();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  if (!passed) failed += 1;
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)\n`);
}

function runNode(script) {
  return spawnSync(process.execPath, [script], { cwd: root, stdio: 'inherit' }).status === 0;
}

function runBinary(program, argv, env = process.env) {
  const file = path.join(root, 'node_modules/.bin', program);
  const result = spawnSync(file, argv, { cwd: root, stdio: 'inherit', env, shell: process.platform === 'win32' });
  return result.status === 0;
}

/** Counts from vitest's JSON report; a test file that could not even start counts as one failure. */
function readCounts(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const broken = testResults.filter((suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'));
    return { passed: numPassedTests, failed: numFailedTests + broken.length, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
