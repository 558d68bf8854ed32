const deep = /deepQ_\(\s*((?:(?!deepQ_\().)*?)\s*\)/g;

const declaration = /^(?:declare|typeset|local|readonly|export)(?:\s+-\w+)*\s+(\w+=\S*)$/;

/** A declaration of one variable is its assignment. Expansions of metavariables in quotes, and `<... x ...>` as a substitution, since nothing else may stand where a word does. */
export function spellBash(code: string): readonly string[] {
  const nested = code.replace(deep, '$$(deepQ_; $1)');
  const assigned = nested.replace(declaration, '$1');
  return [assigned.replace(/"(mvQ_\w+)"/g, '"${$1}"')];
}
