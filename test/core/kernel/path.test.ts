import { describe, expect, it } from 'vitest';
import { Failure } from '../../../core/kernel/failure.ts';
import { extensionOf, insideRoot, parentPath } from '../../../core/kernel/path.ts';

const inside: readonly (readonly [string, string, string])[] = [
  ['/srv/app', 'src/a.ts', 'src/a.ts'],
  ['/srv/app', './src//b/../a.ts', 'src/a.ts'],
  ['/srv/app', '/srv/app/src/a.ts', 'src/a.ts'],
  ['/srv/app', '.', ''],
  ['/srv/app', '/srv/app', ''],
  ['/srv/app', 'file:///srv/app/a%20b.ts', 'a b.ts'],
  ['/srv/app', 'x/../../app/src', 'src'],
  ['C:\\work\\app', 'c:\\work\\app\\src\\a.ts', 'src/a.ts'],
  ['C:\\work\\app', 'file:///C:/work/app/a.ts', 'a.ts'],
  ['/', 'etc/a', 'etc/a'],
];

describe('a path inside the root is normalised', () => {
  it.each(inside)('root %s, path %s', (root, path, expected) => {
    expect(insideRoot(root, path)).toBe(expected);
  });
});

const outside: readonly (readonly [string, string])[] = [
  ['/srv/app', '../x'],
  ['/srv/app', 'src/../../x'],
  ['/srv/app', '/srv/application/x'],
  ['/srv/app', '/etc/passwd'],
  ['/srv/app', '../../../../../../etc/passwd'],
  ['/srv/app', 'file:///etc/passwd'],
  ['C:\\work\\app', 'D:\\work\\app\\x'],
  ['C:\\work\\app', '\\\\server\\share\\x'],
];

describe('a path that leaves the root is refused without naming its folder', () => {
  it.each(outside)('root %s, path %s', (root, path) => {
    const failure = failureOf(() => insideRoot(root, path));
    expect(failure.code).toBe('outside_root');
    expect(failure.message).not.toContain('/');
  });
});

it('refuses NUL characters and malformed escapes', () => {
  expect(failureOf(() => insideRoot('/srv', 'a\0b')).code).toBe('bad_request');
  expect(failureOf(() => insideRoot('/srv', 'file:///srv/%zz')).code).toBe('bad_request');
});

it('knows extension and parent', () => {
  expect([extensionOf('a/b.Test.TS'), extensionOf('.gitignore'), extensionOf('Makefile')]).toEqual(['ts', '', '']);
  expect(parentPath(insideRoot('/srv', 'a/b/c.ts'))).toBe('a/b');
  expect(parentPath(insideRoot('/srv', 'c.ts'))).toBe('');
});

function failureOf(act: () => unknown): Failure {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
  }
  throw new Error('no Failure was thrown');
}
