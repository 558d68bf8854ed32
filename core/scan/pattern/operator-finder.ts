/** Which comparison signs a text has, apart from those that are parts of longer signs such as `===`. */
export interface FoundOperators {
  readonly '==': boolean;
  readonly '!=': boolean;
}

const equals = 61;
const exclamation = 33;

/** Looks through UTF-8 bytes; strings and comments count as well. */
export function findOperators(bytes: Uint8Array): FoundOperators {
  let isEqual = false;
  let isUnequal = false;
  for (let at = bytes.indexOf(equals); at >= 0 && !(isEqual && isUnequal); at = bytes.indexOf(equals, at + 1)) {
    const before = at === 0 ? 0 : (bytes[at - 1] ?? 0);
    if (bytes[at + 1] === equals) {
      isEqual ||= before !== exclamation && bytes[at + 2] !== equals;
      while (bytes[at + 1] === equals) at += 1;
    } else isUnequal ||= before === exclamation;
  }
  return { '==': isEqual, '!=': isUnequal };
}
