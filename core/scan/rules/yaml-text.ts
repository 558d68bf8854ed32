import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, parseDocument } from 'yaml';
import type { RuleProblem } from '../model.ts';

/** Keys and indexes from the top of a file to a value. */
export type YamlPath = readonly (string | number)[];

/** A YAML (or JSON) file as plain data that still knows where each value stands. */
export interface YamlText {
  readonly value: unknown;
  /** 1-based line of the value, or of its nearest parent that exists. */
  lineOf(path: YamlPath): number;
}

export type YamlReading = { readonly kind: 'read'; readonly yaml: YamlText } | { readonly kind: 'problems'; readonly problems: readonly RuleProblem[] };

const maxBytes = 1_000_000;
const maxAliases = 100;

/** Parses one document; syntax errors, duplicate keys, alias bombs and files over 1 MB come back as problems with lines. */
export function readYaml(text: string, file: string): YamlReading {
  if (text.length > maxBytes) return failed({ file, message: `The file is larger than ${maxBytes} characters` });
  try {
    return parse(text, file);
  } catch (thrown) {
    return failed({ file, message: thrown instanceof RangeError ? 'The YAML is nested too deeply' : 'The YAML expands to too much data (aliases)' });
  }
}

/** Several documents in one file are read as a list of them. */
function parse(text: string, file: string): YamlReading {
  const lines = new LineCounter();
  const documents = readDocuments(text, lines);
  const errors = documents.flatMap((document) => document.errors);
  if (errors.length > 0) return failed(...errors.slice(0, 20).map((error) => ({ file, line: lines.linePos(error.pos[0]).line, message: error.message })));
  const [only] = documents;
  const lineIn = (document: Document | undefined, path: YamlPath) =>
    document === undefined ? 1 : lines.linePos(offsetOf(document.contents, path, (node) => (isAlias(node) ? node.resolve(document) : node))).line;
  const plainOf = (document: Document): unknown => document.toJS({ maxAliasCount: maxAliases });
  if (documents.length < 2 || only === undefined) {
    return { kind: 'read', yaml: { value: only === undefined ? null : plainOf(only), lineOf: (path) => lineIn(only, path) } };
  }
  const lineOf = ([first, ...rest]: YamlPath) => lineIn(documents[typeof first === 'number' ? first : 0], rest);
  return { kind: 'read', yaml: { value: documents.map(plainOf), lineOf } };
}

function readDocuments(text: string, lineCounter: LineCounter): readonly Document[] {
  const options = { lineCounter, prettyErrors: false, logLevel: 'silent' } as const;
  if (!/^---(?:\s|$)/m.test(text)) return [parseDocument(text, options)];
  const documents = parseAllDocuments(text, options);
  return Array.isArray(documents) ? documents.filter((document) => document.contents !== null || document.errors.length > 0) : [];
}

function offsetOf(root: Node | null, path: YamlPath, resolve: (node: unknown) => unknown): number {
  let node: unknown = resolve(root);
  let offset = startOf(root) ?? 0;
  for (const segment of path) {
    const child = childAt(node, segment);
    if (child === undefined) break;
    offset = startOf(child.at) ?? offset;
    node = resolve(child.value);
  }
  return offset;
}

function childAt(node: unknown, segment: string | number): { readonly at: unknown; readonly value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment));
    return pair === undefined ? undefined : { at: pair.key, value: pair.value };
  }
  if (isSeq(node) && typeof segment === 'number') {
    const item = node.items[segment];
    return item === undefined ? undefined : { at: item, value: item };
  }
  return undefined;
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}

function failed(...problems: readonly RuleProblem[]): YamlReading {
  return { kind: 'problems', problems };
}
