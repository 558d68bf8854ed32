import { describe, expect, it } from 'vitest';
import { readCommand } from '../../../server/mux/command.ts';
import { crashLimit, crashWindow } from '../../../server/mux/crash-limit.ts';

describe('the command of --wrap', () => {
  it.each([
    ['pyright-langserver --stdio', 'pyright-langserver', ['--stdio'], 'pyright-langserver'],
    [`"/opt/my servers/gopls" -remote='auto x' serve`, '/opt/my servers/gopls', ['-remote=auto x', 'serve'], 'gopls'],
    ['node --max-old-space-size=9 /opt/lib/cli.mjs --stdio', 'node', ['--max-old-space-size=9', '/opt/lib/cli.mjs', '--stdio'], 'cli'],
    ['server $HOME *.ts ; rm x', 'server', ['$HOME', '*.ts', ';', 'rm', 'x'], 'server'],
  ])('%s is words, and nothing is expanded', (text, program, argv, name) => {
    expect(readCommand(text, 'linux')).toEqual({ program, argv, name });
  });

  it('keeps the backslashes of paths on Windows', () => {
    expect(readCommand(String.raw`C:\tools\server.cmd --log C:\logs`, 'win32')).toEqual({
      program: String.raw`C:\tools\server.cmd`,
      argv: ['--log', String.raw`C:\logs`],
      name: 'server',
    });
    expect(readCommand(String.raw`"C:\Program Files\server.exe" --stdio`, 'win32').program).toBe(String.raw`C:\Program Files\server.exe`);
  });

  it.each(['', '   ', '"open --stdio', "''"])('%j is refused', (text) => {
    expect(() => readCommand(text, 'linux')).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});

describe('the limit of crashes', () => {
  it('waits longer each time and ends at the fourth crash within three minutes', () => {
    const limit = crashLimit();
    expect([0, 1000, 2000, 3000].map((now) => limit.crashed(now))).toEqual([250, 500, 1000, undefined]);
  });

  it('forgets crashes that are long ago', () => {
    const limit = crashLimit();
    expect([0, 1, 2, crashWindow + 3, crashWindow + 4].map((now) => limit.crashed(now))).toEqual([250, 500, 1000, 250, 500]);
  });
});
