/** Words of a pattern that other notations of the same code may lack. */
const notRequired = new Set(
  (
    'async await const let var function def class return new static public private protected final void try catch except finally else elif if for while in is not and or ' +
    'lambda func type struct interface import from require as export default this self true false null TRUE FALSE NULL None True False nil with do switch case break continue throw throws raise yield ' +
    'int char long short unsigned signed float double bool boolean auto extern register volatile'
  ).split(' '),
);
const syntaxWords = /<\.\.\.|\.\.\.>|\$(?:\.\.\.)?(?:[A-Z_][A-Z_0-9]*|\d+)(?![A-Za-z0-9_])/g;
const regexStrings = /(["'`])=~\/[^\n]*?\/[a-z]*\1/g;
const typedMetas = /\(\s*\$[A-Z_][A-Z_0-9]*\s*:[^()]*\)|\(\s*[A-Za-z_][\w.$<>[\], *]*\s+\$[A-Z_][A-Z_0-9]*\s*\)/g;
const comments = /\/\*[\s\S]*?\*\/|(?:^|\s)(?:#(?!include|define|if|else|endif|pragma)|\/\/).*$/gm;
const wordShape = /[\w\u0080-\uffff]+/g;

const moduleRoots = /(?<![\w.$])[A-Za-z\d$]*_\w*(?=[.(])/g;

/**
 * Words (runs of letters, digits and `_`) that every file with a match contains; found without parsing.
 * `modulePaths`: modules are named by paths, so that `js_yaml` may stand for 'js-yaml' and its words are not required.
 */
export function requiredWords(pattern: string, modulePaths: boolean): readonly string[] {
  const plain = pattern.replace(regexStrings, ' ').replace(typedMetas, ' ').replace(comments, ' ').replace(syntaxWords, ' ');
  const words = new Set((modulePaths ? plain.replace(moduleRoots, ' ') : plain).match(wordShape) ?? []);
  return [...words].filter((word) => !notRequired.has(word));
}
