import type { NodeWriter, TextRange } from '../own-grammar.ts';
import { readArguments, readEnvironment, readImage, readJsonArray, readLabel, readMaintainer, readUser, readWords } from './arguments.ts';
import { readOptions } from './option.ts';
import { heredocEnd, writeShell } from './shell.ts';
import { type DockerSource, dockerSource, instructionRange, lineEnd, skipBlanks } from './source.ts';

/** Writes what follows the keyword of an instruction. */
export type ArgumentReader = (writer: NodeWriter, source: DockerSource, range: TextRange) => void;

const readers: Readonly<Record<string, ArgumentReader>> = {
  add: readWords,
  arg: readArguments,
  cmd: readCommand,
  copy: readWords,
  entrypoint: readCommand,
  env: readEnvironment,
  expose: readWords,
  from: readImage,
  healthcheck: readHealthcheck,
  label: readLabel,
  maintainer: readMaintainer,
  onbuild: readNested,
  run: readCommand,
  shell: readWords,
  stopsignal: readWords,
  user: readUser,
  volume: readWords,
  workdir: readWords,
};
const withOptions: ReadonlySet<string> = new Set(['add', 'copy', 'from', 'healthcheck', 'run']);
const keyword = /([A-Za-z]+)(?=[ \t\r\n\\`[]|$)/y;
const placeholder = /(?:mvQ_|evQ_|elQ_)[A-Z_0-9]*[ \t]*(?=\r?(?:\n|$))/y;

/** Kinds of instruction nodes: `run_instruction` and the like. */
export const instructionKinds: readonly string[] = Object.keys(readers).map((name) => `${name}_instruction`);

/** Writes the tree of a Dockerfile. */
export function readDockerfile(writer: NodeWriter): void {
  const source = dockerSource(writer.text);
  writer.open('source_file', 0);
  for (let at = 0; at < writer.text.length; ) at = readLine(writer, source, at);
  writer.close(writer.text.length);
}

function readLine(writer: NodeWriter, source: DockerSource, at: number): number {
  const { text } = source;
  const start = at + (/^\s*/.exec(text.slice(at, lineEnd(text, at)))?.[0].length ?? 0);
  const end = lineEnd(text, at);
  if (start >= end) return end + 1;
  if (text[start] === '#') {
    writer.comment({ start, end });
    return end + 1;
  }
  const range = instructionRange(source, start);
  const after = hasHeredoc(text, range) ? heredocEnd(text, range) : range.end;
  readInstruction(writer, source, range, after);
  return after + 1;
}

function hasHeredoc(text: string, { start, end }: TextRange): boolean {
  return /^(?:run|copy|add)\b/i.test(text.slice(start, start + 5)) && text.slice(start, end).includes('<<');
}

/** `after`: the end of the heredocs that belong to the instruction. */
function readInstruction(writer: NodeWriter, source: DockerSource, range: TextRange, after: number): void {
  const { text } = source;
  const lone = endOf(placeholder, text, range.start);
  if (lone !== undefined) return writer.leaf('placeholder', { start: range.start, end: range.start + text.slice(range.start, lone).trimEnd().length });
  const stop = endOf(keyword, text, range.start);
  const name = text.slice(range.start, stop).toLowerCase();
  const reader = stop !== undefined && Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (stop === undefined || reader === undefined) return writer.error({ start: range.start, end: after });
  const end = trimmedEnd(source, range);
  writer.open(`${name}_instruction`, range.start);
  writer.token('keyword', { start: range.start, end: stop });
  let at = skipBlanks(source, stop, end);
  if (withOptions.has(name)) at = readOptions(writer, source, { start: at, end });
  if (at < end) reader(writer, source, { start: at, end });
  if (after > range.end) writer.leaf('heredoc', { start: range.end + 1, end: after });
  writer.close(Math.max(end, after > range.end ? after : 0));
}

/** Without blanks and continuations that nothing follows. */
function trimmedEnd({ text, continuation }: DockerSource, { start, end }: TextRange): number {
  let last = end;
  while (last > start && ` \t\r\n${continuation}`.includes(text[last - 1] ?? '')) last -= 1;
  return last;
}

/** The exec form when the whole argument is a JSON array of strings, as the builder decides; else the shell form. */
function readCommand(writer: NodeWriter, source: DockerSource, range: TextRange): void {
  if (!readJsonArray(writer, source, range)) writeShell(writer, source, range);
}

function readHealthcheck(writer: NodeWriter, source: DockerSource, range: TextRange): void {
  if (/^cmd\b/i.test(source.text.slice(range.start, range.end))) readInstruction(writer, source, range, range.end);
  else readWords(writer, source, range);
}

function readNested(writer: NodeWriter, source: DockerSource, range: TextRange): void {
  readInstruction(writer, source, range, range.end);
}

function endOf(regex: RegExp, text: string, at: number): number | undefined {
  regex.lastIndex = at;
  const found = regex.exec(text);
  return found === null ? undefined : at + found[0].length;
}
