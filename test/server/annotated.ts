import type { Diagnostic } from 'vscode-languageserver-protocol/node';

const marker = /^[ \t]*\^+ \S/;

/** A text with its diagnostics written under the lines they start in: `^^^ RULE-ID message`. */
export function annotate(text: string, diagnostics: readonly Diagnostic[]): string {
  const sorted = diagnostics.toSorted((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
  const lines = text.split('\n').flatMap((line, index) => {
    const here = sorted.filter((diagnostic) => diagnostic.range.start.line === index);
    return [line, ...here.map((diagnostic) => note(line, diagnostic))];
  });
  return lines.join('\n');
}

/** The same text without the notes. */
export function withoutNotes(annotated: string): string {
  return annotated
    .split('\n')
    .filter((line) => !marker.test(line))
    .join('\n');
}

function note(line: string, { range: { start, end }, code, message }: Diagnostic): string {
  const last = end.line === start.line ? end.character : line.length;
  const lead = line.slice(0, start.character).replaceAll(/[^\t]/g, ' ');
  return `${lead}${'^'.repeat(Math.max(1, last - start.character))} ${code} ${typeof message === 'string' ? message : message.value}`;
}
