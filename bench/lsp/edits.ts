import { makeSource, type SourceLanguage } from '../source.ts';

/** Those that other servers check too. */
export const measuredLanguages = ['typescript', 'python'] as const;
export type MeasuredLanguage = (typeof measuredLanguages)[number];

/** 0-based line and UTF-16 character. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** One change as an editor sends it, and what somebody did. */
export interface Edit {
  readonly kind: EditKind;
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
  /** The last one of a statement that is a finding for each server, or the one that takes it away. */
  readonly proves?: 'more' | 'fewer';
}

export const editKinds = ['typing', 'typing in a function', 'typing in a comment', 'typing in a string', 'deleting', 'pasting', 'undoing'] as const;
export type EditKind = (typeof editKinds)[number];

interface Phrases {
  /** A line that is a finding for each server where it stands between top-level pieces. */
  readonly finding: string;
  /** A statement inside a function. */
  readonly statement: string;
  readonly comment: string;
  /** The line that opens the body of a function. */
  readonly body: RegExp;
  /** The end of a string literal. */
  readonly string: RegExp;
}

const phrases: Readonly<Record<SourceLanguage, Phrases>> = {
  typescript: {
    finding: "eval(process.argv[2] ?? '');",
    statement: 'const checked = Math.min(total, limit);',
    comment: '// The sum is checked by hand',
    body: /^export (?:async )?function .*\{$/,
    string: /'[A-Za-z ,]{8,}(?=')/,
  },
  python: {
    finding: 'eval(input("formula: "))',
    statement: 'checked = min(total, limit)',
    comment: '# The sum is checked by hand',
    body: /^def .*:$/,
    string: /"[A-Za-z ,]{8,}(?=")/,
  },
  javascript: {
    finding: "eval(process.argv[2] || '');",
    statement: 'const checked = Math.min(total, limit);',
    comment: '// The sum is checked by hand',
    body: /^(?:async )?function .*\{$/,
    string: /'[A-Za-z ,]{8,}(?=')/,
  },
  java: {
    finding: 'class Token { byte[] of(byte[] b) throws Exception { return MessageDigest.getInstance("MD5").digest(b); } }',
    statement: 'int checked = Math.min(total, limit);',
    comment: '// The sum is checked by hand',
    body: /^ {2}static .*\{$/,
    string: /"[A-Za-z ,]{8,}(?=")/,
  },
  go: {
    finding: 'func weak(b []byte) [16]byte { return md5.Sum(b) }',
    statement: 'checked := min(total, limit)',
    comment: '// The sum is checked by hand',
    body: /^func .*\{$/,
    string: /"[A-Za-z ,]{8,}(?=")/,
  },
};

const pastedLines = 30;

/** What somebody does in a file, each edit speaking about the text that those before it left. */
export function planEdits(language: SourceLanguage, text: string): readonly Edit[] {
  const plan = openPlan(text);
  const { finding, statement, comment, body, string } = phrases[language];
  for (const share of [0.02, 0.5, 0.97]) {
    const line = emptyLine(plan.lines, share);
    plan.type('typing', { line, character: 0 }, finding, 'more');
    plan.replace('undoing', { line, character: 0 }, { line, character: finding.length }, { text: '', proves: 'fewer' });
  }
  const inside = lineLike(plan.lines, body, 0.55);
  plan.replace('typing in a function', endOf(plan.lines, inside), endOf(plan.lines, inside), { text: '\n    ' });
  plan.type('typing in a function', { line: inside + 1, character: 4 }, statement);
  plan.erase('deleting', { line: inside + 1, character: 4 + statement.length }, 12);
  const beside = emptyLine(plan.lines, 0.3);
  plan.type('typing in a comment', { line: beside, character: 0 }, comment);
  const quoted = lineLike(plan.lines, string, 0.7);
  const found = string.exec(plan.lines[quoted] ?? '');
  plan.type('typing in a string', { line: quoted, character: (found?.index ?? 0) + (found?.[0].length ?? 0) }, ' and then');
  for (const share of [0.1, 0.6]) {
    const line = emptyLine(plan.lines, share);
    const pasted = makeSource(language, pastedLines, 77).split('\n').slice(0, pastedLines).join('\n');
    plan.replace('pasting', { line, character: 0 }, { line, character: 0 }, { text: `${pasted}\n` });
    plan.replace('undoing', { line, character: 0 }, { line: line + pastedLines, character: 0 }, { text: '' });
  }
  return plan.edits;
}

interface Plan {
  readonly lines: readonly string[];
  readonly edits: readonly Edit[];
  type(kind: EditKind, at: Place, text: string, proves?: Edit['proves']): void;
  erase(kind: EditKind, end: Place, count: number): void;
  replace(kind: EditKind, start: Place, end: Place, change: Pick<Edit, 'text' | 'proves'>): void;
}

function openPlan(text: string): Plan {
  const lines = text.split('\n');
  const edits: Edit[] = [];
  const plan: Plan = {
    lines,
    edits,
    replace(kind, start, end, change) {
      edits.push({ kind, start, end, ...change });
      const before = (lines[start.line] ?? '').slice(0, start.character);
      const after = (lines[end.line] ?? '').slice(end.character);
      lines.splice(start.line, end.line - start.line + 1, ...`${before}${change.text}${after}`.split('\n'));
    },
    type(kind, { line, character }, typed, proves) {
      for (const [index, letter] of typed.split('').entries()) {
        const at = { line, character: character + index };
        plan.replace(kind, at, at, { text: letter, ...(proves === undefined || index < typed.length - 1 ? {} : { proves }) });
      }
    },
    erase(kind, { line, character }, count) {
      for (let index = 1; index <= count; index += 1) {
        plan.replace(kind, { line, character: character - index }, { line, character: character - index + 1 }, { text: '' });
      }
    },
  };
  return plan;
}

/** An empty line between top-level pieces at about this share of the file. */
function emptyLine(lines: readonly string[], share: number): number {
  const empty = lines.flatMap((line, index) => (line === '' && /^[A-Za-z@]/.test(lines[index + 1] ?? '') ? [index] : []));
  return empty[Math.floor(share * empty.length)] ?? 0;
}

function lineLike(lines: readonly string[], wanted: RegExp, share: number): number {
  const found = lines.flatMap((line, index) => (wanted.test(line) ? [index] : []));
  return found[Math.floor(share * found.length)] ?? 0;
}

function endOf(lines: readonly string[], line: number): Place {
  return { line, character: (lines[line] ?? '').length };
}
