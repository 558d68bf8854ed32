import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fc } from '../support/property.ts';
import { dangerous, ownRules, project, sentrik } from './sentrik.ts';

const repeated = 'Nothing has changed since the last scan';

function shop(): { readonly cwd: string; readonly environment: Readonly<Record<string, string>> } {
  const cwd = project({ '.sentrik/rules/own.yaml': ownRules, 'src/run.js': dangerous, 'src/ok.js': 'export const one = 1;\n', 'out/kept': '' });
  return { cwd, environment: { SENTRIK_CACHE_DIR: project() } };
}

/** What was found, without times and what a scan took. */
function found(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => (key === 'created_at' || key === 'duration_ms' ? undefined : value));
}

describe('a scan of a project in which nothing has changed', () => {
  it('gives the results of the last one, says so, and leaves its files with the time of the scan', async () => {
    const { cwd, environment } = shop();
    const run = () => sentrik(['scan'], { cwd, environment });
    const time = () => JSON.parse(fs.readFileSync(path.join(cwd, 'out/scan_metrics.json'), 'utf8')).scanned_at;
    // The first scan makes folders in the project, so the second one looks again.
    const [, second] = [await run(), await run()];
    const before = time();
    const third = await run();
    expect([second.stdout.includes(repeated), third.stdout.includes(repeated)]).toEqual([false, true]);
    expect(third.stdout.split('\n').filter((line) => /^\s+\d+:\d+/.test(line))).toEqual(second.stdout.split('\n').filter((line) => /^\s+\d+:\d+/.test(line)));
    expect(time() > before).toBe(true);
    expect(fs.readFileSync(path.join(cwd, '.sentrik/local/audit.jsonl'), 'utf8').trim().split('\n')).toHaveLength(3);
    fs.rmSync(path.join(cwd, 'out/findings.json'));
    expect((await run()).stdout).not.toContain(repeated);
    expect(fs.existsSync(path.join(cwd, 'out/findings.json'))).toBe(true);
  }, 60_000);

  it('keeps the verdict and the exit code of a gate', async () => {
    const { cwd, environment } = shop();
    const run = (...more: string[]) => sentrik(['gate', '--no-write', ...more], { cwd, environment });
    for (let round = 0; round < 3; round += 1) await run();
    const again = await run();
    expect([again.code, again.stdout.includes(repeated)]).toEqual([1, true]);
    expect((await run('--no-cache')).stdout).not.toContain(repeated);
    fs.writeFileSync(path.join(cwd, '.sentrik/config.yaml'), 'gate_fail_on: [info]\nstandards_packs: [secrets]\n');
    expect((await run()).stdout).not.toContain(repeated);
    const expired = await sentrik(['gate', '--no-write'], { cwd, environment: { ...environment, GUARD_CACHE: 'false' } });
    expect(expired.stdout).not.toContain(repeated);
  }, 60_000);

  it('over any edits gives what a scan without the cache gives', async () => {
    const { cwd, environment } = shop();
    const scan = (...more: string[]) => sentrik(['scan', '--no-write', '--format', 'json', ...more], { cwd, environment });
    const texts = [dangerous, 'danger(x)\n', 'TODO\n', ''];
    const names = ['src/run.js', 'src/new.js', 'top.js', '.gitignore', 'deep/er/file.js', '.sentrik/config.yaml', '.sentrik/suppressions.yaml'];
    const special: Readonly<Record<string, readonly string[]>> = {
      '.gitignore': ['src', '*.js', '', '!src/run.js'],
      '.sentrik/config.yaml': ['scan_exclude: ["src/*"]\n', 'test_code: same\n', 'standards_packs: [secrets]\n', ''],
      '.sentrik/suppressions.yaml': ['- { rule_id: no-todo, reason: known }\n', '[]\n', 'wrong', ''],
    };
    const edit = fc.record({ name: fc.constantFrom(...names), choice: fc.nat(4) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 2 }), async (edits) => {
        for (const { name, choice } of edits) {
          const text = (special[name] ?? texts)[choice];
          const file = path.join(cwd, name);
          fs.mkdirSync(path.dirname(file), { recursive: true });
          if (text === undefined) fs.rmSync(file, { force: true });
          else fs.writeFileSync(file, text);
        }
        const [first, again, anew] = [await scan(), await scan(), await scan('--no-cache')];
        expect(found(first.stdout)).toEqual(found(anew.stdout));
        expect(found(again.stdout)).toEqual(found(anew.stdout));
      }),
      { numRuns: 6 },
    );
  }, 120_000);
});
