import { managers, type Manager, type Verb } from './install/installers.ts';
import { readPackageSpec, starterOf } from './install/package-spec.ts';
import { readShell, type ShellCommand, type ShellWord } from './install/shell-words.ts';
import { unwrap } from './install/wrappers.ts';

/** Something that a command line would bring into the project or run from a registry. */
export type InstallTarget =
  /** `range` is what the command allows where that is not one version. */
  | { readonly kind: 'package'; readonly purl: string; readonly range?: string; readonly use: Verb['use']; readonly manager: string; readonly text: string }
  /** A file that lists packages, by its path as written. */
  | { readonly kind: 'file'; readonly path: string; readonly manager: string }
  /** What the project's own manifest and lockfile list. */
  | { readonly kind: 'project'; readonly type: Manager['type']; readonly manager: string }
  /** Cannot be told from the line: a value the shell puts in, an address or folder instead of a package, a name that is none, a line too long. */
  | { readonly kind: 'unclear'; readonly reason: 'variable' | 'place' | 'name' | 'too-long'; readonly manager: string; readonly text: string };

const longestLine = 100_000;
const deepest = 5;

/**
 * What a shell command line would add: in chains, behind `sudo`, `env`, `sh -c` and the like, in substitutions and here-documents.
 * Nothing is run or looked up. Commands that add nothing give an empty list; text of a target is as written, at most 200 characters.
 */
export function readInstallCommand(line: string): readonly InstallTarget[] {
  if (line.length > longestLine) return [{ kind: 'unclear', reason: 'too-long', manager: '', text: line.slice(0, 200) }];
  return targetsOfText(line, 0);
}

function targetsOfText(text: string, depth: number): readonly InstallTarget[] {
  const { commands, inner } = readShell(text);
  const own = commands.flatMap((command) => targetsOfCommand(command, depth));
  const nested = depth < deepest ? inner.flatMap((part) => targetsOfText(part, depth + 1)) : [];
  return [...own, ...nested];
}

function targetsOfCommand(command: ShellCommand, depth: number): readonly InstallTarget[] {
  const { words, scripts, takesMore } = unwrap(command);
  const [program, ...rest] = words;
  const inner = depth < deepest ? scripts.flatMap((script) => targetsOfText(script, depth + 1)) : [];
  if (program === undefined) return inner;
  const found = managers.filter((manager) => manager.programs.includes(program.text)).flatMap((manager) => asked(manager, program.text, rest) ?? []);
  const [first] = found;
  if (first === undefined) return inner;
  if (!takesMore) return [...inner, ...targetsOf(first)];
  return [...targetsOf(first).filter(({ kind }) => kind !== 'project'), variable(program.text, 'xargs')];
}

/** What one call of a package manager says. */
interface Request {
  readonly manager: Manager;
  readonly program: string;
  readonly verb: Verb;
  readonly packages: readonly ShellWord[];
  readonly options: readonly Option[];
}

interface Option {
  readonly name: string;
  readonly value: ShellWord;
}

function asked(manager: Manager, program: string, words: readonly ShellWord[]): Request | undefined {
  const matching = manager.verbs
    .map((verb) => ({ verb, ...splitOptions(manager, verb, words) }))
    .filter(({ verb, plain }) => verb.words.every((any, at) => isOneOf(any, plain[at])))
    .toSorted((one, other) => other.verb.words.length - one.verb.words.length);
  const [best] = matching;
  if (best === undefined) return undefined;
  const packages = best.plain.slice(best.verb.words.length);
  if (best.verb.takes === 'none' && packages.length > 0) return undefined;
  return { manager, program, verb: best.verb, packages, options: best.options };
}

function isOneOf(any: readonly string[], word: ShellWord | undefined): boolean {
  return word !== undefined && (any.length === 0 || any.includes(word.text));
}

/** Words that are no options, and options with their values. What a program is given that is run is its own. */
function splitOptions(
  manager: Manager,
  verb: Verb,
  words: readonly ShellWord[],
): { readonly plain: readonly ShellWord[]; readonly options: readonly Option[] } {
  const withValue = new Set([...manager.values, ...valueOptionsOf(verb)]);
  const plain: ShellWord[] = [];
  const options: Option[] = [];
  const enough = verb.takes === 'first' || verb.takes === 'starter' ? verb.words.length + 1 : Number.POSITIVE_INFINITY;
  for (let at = 0; at < words.length && plain.length < enough; at += 1) {
    const word = words[at];
    if (word === undefined || word.text === '--') continue;
    if (!word.text.startsWith('-') || word.text === '-') {
      plain.push(word);
      continue;
    }
    const takesNext = withValue.has(word.text);
    options.push(...optionOf(word, takesNext ? words[at + 1] : undefined));
    if (takesNext) at += 1;
  }
  return { plain, options };
}

