/** How a file is written: what a fix that is written for all files has to take over. */
export interface CodeStyle {
  readonly lineEnd: '\n' | '\r\n';
  /** One step of indentation; undefined where the file shows none. */
  readonly indent: string | undefined;
  readonly quote: '"' | "'" | undefined;
}

const looked = 50_000;

/** Reads the style off the first stretch of a text. */
export function styleOf(text: string): CodeStyle {
  const head = text.slice(0, looked);
  const count = (shape: RegExp) => head.match(shape)?.length ?? 0;
  const double = count(/"[^"'\n\\]*"/g);
  const single = count(/'[^"'\n\\]*'/g);
  const quote = double > single ? '"' : "'";
  return {
    lineEnd: /\r?\n/.exec(head)?.[0] === '\r\n' ? '\r\n' : '\n',
    indent: indentOf(head),
    quote: double === single ? undefined : quote,
  };
}

/** The step by which lines most often go deeper than the line above. */
function indentOf(text: string): string | undefined {
  const steps = new Map<string, number>();
  let above = '';
  for (const line of text.split('\n')) {
    const indent = /^[ \t]*(?=[^\s*])/.exec(line)?.[0];
    if (indent === undefined) continue;
    const step = indent.startsWith(above) ? indent.slice(above.length) : '';
    if (step !== '') steps.set(step, (steps.get(step) ?? 0) + 1);
    above = indent;
  }
  return [...steps].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** The lines of a template indented as the file does it, below a first line that stands at `base`. */
export function indentLike(template: string, base: string, style: CodeStyle): string {
  const own = [...template.matchAll(/\n( +)(?=\S)/g)].map(([, spaces = '']) => spaces.length);
  const unit = Math.min(...own);
  return template.replaceAll(/\n( *)(?!\r?\n|$)/g, (_all, spaces: string) => {
    const steps = style.indent === undefined || spaces === '' ? 0 : spaces.length / unit;
    const deeper = Number.isInteger(steps) && steps > 0 ? (style.indent ?? '').repeat(steps) : spaces;
    return `\n${base}${deeper}`;
  });
}

const anyString = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** Plain strings in these quotes. Only for languages in which both mean the same. */
export function quoteLike(template: string, quote: CodeStyle['quote']): string {
  return quote === undefined ? template : template.replaceAll(anyString, (found) => requoted(found, quote));
}

function requoted(found: string, quote: string): string {
  const inside = found.slice(1, -1);
  return /["'\\$#{}%]/.test(inside) ? found : quote + inside + quote;
}

/** Line breaks as in the file. */
export function breakLike(text: string, { lineEnd }: CodeStyle): string {
  return lineEnd === '\n' ? text : text.replaceAll(/(?<!\r)\n/g, lineEnd);
}
