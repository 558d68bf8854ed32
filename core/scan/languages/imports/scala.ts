import type { ImportSource, ImportTable } from '../language.ts';

/** Reads `import a.b.C`, `import a.b.{C, D => E}` and `import a.b._`. */
export function readScalaImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  const wildcards: string[] = [];
  for (const statement of source.ofKind('import_declaration')) {
    const path: string[] = [];
    for (const part of source.children(statement)) {
      const kind = source.kindOf(part);
      if (kind === 'namespace_wildcard') wildcards.push(path.join('.'));
      else if (kind === 'namespace_selectors') addSelectors(source, part, path.join('.'), { aliases, wildcards });
      else path.push(source.text(part));
    }
    const isPlain = source.children(statement).every((part) => !source.kindOf(part).startsWith('namespace_'));
    if (path.length > 1 && isPlain) aliases.set(path.at(-1) ?? '', path.join('.'));
  }
  return { aliases, wildcards };
}

function addSelectors(source: ImportSource, node: number, prefix: string, into: { readonly aliases: Map<string, string>; readonly wildcards: string[] }): void {
  for (const selector of source.children(node)) {
    const kind = source.kindOf(selector);
    if (kind === 'namespace_wildcard') into.wildcards.push(prefix);
    else if (kind.endsWith('renamed_identifier'))
      into.aliases.set(source.text(source.field(selector, 'alias')), `${prefix}.${source.text(source.field(selector, 'name'))}`);
    else into.aliases.set(source.text(selector), `${prefix}.${source.text(selector)}`);
  }
}
