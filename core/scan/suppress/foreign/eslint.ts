import { type DirectiveReader, type ForeignDirective, type ForeignText, markerPlace } from './directive.ts';

const languages = new Set(['javascript', 'typescript', 'tsx', 'vue', 'svelte', 'html']);
/** Ranges are block comments; directives for one line may be either kind. */
const block = /(?:\/\*|<!--)\s*eslint-(disable|enable)(-next-line|-line)?(?![\w-])([\s\S]*?)(?:\*\/|-->)/g;
const line = /\/\/[ \t]*eslint-(disable)(-next-line|-line)(?![\w-])([^\r\n]*)/g;

interface Comment {
  readonly action: string;
  readonly target: string | undefined;
  readonly rules: readonly string[];
  readonly reason: string;
  readonly from: number;
  readonly to: number;
}

/** ESLint: `eslint-disable-line`, `eslint-disable-next-line`, and ranges from `eslint-disable` to `eslint-enable` or the end, with rules or without. */
export const readEslint: DirectiveReader = (source) => {
  if (!languages.has(source.language?.id ?? '') || !source.text.includes('eslint-disable')) return [];
  const comments = [...source.text.matchAll(block), ...source.text.matchAll(line)]
    .flatMap((match) => readComment(source, match))
    .sort((a, b) => a.from - b.from);
  return comments.flatMap((comment, index) => toDirectives(comment, comments.slice(index + 1), source));
};

function readComment(source: ForeignText, match: RegExpExecArray): readonly Comment[] {
  const [whole, action = '', target, body = ''] = match;
  if (markerPlace(source, match.index + whole.indexOf('eslint')) === undefined) return [];
  const [list = '', reason = ''] = body.split(/\s-{2,}\s/);
  const from = source.lines.positionAt(match.index).line;
  const to = source.lines.positionAt(match.index + whole.length - 1).line;
  const rules = list.split(',').flatMap((rule) => (rule.trim() === '' ? [] : rule.trim()));
  return [{ action, target, rules, reason: reason.trim(), from, to }];
}

function toDirectives({ action, target, rules, reason, from, to }: Comment, later: readonly Comment[], { lines }: ForeignText): readonly ForeignDirective[] {
  if (action !== 'disable') return [];
  const named = rules.length === 0 ? {} : { rules };
  if (target === '-next-line') return [{ tool: 'eslint', reason, from: to + 1, to: to + 1, ...named }];
  if (target === '-line') return from === to ? [{ tool: 'eslint', reason, from, to, ...named }] : [];
  if (rules.length === 0) return [{ tool: 'eslint', reason, from, to: endOf(later, undefined, lines.lineCount) }];
  return rules.map((rule) => ({ tool: 'eslint', reason, from, to: endOf(later, rule, lines.lineCount), rules: [rule] }));
}

/** Where the rule is on again; a range for all rules ends where any is. */
function endOf(later: readonly Comment[], rule: string | undefined, end: number): number {
  const enable = later.find(({ action, rules }) => action === 'enable' && (rules.length === 0 || rule === undefined || rules.includes(rule)));
  return enable?.from ?? end;
}
