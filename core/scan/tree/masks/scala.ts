const typedParameter = /\{\s{1,80}(?:implicit[ \t]{1,10})?(?=[A-Za-z_]\w{0,80}\s?:\s?[\w.]{1,80}(?:\[[^\n{}()=]{0,200}\])? =>)/g;
const template = /\b(?:class|trait|object|enum|new)\b(?:(?!\bdef\b|=>)[^{}])*$/;
const longestHead = 400;

/** What the grammar would take for an argument list of the annotation. */
const constructorAnnotation = /(\bclass[ \t]+\w{1,80}[ \t]*)(@\w{1,80}\(\))(?=[ \t]*\()/g;

/** Scala that the grammar misreads: parameters of blocks get parentheses, and empty annotations before the parameters of a class are left out. */
export function maskScala(text: string): string {
  const plain = text.includes('@')
    ? text.replace(constructorAnnotation, (_found, before: string, annotation: string) => before + ' '.repeat(annotation.length))
    : text;
  return plain.includes('=>') ? withParentheses(plain) : plain;
}

/** `{ implicit x: T => … }` gets parentheses around its parameter, which the grammar wants; names of `this` in a class body stay as they are. */
function withParentheses(text: string): string {
  let masked = '';
  let done = 0;
  for (const { index, 0: lead } of text.matchAll(typedParameter)) {
    if (template.test(text.slice(Math.max(0, index - longestHead), index))) continue;
    const parameter = index + lead.length;
    const arrow = text.indexOf(' =>', parameter);
    masked += `${text.slice(done, index + 1)}${' '.repeat(lead.length - 2)}(${text.slice(parameter, arrow)})`;
    done = arrow + 1;
  }
  return masked + text.slice(done);
}
