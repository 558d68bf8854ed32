/** Brackets that are open at once beyond which tree-sitter's recovery from errors overflows the stack of its WebAssembly, which ends the process's parsing for good. */
const deepest = 4000;

/** Whether more than 4,000 brackets of a text are open at once; brackets in strings and comments count too. */
export function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 40 || code === 91 || code === 123) {
      depth += 1;
      if (depth > deepest) return true;
    } else if ((code === 41 || code === 93 || code === 125) && depth > 0) depth -= 1;
  }
  return false;
}
