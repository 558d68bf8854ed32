import { withoutLayout } from '../fingerprint.ts';
import { ruleLanguagesFor } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import type { Rule } from '../model.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { errorKind, type FlatTree, isExtra, isLeaf, isNamed, nodeCovering, none } from '../tree/flat-tree.ts';
import type { FoundIn, RuleMatch } from './findings.ts';
import { isTextRule } from './text-rules.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Checks whose findings stand on the first line, but are about the file. */
const fileChecks = new Set(['must_contain_pattern', 'max_lines', 'forbidden_file']);
/** A match of fewer characters says too little without the line around it. */
const leastText = 8;
const maxLevels = 4;
const maxRead = 4000;
const whole = /statement|declaration|definition|block|body|program|module|source|document|unit|stream|script|chunk|clause|_item$/;

/**
 * The code that a finding is about, as its fingerprint knows it: what was matched, without comments. A single name or literal comes with
 * the call or assignment it stands in. '' for rules about a file as a whole. Depends on nothing but the rule, the match and the code around it.
 */
export function contextOf({ rule, match, language }: RuleMatch, found: FoundIn): string {
  if (isAboutFile(rule)) return '';
  const file = isTextRule(rule) ? undefined : treeFor(rule, found, language);
  return file === undefined ? contextInText(found, match) : contextInTree(file, match);
}

function isAboutFile({ detector }: Rule): boolean {
  return detector.kind === 'required-pattern' || (detector.kind === 'file-policy' && fileChecks.has(detector.check));
}

/** The tree that the rule was matched in; undefined where it looked at the text alone. */
function treeFor(rule: Rule, found: FoundIn, language: Language | undefined): FileTree | undefined {
  const layer = language === undefined ? found : found.views.find((view) => view.language === language);
  if (layer?.language?.grammar === undefined) return undefined;
  const accepted = ruleLanguagesFor(layer.language);
  return rule.languages.some((id) => id !== 'generic' && accepted.includes(id)) ? layer.tree() : undefined;
}

function contextInText({ text, lines }: FoundIn, { start, end }: Range): string {
  const own = text.slice(start, Math.min(end, start + maxRead));
  if (withoutLayout(own).length >= leastText) return own;
  const line = lines.positionAt(start).line;
  return text.slice(lines.lineStart(line), Math.min(lines.lineEnd(line), lines.lineStart(line) + maxRead));
}

function contextInTree({ tree, grammar }: FileTree, match: Range): string {
  let range = match;
  let node = nodeCovering(tree, match.start, match.end);
  for (let level = 0; level < maxLevels && isSingle(tree, node, range); level += 1) {
    const kind = tree.kind[node] ?? 0;
    const parent = tree.parent[node] ?? none;
    if (parent === none || kind === errorKind || whole.test(grammar.kinds[kind] ?? '')) break;
    node = parent;
    range = { start: tree.start[node] ?? 0, end: tree.end[node] ?? 0 };
  }
  return codeIn(tree, node, range);
}

/** Whether no more than one word stands in the range, brackets and quotes aside. */
function isSingle(tree: FlatTree, node: number, range: Range): boolean {
  let words = 0;
  for (const leaf of leavesIn(tree, node, range)) {
    if (withoutLayout(tree.text.slice(leaf.start, leaf.end)) !== '') words += 1;
    if (words > 1) return false;
  }
  return true;
}

/** The text of the range without the comments in it. */
function codeIn(tree: FlatTree, node: number, range: Range): string {
  const parts: string[] = [];
  let at = range.start;
  let length = 0;
  for (const comment of commentsIn(tree, node, range)) {
    parts.push(tree.text.slice(at, comment.start));
    length += comment.start - at;
    at = comment.end;
    if (length > maxRead) break;
  }
  return parts.join('') + tree.text.slice(at, Math.min(range.end, at + maxRead));
}

function* commentsIn(tree: FlatTree, node: number, { start, end }: Range): Generator<Range> {
  const limit = tree.skip[node] ?? 0;
  for (let inner = node + 1; inner < limit && (tree.start[inner] ?? 0) < end; inner += 1) {
    if (!isComment(tree, inner) || (tree.start[inner] ?? 0) < start) continue;
    yield { start: tree.start[inner] ?? 0, end: Math.min(end, tree.end[inner] ?? 0) };
    inner = (tree.skip[inner] ?? limit) - 1;
  }
}

function* leavesIn(tree: FlatTree, node: number, { start, end }: Range): Generator<Range> {
  const limit = tree.skip[node] ?? 0;
  for (let inner = node; inner < limit && (tree.start[inner] ?? 0) < end; inner += 1) {
    if (!isLeaf(tree, inner) || isComment(tree, inner)) continue;
    const from = Math.max(start, tree.start[inner] ?? 0);
    const to = Math.min(end, tree.end[inner] ?? 0);
    if (to > from) yield { start: from, end: to };
  }
}

function isComment(tree: FlatTree, node: number): boolean {
  return isExtra(tree, node) && isNamed(tree, node);
}
