import { expect, test } from 'vitest';
import { project, sentrik } from './sentrik.ts';

test('package tells what is known, from which data, and fails for what should not be added', async () => {
  const { code, stdout } = await sentrik(['package', 'pkg:npm/jquery@1.8.0', 'pkg:npm/commander@14.0.3'], { cwd: project({}) });
  expect(code).toBe(1);
  expect(stdout).toContain('vulnerable pkg:npm/jquery@1.8.0');
  expect(stdout).toMatch(/CVE-2020-11023 medium exploited: .*\(fixed in 3\.5\.0\)/);
  expect(stdout).toContain('known pkg:npm/commander@14.0.3');
  expect(stdout).toMatch(/npm: partial data, \d+ advisories about \d+ packages/);
});

test('package ends well for what is known or unknown, and gives JSON', async () => {
  const { code, stdout } = await sentrik(['package', 'pkg:npm/commander@14.0.3', 'pkg:npm/nobody-knows-this', '--format', 'json'], { cwd: project({}) });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ packages: [{ status: 'known' }, { status: 'unknown' }] });
});

test('package refuses what is no package URL', async () => {
  const { code, stderr } = await sentrik(['package', 'lodash'], { cwd: project({}) });
  expect(code).toBe(2);
  expect(stderr).toContain('Not a package URL such as pkg:npm/lodash@4.17.21');
});
