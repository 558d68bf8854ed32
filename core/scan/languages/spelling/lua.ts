const loneName = /(^|\n|\bthen\b|\bdo\b|\belse\b)(\s*)((?:mvQ_|evQ_)\w+)(?=\s*(?:\n|$|end\b|else))/g;

/** A name alone is no statement: it is written as one that takes a name. Semicolons mean nothing. */
export function spellLua(code: string): readonly string[] {
  const plain = code.replace(/;(?=\s*(?:\n|$))/g, '');
  return [...new Set([plain, plain.replace(loneName, '$1$2goto $3'), code])];
}
