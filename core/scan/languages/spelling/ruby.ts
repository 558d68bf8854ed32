/** Names of classes and modules start with a capital, after `::` too where no call is meant. */
export function spellRuby(code: string): readonly string[] {
  const named = code.replace(/(\b(?:class|module)\s+(?:\w+::)*|::\s*)(mvQ_\w+)(?!\s*\()/g, (_whole, lead: string, name: string) => `${lead}M${name.slice(1)}`);
  return [...new Set([named, code])];
}