/** `--name=value`, or a name whose value is the next word. Options without a value say nothing about packages. */
function optionOf(word: ShellWord, next: ShellWord | undefined): readonly Option[] {
  const equals = word.text.indexOf('=');
  if (equals > 0) return [{ name: word.text.slice(0, equals), value: { ...word, text: word.text.slice(equals + 1) } }];
  return next === undefined ? [] : [{ name: word.text, value: next }];
}

function valueOptionsOf({ packageOptions, versionOptions = [], fileOptions = [], placeOptions = [] }: Verb): readonly string[] {
  return [...(packageOptions?.names ?? []), ...versionOptions, ...fileOptions, ...placeOptions];
}

function targetsOf(request: Request): readonly InstallTarget[] {
  const { manager, program, verb, options } = request;
  const named = (names: readonly string[] | undefined): readonly ShellWord[] => options.filter(({ name }) => names?.includes(name)).map(({ value }) => value);
  const fromOptions = named(verb.packageOptions?.names).flatMap((value) => value.text.split(',').map((text) => ({ ...value, text })));
  const replaced = verb.packageOptions?.replaces === true && fromOptions.length > 0;
  const files = named(verb.fileOptions);
  const places = named(verb.placeOptions);
  const own = replaced ? [] : packageWords(request);
  const targets = [
    ...[...own, ...fromOptions].map((word) => targetOf(request, word)),
    ...files.map((word): InstallTarget => (word.isLiteral ? { kind: 'file', path: word.text, manager: program } : variable(program, word.text))),
    ...places.map((word): InstallTarget => ({ kind: 'unclear', reason: 'place', manager: program, text: shown(word.text) })),
  ];
  if (targets.length > 0 || verb.readsProject !== true) return targets;
  return [{ kind: 'project', type: manager.type, manager: program }];
}

/** With `--git` or `--path` the names say only what is taken from there; `go run main.go` and composer's `vendor/name ^1.0` name no second package. */
function packageWords({ manager, verb, packages, options }: Request): readonly ShellWord[] {
  if (manager.type !== 'pypi' && options.some(({ name }) => verb.placeOptions?.includes(name))) return [];
  const wanted = verb.takes === 'all' ? packages : packages.slice(0, 1);
  if (verb.takes === 'starter') return wanted.map((word) => ({ ...word, text: starterOf(word.text) }));
  if (manager.type === 'golang') return wanted.filter(({ text }) => !text.endsWith('.go') && /[./$]/.test(text) && !/^\.{1,2}(?:$|\/)/.test(text));
  if (manager.type === 'composer') return joinVersions(wanted);
  return wanted;
}

function joinVersions(words: readonly ShellWord[]): readonly ShellWord[] {
  const joined: ShellWord[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    if (last !== undefined && /^[\d^~<>=*vV|]/.test(word.text) && !word.text.includes('/'))
      joined[joined.length - 1] = { ...last, text: `${last.text}:${word.text}` };
    else joined.push(word);
  }
  return joined;
}

function targetOf({ manager, program, verb, options }: Request, word: ShellWord): InstallTarget {
  if (!word.isLiteral) return variable(program, word.text);
  const version = options.find(({ name }) => verb.versionOptions?.includes(name))?.value;
  const text = version === undefined || !version.isLiteral ? word.text : `${word.text}${manager.type === 'gem' ? ':' : '@'}${exactly(manager, version.text)}`;
  const spec = readPackageSpec(manager.type, text);
  if (spec.kind === 'unclear') return { kind: 'unclear', reason: spec.reason, manager: program, text: shown(word.text) };
  return { ...spec, use: verb.use, manager: program, text: shown(word.text) };
}

/** `cargo install --version 1.2.3` is that version, unlike `cargo add`. */
function exactly(manager: Manager, version: string): string {
  return manager.type === 'cargo' && /^\d+\.\d+\.\d+/.test(version) ? `=${version}` : version;
}

function variable(manager: string, text: string): InstallTarget {
  return { kind: 'unclear', reason: 'variable', manager, text: shown(text) };
}

function shown(text: string): string {
  return text.slice(0, 200);
}
