import type { ImportSource, ImportTable } from '../language.ts';

/** Reads `use a::b::C`, `use a::{b, c as d}` and `use a::*`; names are dotted as patterns are. */
export function readRustImports(source: ImportSource): ImportTable {
  const aliases = new Map<string, string>();
  const wildcards: string[] = [];
  for (const statement of source.ofKind('use_declaration')) readUse(source, source.field(statement, 'argument'), '', { aliases, wildcards });
  return { aliases, wildcards };
}

interface Tables {
  readonly aliases: Map<string, string>;
  readonly wildcards: string[];
}

function readUse(source: ImportSource, node: number, prefix: string, tables: Tables): void {
  if (node < 0) return;
  const kind = source.kindOf(node);
  if (kind === 'scoped_use_list' || kind === 'use_list') {
    const path = source.field(node, 'path');
    const list = kind === 'use_list' ? node : source.field(node, 'list');
    const inner = path < 0 ? prefix : `${joined(prefix, dotted(source.text(path)))}.`;
    for (const child of source.children(list)) readUse(source, child, inner, tables);
  } else if (kind === 'use_wildcard') tables.wildcards.push(joined(prefix, dotted(source.text(source.children(node)[0] ?? node))));
  else if (kind === 'use_as_clause')
    tables.aliases.set(source.text(source.field(node, 'alias')), joined(prefix, dotted(source.text(source.field(node, 'path')))));
  else addName(joined(prefix, dotted(source.text(node))), prefix, tables);
}

/** `self` in braces means what stands before them. */
function addName(full: string, prefix: string, { aliases }: Tables): void {
  const name = full.endsWith('.self') ? prefix.slice(0, -1) : full;
  if (name.includes('.')) aliases.set(name.slice(name.lastIndexOf('.') + 1), name);
}

function dotted(path: string): string {
  return path.replace(/\s+/g, '').replaceAll('::', '.').replace(/^\./, '');
}

function joined(prefix: string, name: string): string {
  return prefix + name;
}
