/** A piece of a line of code, and whether it lies in the place that a finding marks. */
export interface CodePart {
  readonly kind: 'plain' | 'comment' | 'string' | 'number' | 'keyword';
  readonly text: string;
  readonly marked: boolean;
}

/** Columns of a line, 0-based, end exclusive. */
export interface Columns {
  readonly from: number;
  readonly to: number;
}

const keywords =
  'abstract|and|as|async|await|break|case|catch|class|const|continue|def|default|defer|delete|do|elif|else|enum|except|export|extends|final|finally|for|from|func|function|go|goto|if|implements|import|in|instanceof|interface|is|lambda|let|new|not|null|None|or|package|pass|private|protected|public|raise|range|return|self|static|struct|super|switch|this|throw|throws|true|True|false|False|try|type|typedef|typeof|undefined|unsigned|using|var|void|while|with|yield';
const hashComments = /\.(py|ya?ml|sh|rb|toml|tf|conf|env|properties)$|(^|\/)(Dockerfile|Makefile)[^/]*$/i;
const noComments = /\.(json|md|html?|xml|csv|txt)$/i;

/** How to cut a line of a file into parts; guessed from its name, and never more than colour. */
function tokenPattern(file: string): RegExp {
  const strings = '"(?:[^"\\\\]|\\\\.)*"?|\'(?:[^\'\\\\]|\\\\.)*\'?|`(?:[^`\\\\]|\\\\.)*`?';
  const comment = noComments.test(file) ? '(?!)' : commentPattern(file);
  return new RegExp(`(?<comment>${comment})|(?<string>${strings})|(?<number>\\b\\d[\\w.]*\\b)|(?<keyword>(?<![\\w$.])(?:${keywords})(?![\\w$]))`, 'g');
}

function commentPattern(file: string): string {
  return hashComments.test(file) ? '(?:^|(?<=\\s))#.*' : '\\/\\/.*|\\/\\*.*?(?:\\*\\/|$)|^\\s*\\*(?:\\s.*|\\/.*|$)';
}

/** Makes a function that cuts lines of one file into parts. */
export function openHighlighter(file: string): (line: string, marked?: Columns) => readonly CodePart[] {
  const pattern = tokenPattern(file);
  return (line, marked = { from: 0, to: 0 }) => {
    const parts: CodePart[] = [];
    let position = 0;
    for (const match of line.matchAll(pattern)) {
      parts.push(...cut('plain', line.slice(position, match.index), shift(marked, position)));
      parts.push(...cut(kindOf(match.groups), match[0], shift(marked, match.index)));
      position = match.index + match[0].length;
    }
    parts.push(...cut('plain', line.slice(position), shift(marked, position)));
    return parts;
  };
}

function kindOf(groups: Readonly<Record<string, string>> | undefined): CodePart['kind'] {
  if (groups?.comment !== undefined) return 'comment';
  if (groups?.string !== undefined) return 'string';
  return groups?.number === undefined ? 'keyword' : 'number';
}

function shift({ from, to }: Columns, by: number): Columns {
  return { from: from - by, to: to - by };
}

/** Splits a text where the marked columns begin and end. */
function cut(kind: CodePart['kind'], text: string, { from, to }: Columns): readonly CodePart[] {
  const start = Math.min(text.length, Math.max(0, from));
  const end = Math.min(text.length, Math.max(start, to));
  const pieces: readonly CodePart[] = [
    { kind, text: text.slice(0, start), marked: false },
    { kind, text: text.slice(start, end), marked: true },
    { kind, text: text.slice(end), marked: false },
  ];
  return pieces.filter((piece) => piece.text !== '');
}
