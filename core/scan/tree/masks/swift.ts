const macro =
  /#(?!(?:if|elseif|else|endif|available|unavailable|selector|keyPath|colorLiteral|fileLiteral|imageLiteral|sourceLocation|warning|error)\b)(?=[A-Za-z_]\w*\s{0,20}[({<])/g;
const isolation = /\bnonisolated\s?\(\w{1,20}\)/g;
const ownership = /(?<=(?::|->)\s{0,20})(?:sending|borrowing|consuming)(?=\s)/g;
const suppressed = /~(?=(?:Copyable|Escapable)\b)/g;

/** Swift newer than the grammar: macros are read as calls, ownership and isolation are left out. */
export function maskSwift(text: string): string {
  const blank = (found: string) => ' '.repeat(found.length);
  return text.replace(macro, ' ').replace(isolation, blank).replace(ownership, blank).replace(suppressed, ' ');
}
