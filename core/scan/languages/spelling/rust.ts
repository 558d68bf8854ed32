const signature = /(\bfn\s+\w+\s*(?:<[^<>]*>)?\s*\()([^()]*)(\))/g;
const untyped = /(^|,)(\s*(?:mut\s+)?(?:mvQ_|elQ_|evQ_)\w*)(?=\s*(?:,|$))/g;

/** Parameters and fields have types, which patterns may leave out: `elQ_` stands for any. */
export function spellRust(code: string): readonly string[] {
  const fields = code.replace(/(\bstruct\s[^{};]*\{\s*)use (\w+);/g, '$1$2: elQ_,');
  const typed = fields.replace(signature, (_whole, open: string, inner: string, close: string) => `${open}${inner.replace(untyped, '$1$2: elQ_')}${close}`);
  return [...new Set([typed, fields, code])];
}
