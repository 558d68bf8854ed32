/** A line of a YAML pattern: where its content starts, and what stands at each column it opens. */
interface PatternLine {
  readonly text: string;
  /** Columns of the dashes that it starts with, then of what follows them. */
  readonly columns: readonly number[];
  readonly content: string;
  /** It is text of a block scalar, where nothing is syntax. */
  readonly scalar: boolean;
}

const dashes = /^(?:-\s+)*/;
const key = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'#[\]{},&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?:\s|$)/;
const openScalar = /(?:^|[\s:])[|>][-+\d]*\s*$/;
const dots = /^(?:\.\.\.|evQ_\w+)$/;

/**
 * Writes each line of nothing but `...` in a form that parses: as an item among items, as an entry among entries, and as a value where it stands
 * alone. `name` is the identifier for an ellipsis; list metavariables are placeholders already.
 */
export function writeYamlEllipses(pattern: string, name: string): string {
  const lines = linesOf(pattern);
  return lines.map((line, at) => (dots.test(line.content) && !line.scalar ? writeLine(lines, at, name) : line.text)).join('\n');
}

function linesOf(pattern: string): readonly PatternLine[] {
  const lines: PatternLine[] = [];
  let scalarIndent = Number.POSITIVE_INFINITY;
  for (const text of pattern.split('\n').filter((line) => line.trim() !== '')) {
    const indent = text.length - text.trimStart().length;
    const scalar = indent > scalarIndent;
    if (!scalar) scalarIndent = openScalar.test(text) ? indent : Number.POSITIVE_INFINITY;
    lines.push({ text, scalar, ...contentOf(text, indent) });
  }
  return lines;
}

function contentOf(text: string, indent: number): Pick<PatternLine, 'columns' | 'content'> {
  const lead = dashes.exec(text.slice(indent))?.[0] ?? '';
  const columns = [...lead.matchAll(/-/g)].map(({ index }) => indent + index);
  return { columns: [...columns, indent + lead.length], content: text.slice(indent + lead.length).trim() };
}

function writeLine(lines: readonly PatternLine[], at: number, name: string): string {
  const line = lines[at];
  if (line === undefined) return '';
  const column = line.columns.at(-1) ?? 0;
  const lead = line.text.slice(0, column);
  const written = line.content === '...' ? name : line.content;
  const around = [...siblings(lines, at, 1), ...siblings(lines, at, -1)];
  if (around.some((other) => isEntryAt(other, column))) return `${lead}${written}: ${name}`;
  return around.some((other) => isItemAt(other, column)) ? `${lead}- ${written}` : lead + written;
}

/** Lines of the same list or mapping in one direction, up to the first that is further out. */
function* siblings(lines: readonly PatternLine[], at: number, step: 1 | -1): Generator<PatternLine> {
  const column = lines[at]?.columns.at(-1) ?? 0;
  const others = step === 1 ? lines.slice(at + 1) : lines.slice(0, at).reverse();
  const opensHere = step === -1 && (lines[at]?.columns.length ?? 0) > 1;
  if (opensHere) return;
  for (const line of others) {
    const indent = line.columns[0] ?? 0;
    const isOuter = indent < column;
    if (isOuter && step === 1) return;
    if (line.columns.includes(column)) yield line;
    if (isOuter) return;
  }
}

function isEntryAt({ columns, content, scalar }: PatternLine, column: number): boolean {
  return !scalar && columns.at(-1) === column && key.test(content);
}

function isItemAt({ columns, scalar }: PatternLine, column: number): boolean {
  return !scalar && columns.slice(0, -1).includes(column);
}
