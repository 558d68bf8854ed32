/** A word of a shell command as the program gets it. */
export interface ShellWord {
  readonly text: string;
  /** False where the shell puts something in that the line does not tell: a variable, the output of a command. */
  readonly isLiteral: boolean;
}

/** One simple command: its words without redirections, and the here-document it reads. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly input?: string;
}

/** What a line of shell says: its simple commands in order, and the text of commands inside of it, such as in `$(…)`. */
export interface ShellLine {
  readonly commands: readonly ShellCommand[];
  readonly inner: readonly string[];
}

interface Reader {
  readonly text: string;
  at: number;
  word: string | undefined;
  isLiteral: boolean;
  isTarget: boolean;
  words: ShellWord[];
  documents: { readonly end: string; readonly hasTabs: boolean }[];
  input: string | undefined;
  readonly commands: ShellCommand[];
  readonly inner: string[];
}

const separator = /[;&|()\n]/;
const blank = /[ \t\r]/;
const name = /[A-Za-z0-9_]/;

/** Splits POSIX shell text into simple commands, in one pass. Never throws: an open quote ends with the text. */
export function readShell(text: string): ShellLine {
  const reader: Reader = {
    text,
    at: 0,
    word: undefined,
    isLiteral: true,
    isTarget: false,
    words: [],
    documents: [],
    input: undefined,
    commands: [],
    inner: [],
  };
  while (reader.at < text.length) step(reader);
  endCommand(reader);
  return { commands: reader.commands, inner: reader.inner };
}

function step(reader: Reader): void {
  const char = reader.text.charAt(reader.at);
  if (blank.test(char)) {
    reader.at += 1;
    endWord(reader);
  } else if (reader.text.startsWith('&>', reader.at)) readRedirection(reader);
  else if (separator.test(char)) readSeparator(reader, char);
  else if (char === '<' || char === '>') readRedirection(reader);
  else if (char === '#' && reader.word === undefined) skipComment(reader);
  else readPiece(reader, char);
}

function readSeparator(reader: Reader, char: string): void {
  reader.at += 1;
  if (char !== '\n') return endCommand(reader);
  endWord(reader);
  readDocuments(reader);
  endCommand(reader);
}

/** The next part of a word: a quoted one, an expansion, an escape, or a character. */
function readPiece(reader: Reader, char: string): void {
  if (char === "'") readQuoted(reader, "'");
  else if (char === '"') readDoubleQuoted(reader);
  else if (char === '$') readExpansion(reader, false);
  else if (char === '`') readBackquoted(reader);
  else if (char === '\\') readEscape(reader);
  else append(reader, char, 1);
}

function readEscape(reader: Reader): void {
  const next = reader.text.charAt(reader.at + 1);
  if (next === '\n') reader.at += 2;
  else append(reader, next, 2);
}

function append(reader: Reader, text: string, length: number): void {
  reader.word = (reader.word ?? '') + text;
  reader.at += length;
}

function readQuoted(reader: Reader, quote: string): void {
  const end = indexOrEnd(reader.text, quote, reader.at + 1);
  append(reader, reader.text.slice(reader.at + 1, end), end + 1 - reader.at);
}

