import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadProgram } from '../../../core/launch.ts';

let folder: string;
let environment: Record<string, string>;

beforeEach(() => {
  vi.useFakeTimers();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-code-'));
  environment = { XDG_CACHE_HOME: folder, LOCALAPPDATA: folder };
});

afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Runs a program that says a word, and gives it the time to be kept. */
function say(word: string, build = 'one'): unknown {
  const file = path.join(folder, 'program.cjs');
  fs.writeFileSync(file, `exports.say = () => ${JSON.stringify(word)}; exports.text = exports.say();`);
  const exports = loadProgram({ file, build, environment });
  vi.runAllTimers();
  return exports;
}

function keptFiles(): readonly string[] {
  const all = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
  return all.filter((file) => path.basename(file).startsWith('program-'));
}

function onlyKept(): string {
  const [file, ...others] = keptFiles();
  if (file === undefined || others.length > 0) throw new Error(`${keptFiles().length} files are kept`);
  return file;
}

// Elsewhere the user's cache folder cannot be put aside.
describe.runIf(process.platform === 'linux')('compiled code', () => {
  // V8 itself tells programs apart by their length alone: a word of the same length shows whether kept code was run.
  test('what was compiled is run again by the next start of the same build, and of no other', () => {
    expect(say('first')).toMatchObject({ text: 'first' });
    expect(keptFiles()).toHaveLength(1);
    expect(say('other')).toMatchObject({ text: 'first' });
    expect(say('other', 'two')).toMatchObject({ text: 'other' });
    expect(keptFiles()).toHaveLength(2);
  });

  test('is readable and writable for its user alone, and not believed where others could have written it', () => {
    say('first');
    expect(fs.statSync(onlyKept()).mode & 0o777).toBe(0o600);
    expect(fs.statSync(path.dirname(onlyKept())).mode & 0o777).toBe(0o700);
    fs.chmodSync(onlyKept(), 0o666);
    expect(say('other')).toMatchObject({ text: 'other' });
    fs.chmodSync(path.dirname(onlyKept()), 0o777);
    expect(say('third')).toMatchObject({ text: 'third' });
  });

  test('is compiled anew where what was kept is damaged', () => {
    say('first');
    const content = fs.readFileSync(onlyKept());
    content[content.length - 9] = (content[content.length - 9] ?? 0) ^ 0xff;
    fs.writeFileSync(onlyKept(), content);
    expect(say('other')).toMatchObject({ text: 'other' });
    fs.writeFileSync(onlyKept(), 'short');
    expect(say('third')).toMatchObject({ text: 'third' });
  });

  test('an older build is dropped when there are many', () => {
    for (let build = 0; build < 7; build += 1) say('first', String(build));
    expect(keptFiles()).toHaveLength(4);
  });
});

test('nothing is kept where a folder for the cache is named: others may write there', () => {
  const named = path.join(folder, 'named');
  environment = { ...environment, SENTRIK_CACHE_DIR: named };
  expect(say('first')).toMatchObject({ text: 'first' });
  expect(keptFiles()).toEqual([]);
  expect(fs.existsSync(named)).toBe(false);
});

test('a program can ask for packages and files beside it', () => {
  environment = { SENTRIK_CACHE_DIR: folder };
  const file = path.join(folder, 'program.cjs');
  fs.writeFileSync(path.join(folder, 'beside.cjs'), 'module.exports = 41;');
  fs.writeFileSync(file, "module.exports = { sum: require('./beside.cjs') + 1, own: __filename, path: require('node:path') };");
  expect(loadProgram({ file, build: 'one', environment })).toMatchObject({ sum: 42, own: file });
});
