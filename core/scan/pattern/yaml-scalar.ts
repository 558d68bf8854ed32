/** The text that a string literal stands for, and where its characters are in the file. */
export interface ScalarText {
  readonly text: string;
  /** The offset in the file of an offset in the text. */
  readonly toOuter: (offset: number) => number;
}

interface Piece {
  readonly text: string;
  readonly start: number;
}

const escapeShape = /\\(?:x(?<two>[\da-fA-F]{2})|u(?<four>[\da-fA-F]{4})|(?<one>[\s\S]))/g;
const escaped: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0', '\n': '' };

/** The value of a double-quoted scalar of YAML whose content is at `start..end`; undefined when it is as written. */
export function readQuotedScalar(source: string, start: number, end: number): ScalarText | undefined {
  const content = source.slice(start, end);
  if (!content.includes('\\')) return undefined;
  const pieces: Piece[] = [];
  let at = 0;
  for (const { index, 0: whole, groups = {} } of content.matchAll(escapeShape)) {
    const code = groups.two ?? groups.four;
    const one = groups.one ?? '';
    pieces.push({ text: content.slice(at, index), start: start + at });
    pieces.push({ text: code === undefined ? (escaped[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16)), start: start + index });
    at = index + whole.length;
  }
  return joined([...pieces, { text: content.slice(at), start: start + at }], start);
}

const header = /^(?<style>[|>])(?<setting>[-+\d]*)[ \t]*(?:#[^\n]*)?\r?\n/;

/** The value of a block scalar (`|` or `>`) of YAML that is at `start..end`: without indentation, folded where it says so; undefined for other text. */
export function readBlockScalar(source: string, start: number, end: number): ScalarText | undefined {
  const found = header.exec(source.slice(start, Math.min(end, start + 200)));
  if (found === null) return undefined;
  const lines = linesIn(source, start + found[0].length, end);
  const indent = Math.min(...lines.filter(({ text }) => text.trim() !== '').map(({ text }) => text.length - text.trimStart().length));
  const plain = lines.map(({ text, start: at }) => ({ text: text.slice(indent), start: at + Math.min(indent, text.length) }));
  while (plain.length > 0 && plain.at(-1)?.text.trim() === '') plain.pop();
  const pieces = found.groups?.style === '>' ? folded(plain) : plain.map(({ text, start: at }) => ({ text: `${text}\n`, start: at }));
  return joined(found.groups?.setting?.includes('-') === true ? withoutLineEnd(pieces) : pieces, start);
}

function linesIn(source: string, from: number, end: number): readonly Piece[] {
  const lines: Piece[] = [];
  for (let at = from; at < end; ) {
    const next = source.indexOf('\n', at);
    const stop = next < 0 || next > end ? end : next;
    lines.push({ text: source.slice(at, source[stop - 1] === '\r' ? stop - 1 : stop), start: at });
    at = stop + 1;
  }
  return lines;
}

/** Lines are joined by spaces; an empty line between them is a line end. */
function folded(lines: readonly Piece[]): readonly Piece[] {
  return lines.map(({ text, start }, index) => {
    const next = lines[index + 1]?.text;
    const isIndented = /^\s/.test(text) || /^\s/.test(next ?? '');
    if (next === undefined || isIndented || text === '') return { text: `${text}\n`, start };
    return { text: next === '' ? text : `${text} `, start };
  });
}

function withoutLineEnd(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.map((piece, index) => (index === pieces.length - 1 ? { ...piece, text: piece.text.replace(/\n$/, '') } : piece));
}

function joined(pieces: readonly Piece[], start: number): ScalarText {
  const starts: number[] = [];
  let text = '';
  for (const piece of pieces) {
    starts.push(text.length);
    text += piece.text;
  }
  return {
    text,
    toOuter: (offset) => {
      const index = Math.max(
        0,
        starts.findLastIndex((from) => from <= offset),
      );
      return (pieces[index]?.start ?? start) + offset - (starts[index] ?? 0);
    },
  };
}
