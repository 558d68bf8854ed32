import fs from 'node:fs';
import path from 'node:path';
import { expectedOfAnyRule } from './annotations.ts';
import type { RuleTest } from './rule-test.ts';

interface Block {
  readonly language: string;
  readonly lines: ReadonlySet<number>;
  readonly text: string;
}

const fence = /^```(?<language>[\w+#-]*)(?<rest>[^\n]*)\n(?<text>[\s\S]*?)^```/gm;
const highlighted = /(?:highlight=)?\{(?<lines>[\d,\s-]+)\}/;

/** Rules in the pages of a documentation folder, each with the code block after it that marks lines or carries annotations. */
export function docExamples(folder: string): readonly RuleTest[] {
  if (!fs.existsSync(folder)) return [];
  const pages = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mdx') || name.endsWith('.md'));
  return pages.sort().flatMap((page) => examplesOf(page, fs.readFileSync(path.join(folder, page), 'utf8')));
}

function examplesOf(page: string, text: string): readonly RuleTest[] {
  const blocks = [...text.matchAll(fence)].map(({ groups = {} }) => ({
    language: groups.language ?? '',
    lines: linesOf(groups.rest ?? ''),
    text: groups.text ?? '',
  }));
  return blocks.flatMap((block, index) => {
    const code = blocks[index + 1];
    if (!/^(?:ya?ml)$/.test(block.language) || !/^rules:/m.test(block.text) || code === undefined) return [];
    const must = expectation(code);
    if (must === undefined) return [];
    const name = `docs/${page}#${index}`;
    const target = { path: `example.${code.language}`, text: code.text, must };
    return [{ name, suite: 'docs', rules: block.text, targets: [target], whole: true, fixOnly: false }];
  });
}

function expectation(code: Block): ReadonlySet<number> | undefined {
  if (/^(?:ya?ml|)$/.test(code.language) && /^rules:/m.test(code.text)) return undefined;
  const annotated = expectedOfAnyRule(code.text).must;
  if (annotated.size > 0) return annotated;
  return code.lines.size > 0 ? code.lines : undefined;
}

function linesOf(rest: string): ReadonlySet<number> {
  const ranges = highlighted.exec(rest)?.groups?.lines?.split(',') ?? [];
  return new Set(
    ranges.flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
    }),
  );
}
