/** Lines (1-based) where a finding must be, and lines that only tell of a known gap. */
export interface ExpectedLines {
  readonly must: ReadonlySet<number>;
  /** The text speaks of this rule at all. */
  readonly annotated: boolean;
}

const comments: readonly (readonly [string, string])[] = [
  ['#', ''],
  ['//', ''],
  ['<!--', '-->'],
  ['(*', '*)'],
  ['/*', '*/'],
  ['{/*', '*/}'],
  ["'", ''],
  [';;', ''],
];
const annotation = /^(?<engine>pro|deep)?(?<kind>ruleid|ok|todoruleid|todook):(?<rest>[\s\S]*)$/;
const ruleName = /^[\w.\-/:]+$/;

/** `ruleid:` and the like of one rule: the line after `ruleid:` and `todook:` must have a finding, every other line none. */
export function expectedOfRule(text: string, ruleId: string): ExpectedLines {
  const must = new Set<number>();
  let annotated = false;
  for (const { kind, id, line } of annotationsOf(text)) {
    if (!isSameRule(id, ruleId)) continue;
    annotated = true;
    if (kind === 'ruleid' || kind === 'todook') must.add(line + 1);
  }
  return { must, annotated };
}

/** Tests of an engine itself: any `ruleid:` or `todook:` on the line before, whatever the rule is called. */
export function expectedOfAnyRule(text: string): ExpectedLines {
  return linesAfter(text, /\b(?:ruleid|todook):/);
}

/** Tests of one pattern: the line after `ERROR:` or `MATCH:`. */
export function expectedOfPattern(text: string): ExpectedLines {
  return linesAfter(text, /(?:ERROR|MATCH):/);
}

function linesAfter(text: string, mark: RegExp): ExpectedLines {
  const must = new Set(text.split('\n').flatMap((line, index) => (mark.test(line) ? [index + 2] : [])));
  return { must, annotated: true };
}

interface Annotation {
  readonly kind: string;
  readonly id: string;
  readonly line: number;
}

function annotationsOf(text: string): readonly Annotation[] {
  return text.split('\n').flatMap((line, index) => {
    const comment = commentOf(line.trim());
    return comment === undefined ? [] : annotationsIn(comment.trim(), index + 1);
  });
}

function annotationsIn(comment: string, line: number): readonly Annotation[] {
  const found = annotation.exec(comment)?.groups;
  if (found === undefined || found.engine !== undefined) return [];
  let rest = (found.rest ?? '').trim();
  for (let again = annotation.exec(rest); again !== null; again = annotation.exec(rest)) rest = (again.groups?.rest ?? '').trim();
  const names = rest.split(/[ \t]*,[ \t]*/).map((name) => name.trim());
  return names.filter((name) => ruleName.test(name)).map((id) => ({ kind: found.kind ?? '', id, line }));
}

function commentOf(line: string): string | undefined {
  for (const [open, close] of comments) {
    if (!line.startsWith(open)) continue;
    const inner = line.slice(open.length);
    return close !== '' && inner.endsWith(close) ? inner.slice(0, -close.length) : inner;
  }
  return undefined;
}

/** Rules may be named with the path of their file before them. */
function isSameRule(a: string, b: string): boolean {
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}
