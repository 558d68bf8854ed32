/** What a comment in a target file says about the line of code below it. */
export type Expectation = 'ruleid' | 'ok' | 'todoruleid' | 'todook';

/** One rule named by one comment. `line` is the 0-based line of code that it speaks about. */
export interface Annotation {
  readonly expectation: Expectation;
  readonly ruleId: string;
  readonly line: number;
}

const opener = String.raw`(?:#|\/\/|\/\*+|<!--|--|;+|%|\(\*|\{-|'|"|<%--|REM\s|\*|::|\bdnl\b)`;
const comment = new RegExp(String.raw`(?:^|\s|\{|[;,)}\]>])${opener}[\s#/*!;-]*(?<word>(?:todo|pro|deep)*(?:ruleid|ok))\s*:\s*(?<ids>.*)$`, 'i');
const idShape = /^[A-Za-z0-9][A-Za-z0-9._:/()-]*/;
const known: ReadonlySet<string> = new Set(['ruleid', 'ok', 'todoruleid', 'todook']);

/**
 * Reads `ruleid: a, b`, `ok:`, `todoruleid:` and `todook:` from comments of any syntax. Each speaks about the next line that is not itself
 * such a comment. Words for other editions of the same syntax (`proruleid`, `deepok`, …) are passed over.
 */
export function readAnnotations(text: string): readonly Annotation[] {
  const lines = text.split(/\r\n|\n|\r/);
  const found: Annotation[] = [];
  let open: Omit<Annotation, 'line'>[] = [];
  for (const [line, content] of lines.entries()) {
    const read = comment.exec(content);
    if (read !== null) open.push(...expectationsOf(read.groups?.word ?? '', read.groups?.ids ?? ''));
    else if (open.length > 0) {
      found.push(...open.map((each) => ({ ...each, line })));
      open = [];
    }
  }
  return found;
}

/** Whether an annotation names a rule: by its id, or by the last part of a dotted path that ends in it. */
export function namesRule(written: string, ruleId: string): boolean {
  return written === ruleId || written.endsWith(`.${ruleId}`) || ruleId.endsWith(`.${written}`);
}

function expectationsOf(word: string, ids: string): readonly Omit<Annotation, 'line'>[] {
  const expectation = asExpectation(word.toLowerCase());
  if (expectation === undefined) return [];
  const read: Omit<Annotation, 'line'>[] = [];
  for (const part of ids.split(',')) {
    const ruleId = idShape.exec(part.trim())?.[0].replace(/[-:]+$/, '');
    if (ruleId === undefined) break;
    read.push({ expectation, ruleId });
  }
  return read;
}

function asExpectation(word: string): Expectation | undefined {
  if (!known.has(word)) return undefined;
  if (word === 'ok' || word === 'ruleid' || word === 'todook') return word;
  return 'todoruleid';
}
