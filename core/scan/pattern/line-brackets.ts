const newline = 10;
const backslash = 92;
const quotes: ReadonlySet<number> = new Set([34, 39]);
const opens: ReadonlySet<number> = new Set([40, 91, 123]);
const closes: ReadonlySet<number> = new Set([41, 93, 125]);
/** Ends of lines, escapes, comments and texts over several lines: what is behind them is not looked for. */
const doubtful: ReadonlySet<number> = new Set([newline, backslash, 35, 96]);
const slash = 47;
const star = 42;
const farthest = 400;

/** Where the bracket that closes here was opened; undefined when that is on another line, far away, or in doubt. */
export function openingOf(bytes: Buffer, last: number): number | undefined {
  return partner(bytes, last, -1);
}

/** Behind the bracket that closes the one that opens here; undefined when that is on another line, far away, or in doubt. */
export function closingOf(bytes: Buffer, first: number): number | undefined {
  const found = partner(bytes, first, 1);
  return found === undefined ? undefined : found + 1;
}

/** Behind the quote that ends the text which begins here; undefined when there is none on this line, or in doubt. */
export function quoteAfter(bytes: Buffer, first: number): number | undefined {
  const found = otherQuote(bytes, first, 1);
  return found === undefined ? undefined : found + 1;
}

type Step = 1 | -1;

function partner(bytes: Buffer, start: number, step: Step): number | undefined {
  const [inward, outward] = step === 1 ? [opens, closes] : [closes, opens];
  let depth = 0;
  for (let at = start; Math.abs(at - start) < farthest; at += step) {
    const byte = bytes[at];
    if (byte === undefined || doubtful.has(byte) || isComment(bytes, at)) return undefined;
    if (inward.has(byte)) depth += 1;
    if (outward.has(byte)) depth -= 1;
    if (depth === 0) return at;
    const end = quotes.has(byte) ? otherQuote(bytes, at, step) : at;
    if (end === undefined) return undefined;
    at = end;
  }
  return undefined;
}

function isComment(bytes: Buffer, at: number): boolean {
  return bytes[at] === slash && [bytes[at - 1], bytes[at + 1]].some((beside) => beside === slash || beside === star);
}

function otherQuote(bytes: Buffer, start: number, step: Step): number | undefined {
  for (let at = start + step; Math.abs(at - start) < farthest; at += step) {
    const byte = bytes[at];
    if (byte === undefined || byte === newline || byte === backslash) return undefined;
    if (byte === bytes[start]) return at;
  }
  return undefined;
}
