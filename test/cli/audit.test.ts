import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { project, sentrik } from './sentrik.ts';

it('every repair is an entry with the hashes of its file, and a trail that somebody cuts fails the verification', async () => {
  const cwd = project({ 'a.py': 'import yaml\nfrom flask import request\ndata = yaml.load(request.data)\n' });
  const environment = { SENTRIK_STATE_DIR: project() };
  await sentrik(['fix', '--verified-only'], { cwd, environment });
  await sentrik(['scan', '--no-write'], { cwd, environment });
  const listed = await sentrik(['audit', '--format', 'json', '--action', 'fix.run'], { cwd, environment });
  const { entries, intact } = JSON.parse(listed.stdout) as {
    entries: { finding: { file: string; rule: string }; before: string; after: string }[];
    intact: boolean;
  };
  expect([entries.length > 0, intact]).toEqual([true, true]);
  for (const { finding, before, after } of entries) expect([finding.file, before === after, after.length]).toEqual(['a.py', false, 64]);
  const text = await sentrik(['audit', '--limit', '1'], { cwd, environment });
  expect(text.stdout).toMatch(/Z scan done local\n\d+ entr(?:y|ies) before these: --limit shows more\n$/);
  const whole = await sentrik(['audit', 'verify'], { cwd, environment });
  const end = /^end: (\S+)$/m.exec(whole.stdout)?.[1] ?? '';
  expect([whole.code, (await sentrik(['audit', 'verify', '--expect', end], { cwd, environment })).code]).toEqual([0, 0]);
  const file = path.join(cwd, '.sentrik/local/audit.jsonl');
  fs.writeFileSync(file, `${fs.readFileSync(file, 'utf8').trim().split('\n').slice(0, -1).join('\n')}\n`);
  const cut = await sentrik(['audit', 'verify'], { cwd, environment });
  expect([cut.code, cut.stdout]).toEqual([1, expect.stringMatching(/^the file ends at entry \d+, and entry \d+ was noted in the second place\nNOT INTACT/)]);
});