function readDoubleQuoted(reader: Reader): void {
  append(reader, '', 1);
  for (;;) {
    const char = reader.text.charAt(reader.at);
    if (char === '' || char === '"') break;
    if (char === '$') readExpansion(reader, true);
    else if (char === '`') readBackquoted(reader);
    else if (char === '\\' && /["$`\\\n]/.test(reader.text.charAt(reader.at + 1))) readEscape(reader);
    else append(reader, char, 1);
  }
  reader.at += 1;
}

function readBackquoted(reader: Reader): void {
  const end = indexOrEnd(reader.text, '`', reader.at + 1);
  const command = reader.text.slice(reader.at + 1, end);
  reader.inner.push(command);
  appendUnknown(reader, end + 1);
}

function readExpansion(reader: Reader, isQuoted: boolean): void {
  const next = reader.text.charAt(reader.at + 1);
  if (next === '(') return readSubstitution(reader);
  if (next === '{') return appendUnknown(reader, indexOrEnd(reader.text, '}', reader.at) + 1);
  if (next === "'" && !isQuoted) {
    reader.at += 1;
    const end = indexOrEnd(reader.text, "'", reader.at + 1);
    if (reader.text.slice(reader.at, end).includes('\\')) reader.isLiteral = false;
    return readQuoted(reader, "'");
  }
  if (next === '"' && !isQuoted) return append(reader, '', 1);
  let end = reader.at + 1;
  while (name.test(reader.text.charAt(end))) end += 1;
  if (end === reader.at + 1 && !/[@*#?$!-]/.test(next)) return append(reader, '$', 1);
  appendUnknown(reader, Math.max(end, reader.at + 2));
}

/** `$(command)` and `$((sum))`: what is inside of it runs as well. */
function readSubstitution(reader: Reader): void {
  const start = reader.at + 2;
  let depth = 1;
  let end = start;
  for (; end < reader.text.length && depth > 0; end += 1) {
    const char = reader.text.charAt(end);
    if (char === '\\') end += 1;
    else if (char === "'") end = indexOrEnd(reader.text, "'", end + 1);
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
  }
  reader.inner.push(reader.text.slice(start, depth === 0 ? end - 1 : end));
  appendUnknown(reader, end);
}

function appendUnknown(reader: Reader, end: number): void {
  reader.isLiteral = false;
  append(reader, reader.text.slice(reader.at, end), end - reader.at);
}

/** `>file`, `2>&1`, `<<END`: the operator and the word after it are no arguments. `<(` starts a command. */
function readRedirection(reader: Reader): void {
  if (reader.word !== undefined && /^\d+$/.test(reader.word) && reader.isLiteral) reader.word = undefined;
  endWord(reader);
  const operator = /^(?:&>>?|<<<|<<-?|[<>]{1,2}[&|]?)/.exec(reader.text.slice(reader.at, reader.at + 4))?.[0] ?? '<';
  reader.at += operator.length;
  if (operator === '<<' || operator === '<<-') return readDocumentName(reader, operator === '<<-');
  reader.isTarget = reader.text.charAt(reader.at) !== '(';
}

function readDocumentName(reader: Reader, hasTabs: boolean): void {
  const found = /^[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|\\?([^\s;&|()<>]+))/.exec(reader.text.slice(reader.at, reader.at + 200));
  if (found === null) return;
  reader.at += found[0].length;
  reader.documents.push({ end: found[1] ?? found[2] ?? found[3] ?? '', hasTabs });
}

function readDocuments(reader: Reader): void {
  for (const { end, hasTabs } of reader.documents.splice(0)) {
    const lines: string[] = [];
    while (reader.at < reader.text.length) {
      const stop = indexOrEnd(reader.text, '\n', reader.at);
      const line = reader.text.slice(reader.at, stop);
      reader.at = stop + 1;
      if ((hasTabs ? line.replace(/^\t+/, '') : line) === end) break;
      lines.push(line);
    }
    attach(reader, lines.join('\n'));
  }
}

/** A here-document after `<<END;` or `<<END |` belongs to the command before; a shell is the last one in practice or the first. */
function attach(reader: Reader, input: string): void {
  if (reader.words.length > 0) {
    reader.input = input;
    return;
  }
  const last = reader.commands.pop();
  if (last !== undefined) reader.commands.push({ ...last, input });
}

function skipComment(reader: Reader): void {
  reader.at = indexOrEnd(reader.text, '\n', reader.at);
}

function endWord(reader: Reader): void {
  const { word, isLiteral } = reader;
  if (word === undefined) return;
  if (!reader.isTarget) reader.words.push({ text: word, isLiteral });
  reader.word = undefined;
  reader.isLiteral = true;
  reader.isTarget = false;
}

function endCommand(reader: Reader): void {
  endWord(reader);
  reader.isTarget = false;
  const { words, input } = reader;
  if (words.length > 0) reader.commands.push({ words, ...(input === undefined ? {} : { input }) });
  reader.words = [];
  reader.input = undefined;
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? text.length : found;
}
