import { isDeepStrictEqual } from 'node:util';
import { applyEdits, findNodeAtLocation, getNodeValue, type JSONPath, type Node, type ParseError, parseTree, visit } from 'jsonc-parser';
import { Failure } from '../../core/kernel/failure.ts';
import { withChild, withoutChild } from './json-text.ts';
import type { JsonEntry } from './target.ts';

/** A text after a change, step by step, and what was left as it is with the reason. */
export interface Changed {
  readonly steps: readonly string[];
  readonly kept: readonly string[];
}

/** Adds what is missing. `isOurs`: nobody but us has changed the text since we wrote it, so older entries of ours are replaced. Throws Failure for text that is no JSON object. */
export function addEntries(text: string, entries: readonly JsonEntry[], isOurs: boolean): Changed {
  return changeEach(text.trim() === '' ? '{}\n' : text, entries, (current, entry) => addOne(current, entry, isOurs));
}

/** Takes out what is as we wrote it, and what is empty after that. Throws as `addEntries` does. */
export function removeEntries(text: string, entries: readonly JsonEntry[]): Changed {
  return changeEach(text, [...entries].reverse(), removeOne);
}

/** Whether nothing is left but what the file needs to be read at all. */
export function isBare(text: string, entries: readonly JsonEntry[]): boolean {
  const value: unknown = plainValue(rootOf(text));
  const needed: Record<string, unknown> = {};
  for (const { kind, path, value: needs } of entries) if (kind === 'default') needed[path[0] ?? ''] = needs;
  return !commented(text) && (isDeepStrictEqual(value, {}) || isDeepStrictEqual(value, needed));
}

function commented(text: string): boolean {
  const places: number[] = [];
  visit(text, { onComment: (offset) => void places.push(offset) });
  return places.length > 0;
}

type Step = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'same' } | { readonly kind: 'kept'; readonly reason: string };

function changeEach(text: string, entries: readonly JsonEntry[], change: (current: string, entry: JsonEntry) => Step): Changed {
  rootOf(text);
  const steps: string[] = [];
  const kept: string[] = [];
  let current = text;
  for (const entry of entries) {
    const step = change(current, entry);
    if (step.kind === 'kept') kept.push(step.reason);
    if (step.kind !== 'text') continue;
    rootOf(step.text);
    current = step.text;
    steps.push(current);
  }
  return { steps, kept };
}

function addOne(text: string, entry: JsonEntry, isOurs: boolean): Step {
  const root = rootOf(text);
  const path = [...entry.path];
  const blocked = blockedAt(root, path, entry.kind === 'item');
  if (blocked !== undefined) return { kind: 'kept', reason: `${blocked} has another form than the agent documents` };
  const node = findNodeAtLocation(root, path);
  if (entry.kind === 'item') return addItem(text, node, { entry, isOurs });
  if (node === undefined) return set(text, path, entry.value);
  if (entry.kind === 'default' || isDeepStrictEqual(plainValue(node), entry.value)) return { kind: 'same' };
  return isOurs ? set(text, path, entry.value) : { kind: 'kept', reason: `${entry.path.join('.')} is there already and differs` };
}

function addItem(
  text: string,
  list: Node | undefined,
  { entry, isOurs }: { readonly entry: Extract<JsonEntry, { kind: 'item' }>; readonly isOurs: boolean },
): Step {
  if (list === undefined) return set(text, entry.path, [entry.value]);
  const items: readonly unknown[] = list.children?.map(plainValue) ?? [];
  if (items.some((item) => isDeepStrictEqual(item, entry.value))) return { kind: 'same' };
  const at = items.findIndex((item) => JSON.stringify(item).includes(entry.mark));
  if (at < 0) return { kind: 'text', text: withChild(text, list, { value: entry.value }) };
  const present = list.children?.[at];
  return isOurs && present !== undefined
    ? { kind: 'text', text: replaced(text, present, entry.value) }
    : { kind: 'kept', reason: `${entry.path.join('.')} has a changed entry of Sentrik` };
}

function removeOne(text: string, entry: JsonEntry): Step {
  if (entry.kind === 'default') return { kind: 'same' };
  const node = findNodeAtLocation(rootOf(text), [...entry.path]);
  if (node === undefined) return { kind: 'same' };
  if (entry.kind === 'member') {
    if (isDeepStrictEqual(plainValue(node), entry.value)) return { kind: 'text', text: pruned(text, [...entry.path]) };
    return { kind: 'kept', reason: `${entry.path.join('.')} was changed; take it out by hand` };
  }
  const items: readonly unknown[] = node.children?.map(plainValue) ?? [];
  const at = items.findIndex((item) => isDeepStrictEqual(item, entry.value));
  if (at >= 0) return { kind: 'text', text: pruned(text, [...entry.path, at]) };
  const isChanged = items.some((item) => (JSON.stringify(item) ?? '').includes(entry.mark));
  return isChanged ? { kind: 'kept', reason: `${entry.path.join('.')} has a changed entry of Sentrik; take it out by hand` } : { kind: 'same' };
}

/** Without the value at a path, and without the lists and objects that are empty then. */
function pruned(text: string, path: JSONPath): string {
  let current = without(text, path);
  for (let parent = path.slice(0, -1); parent.length > 0; parent = parent.slice(0, -1)) {
    const node = findNodeAtLocation(rootOf(current), parent);
    if (node === undefined || (node.children?.length ?? 0) > 0 || hasComment(current, node)) break;
    current = without(current, parent);
  }
  return current;
}

function hasComment(text: string, { offset, length }: Node): boolean {
  return text.slice(offset + 1, offset + length - 1).trim() !== '';
}

function without(text: string, path: JSONPath): string {
  const node = findNodeAtLocation(rootOf(text), path);
  const child = node?.parent?.type === 'property' ? node.parent : node;
  return child?.parent === undefined ? text : withoutChild(text, child.parent, child);
}

/** Sets a member, with the objects around it that are missing. */
function set(text: string, path: readonly string[], value: unknown): Step {
  const root = rootOf(text);
  const known = findNodeAtLocation(root, [...path]);
  if (known !== undefined) return { kind: 'text', text: replaced(text, known, value) };
  let depth = path.length - 1;
  while (depth > 0 && findNodeAtLocation(root, path.slice(0, depth)) === undefined) depth -= 1;
  const parent = depth === 0 ? root : (findNodeAtLocation(root, path.slice(0, depth)) ?? root);
  const nested = path.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  return { kind: 'text', text: withChild(text, parent, { name: path[depth] ?? '', value: nested }) };
}

function replaced(text: string, { offset, length }: Node, value: unknown): string {
  return applyEdits(text, [{ offset, length, content: JSON.stringify(value, null, 2) }]);
}

/** The first part of a path whose value can hold nothing of ours. */
function blockedAt(root: Node, path: readonly string[], isList: boolean): string | undefined {
  for (let length = 1; length <= path.length; length += 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    const isLast = length === path.length;
    if (node === undefined || (isLast && !isList)) return undefined;
    if (node.type !== (isLast ? 'array' : 'object')) return path.slice(0, length).join('.');
  }
  return undefined;
}

/** As plain objects: those of the parser have no prototype, and so equal no others. */
function plainValue(node: Node): unknown {
  return JSON.parse(JSON.stringify(getNodeValue(node)));
}

function rootOf(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const [first] = errors;
  if (first !== undefined) throw new Failure('bad_request', `it is no JSON (line ${text.slice(0, first.offset).split('\n').length})`);
  if (root?.type !== 'object') throw new Failure('bad_request', 'it holds no JSON object');
  return root;
}
