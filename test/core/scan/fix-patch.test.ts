import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { patchOf } from '../../../core/scan/fix-patch.ts';

test.each(['a b.js', 'quote"d.js', 'back\\slash.js', 'tab\there.js', 'é.js', 'a/b/c.js'])('git applies a patch of a file called %j', (name) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-patch-'));
  const file = path.join(folder, name);
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, 'one\ntwo\n');
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const input = patchOf([{ path: name, before: 'one\ntwo\n', after: 'one\nthree\n' }]);
    execFileSync('git', ['apply', '-'], { cwd: folder, input });
    expect(fs.readFileSync(file, 'utf8')).toBe('one\nthree\n');
    execFileSync('git', ['apply', '-R', '-'], { cwd: folder, input });
    expect(fs.readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
