/** Words of a pattern that other notations of the same code may lack. */
export const notRequired: ReadonlySet<string> = new Set(
  (
    'async await const let var function def class return new static public private protected final void try catch except finally else elif if for while in is not and or ' +
    'lambda func type struct interface import from require as export default this self true false null TRUE FALSE NULL None True False nil with do switch case break continue throw throws raise yield ' +
    'echo int char long short unsigned signed float double bool boolean auto extern register volatile'
  ).split(' '),
);
const syntaxWords = /<\.\.\.|\.\.\.>|\$(?:\.\.\.)?(?:[A-Z_][A-Z_0-9]*|\d+)(?![A-Za-z0-9_])/g;
const regexStrings = /(["'`])=~\/[^\n]*?\/[a-z]*\1/g;
const typedMetas = /\(\s*\$[A-Z_][A-Z_0-9]*\s*:[^()]*\)|\(\s*[A-Za-z_][\w.$<>[\], *]*\s+\$[A-Z_][A-Z_0-9]*\s*\)/g;
const comments = /\/\*[\s\S]*?\*\/|(?:^|\s)(?:#(?!include|define|if|else|endif|pragma)|\/\/).*$/gm;
const wordShape = /[\w\u0080-\uffff]+/g;

const moduleRoots = /(?<![\w.$])[A-Za-z\d$]*_\w*(?=[.(])/g;

/**
 * Words (runs of letters, digits and `_`) that every file with a match contains; found without parsing. Numbers may be the result of a sum.
 * `modulePaths`: modules are named by paths, so that `js_yaml` may stand for 'js-yaml' and its words are not required.
 */
export function requiredWords(pattern: string, modulePaths: boolean): readonly string[] {
  const plain = plainText(pattern);
  const words = new Set((modulePaths ? plain.replace(moduleRoots, ' ') : plain).match(wordShape) ?? []);
  return [...words].filter((word) => !notRequired.has(word) && !/^\d/.test(word));
}

const literals = /(?<![\w.$])(?:null|none|nil|true|false)(?![\w$])/gi;

/** Literals with a name that every file with a match contains, in lower case; languages and files may write them in other cases. */
export function requiredLiterals(pattern: string): readonly string[] {
  const found = plainText(pattern).match(literals) ?? [];
  return [...new Set(found.map((literal) => literal.toLowerCase()))];
}

const strings = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
const equality = /(?<![=!<>])(?:==|!=)(?!=)/g;

/** `==` and `!=` where a pattern compares with them, in languages that have no other sign for the same. */
export function requiredOperators(pattern: string): readonly ('==' | '!=')[] {
  const found = new Set(plainText(pattern).replace(strings, ' ').match(equality));
  return (['==', '!='] as const).filter((operator) => found.has(operator));
}

/** A pattern without comments and without what stands for other text. */
export function plainText(pattern: string): string {
  return pattern.replace(regexStrings, ' ').replace(typedMetas, ' ').replace(comments, ' ').replace(syntaxWords, ' ');
}
