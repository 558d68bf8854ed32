import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../core/config/load.ts';
import { defaultConfig } from '../../../core/config/schema.ts';
import { insideRoot } from '../../../core/kernel/path.ts';
import { testContext } from '../../support/context.ts';

it('is the defaults where nothing is set', async () => {
  const loaded = await loadConfig(testContext());
  expect(loaded.config).toEqual(defaultConfig);
  expect(loaded.problems).toEqual([]);
});

describe('sources override each other', () => {
  const files = {
    '.guard.yaml': 'output_dir: a\nmax_workers: 2\ngate_fail_on: [low]\n',
    '.sentrik/config.yaml': 'output_dir: b\nmax_workers: 3\n',
    'ci.yaml': 'output_dir: c\n',
  };

  it('.guard.yaml < .sentrik/config.yaml < --config < GUARD_* < overrides', async () => {
    const plain = testContext({ files });
    expect((await loadConfig(plain)).config).toMatchObject({ output_dir: 'b', max_workers: 3, gate_fail_on: ['low'] });
    const named = { ...plain, configFile: insideRoot('/project', 'ci.yaml') };
    expect((await loadConfig(named)).config.output_dir).toBe('c');
    const environment = { GUARD_OUTPUT_DIR: 'd', GUARD_GATE_FAIL_ON: 'critical, info', GUARD_PARALLEL_SCAN: 'false', OUTPUT_DIR: 'no' };
    const withEnvironment = { ...named, environment };
    expect((await loadConfig(withEnvironment)).config).toMatchObject({ output_dir: 'd', gate_fail_on: ['critical', 'info'], parallel_scan: false });
    expect((await loadConfig(withEnvironment, { output_dir: 'e' })).config.output_dir).toBe('e');
  });

  it('reads the newer spelling too', async () => {
    const text =
      'gate: {fail_on: [medium]}\nfile_patterns: ["src/**"]\nexclude_patterns: ["gen/**"]\ngovernance: {human_review_required: {on_critical_finding: true}}\n';
    const loaded = await loadConfig(testContext({ files: { '.sentrik/config.yaml': text } }));
    expect(loaded.problems).toEqual([]);
    expect(loaded.config).toMatchObject({ gate_fail_on: ['medium'], scan_include: ['src/**'], scan_exclude: ['gen/**'] });
  });

  it('sees a change of the file', async () => {
    const context = testContext({ files });
    await loadConfig(context);
    context.files.write(insideRoot('/project', '.sentrik/config.yaml'), 'output_dir: z\n');
    expect((await loadConfig(context)).config.output_dir).toBe('z');
  });
});

describe('a bad file is named with line and field, and the defaults hold', () => {
  const cases: readonly (readonly [string, string | Uint8Array, readonly unknown[]])[] = [
    ['malformed YAML', 'a: [1\nb: 2', [{ file: '.guard.yaml', line: 2, message: expect.any(String) }]],
    ['a list', '- a\n', [{ file: '.guard.yaml', message: 'The configuration must be a mapping of settings' }]],
    ['a wrong type', 'output_dir: x\nmax_workers: many\n', [{ file: '.guard.yaml', line: 2, field: 'max_workers', message: expect.any(String) }]],
    ['a wrong list entry', 'gate_fail_on: [high, worst]\n', [{ file: '.guard.yaml', line: 1, field: 'gate_fail_on.1', message: expect.any(String) }]],
    ['an unknown setting', 'gate_fail: x\n', [{ file: '.guard.yaml', line: 1, field: 'gate_fail', message: "Unknown setting 'gate_fail'" }]],
    ['an alias bomb', bomb(), [{ file: '.guard.yaml', message: 'The file uses too many aliases' }]],
    ['a huge file', `# ${'x'.repeat(1_000_001)}`, [{ file: '.guard.yaml', message: 'The file is larger than 1 MB' }]],
    ['binary content', new Uint8Array([0, 255, 254, 1, 2, 3]), [{ file: '.guard.yaml', message: expect.any(String) }]],
  ];

  it.each(cases)('%s', async (_name, text, expected) => {
    const loaded = await loadConfig(testContext({ files: { '.guard.yaml': text } }));
    expect(loaded.problems.slice(0, 1)).toEqual(expected);
    expect(loaded.config.max_workers).toBe(defaultConfig.max_workers);
  });
});

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_unused, level) => `k${level + 1}: &k${level + 1} [${Array.from({ length: 9 }, () => `*k${level}`).join(', ')}]`);
  return ['k0: &k0 lol', ...levels].join('\n');
}
