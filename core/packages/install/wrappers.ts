import type { ShellCommand, ShellWord } from './shell-words.ts';

/** A command without what is in front of the program that counts. */
export interface Unwrapped {
  /** Program (its name without folder, version and extension) and arguments. Empty when there is only text to run. */
  readonly words: readonly ShellWord[];
  /** Text that the command has a shell run. */
  readonly scripts: readonly string[];
  /** More arguments come from somewhere else, as `xargs` has it. */
  readonly takesMore: boolean;
}

/** Options of each program in front that take a value, and how many plain words of its own it has. */
const wrappers: Readonly<Record<string, { readonly values: readonly string[]; readonly own?: number; readonly verbs?: readonly string[] }>> = {
  sudo: { values: ['-u', '-g', '-h', '-p', '-C', '-T', '-r', '-t', '-U', '-D', '-R', '--user', '--group', '--chdir'] },
  doas: { values: ['-u', '-C'] },
  env: { values: ['-u', '-C', '--unset', '--chdir'] },
  nohup: { values: [] },
  time: { values: ['-f', '-o'] },
  nice: { values: ['-n'] },
  ionice: { values: ['-c', '-n', '-p'] },
  timeout: { values: ['-s', '-k', '--signal', '--kill-after'], own: 1 },
  stdbuf: { values: ['-i', '-o', '-e'] },
  setsid: { values: [] },
  command: { values: [] },
  exec: { values: ['-a'] },
  builtin: { values: [] },
  corepack: { values: [] },
  xargs: { values: ['-n', '-L', '-P', '-I', '-d', '-s', '-E', '-a'] },
  poetry: { values: ['-C', '--directory'], verbs: ['run'] },
  pipenv: { values: [], verbs: ['run'] },
  pdm: { values: ['-p'], verbs: ['run'] },
  bundle: { values: [], verbs: ['exec'] },
};

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'ash', 'fish']);
const keywords: ReadonlySet<string> = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', '}', 'fi', 'done']);
const assignment = /^[A-Za-z_]\w*\+?=/;
const shellCode = /^-[a-z]*c$/;
const mostLayers = 10;

/** Takes off keywords, variables for the program, and programs that only start another one. */
export function unwrap(command: ShellCommand): Unwrapped {
  let words = command.words;
  let takesMore = false;
  for (let layer = 0; layer < mostLayers; layer += 1) {
    words = dropWhile(words, ({ text }) => keywords.has(text) || assignment.test(text));
    const program = programOf(words[0]);
    const inner = innerOf(program, words.slice(1));
    if (inner === undefined) return finish(program, words, command, takesMore);
    takesMore ||= program === 'xargs';
    words = inner;
  }
  return { words: [], scripts: [], takesMore };
}

/** The command that a wrapper starts; undefined when the program is none, or does something else here. */
function innerOf(program: string, rest: readonly ShellWord[]): readonly ShellWord[] | undefined {
  const wrapper = Object.hasOwn(wrappers, program) ? wrappers[program] : undefined;
  if (wrapper === undefined) return program === 'python' ? moduleOf(rest) : runByUv(program, rest);
  let at = 0;
  for (; rest[at]?.text.startsWith('-') === true; at += 1) if (wrapper.values.includes(rest[at]?.text ?? '')) at += 1;
  if (wrapper.verbs !== undefined) return wrapper.verbs.includes(rest[at]?.text ?? '') ? rest.slice(at + 1) : undefined;
  return dropWhile(rest.slice(at), ({ text }) => assignment.test(text)).slice(wrapper.own ?? 0);
}

/** `python -m pip install`: the module is the program. */
function moduleOf(rest: readonly ShellWord[]): readonly ShellWord[] | undefined {
  const at = rest.findIndex(({ text }) => text === '-m' || !text.startsWith('-'));
  return rest[at]?.text === '-m' ? rest.slice(at + 1) : undefined;
}

/** `uv run pip install x`: pip is not what is run from a registry, but what runs. */
function runByUv(program: string, rest: readonly ShellWord[]): readonly ShellWord[] | undefined {
  if (program !== 'uv' || rest[0]?.text !== 'run') return undefined;
  const inner = rest.slice(1);
  return /^(?:pip3?|python3?)$/.test(inner[0]?.text ?? '') ? inner : undefined;
}

function finish(program: string, words: readonly ShellWord[], command: ShellCommand, takesMore: boolean): Unwrapped {
  const rest = words.slice(1);
  const nothing = { words: [], takesMore: false };
  if (program === 'eval') return { ...nothing, scripts: [rest.map(({ text }) => text).join(' ')] };
  if (shells.has(program)) {
    const code = rest[rest.findIndex(({ text }) => shellCode.test(text)) + 1];
    const isCode = rest.some(({ text }) => shellCode.test(text));
    const scripts = [...(isCode && code !== undefined ? [code.text] : []), ...(command.input === undefined ? [] : [command.input])];
    return { ...nothing, scripts };
  }
  const [first] = words;
  return { words: first === undefined ? [] : [{ ...first, text: program }, ...rest], scripts: [], takesMore };
}

/** `/usr/bin/pip3.11` and `npm.cmd` are `pip` and `npm`. */
function programOf(word: ShellWord | undefined): string {
  const name = (word?.text ?? '').slice((word?.text ?? '').search(/[^\\/]*$/)).replace(/\.(?:exe|cmd|bat|ps1)$/i, '');
  if (name === 'py') return 'python';
  return /^(?:python|pip|gem)[\d.]+$/.test(name) ? name.replace(/[\d.]+$/, '') : name;
}

function dropWhile(words: readonly ShellWord[], isDropped: (word: ShellWord) => boolean): readonly ShellWord[] {
  const at = words.findIndex((word) => !isDropped(word));
  return at < 0 ? [] : words.slice(at);
}
