const cellMagic = /^\s*%%/;
// A line for the shell, the notebook itself or its help, at the start of a statement.
const magicLine = /^([ \t]*)[%!?](?=\S)/gm;

/** The code of a cell with what only a notebook understands (`%time`, `!ls`, `%%bash` and all below it) as comments of the same length. */
export function maskMagic(code: string): string {
  if (cellMagic.test(code)) return code.replaceAll(/^./gmu, (first) => '#'.padEnd(first.length, '#'));
  return code.replaceAll(magicLine, '$1#');
}
