import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { operations } from '../../core/operations.ts';
import { listFiles, root } from '../architecture/import-graph.ts';

const link = /\[[^\]]*\]\(([^)\s]+)\)/g;
const heading = /^#{1,6} (.+)$/gm;
const fence = /^```[\s\S]*?^```$/gm;
const pages = listFiles(['README.md', 'AGENTS.md', 'CHANGELOG.md', 'docs', 'extension', 'bench', 'examples'], /\.md$/).filter((file) =>
  fs.existsSync(path.join(root, file)),
);

describe('the documentation', () => {
  it('links only to files and headings that exist', () => {
    expect(pages.length).toBeGreaterThan(8);
    expect(pages.flatMap(brokenLinks)).toEqual([]);
  });

  it('describes every command of the command line', () => {
    const page = read('docs/cli.md');
    const commands = new Set(operations.flatMap(({ cli }) => (cli === undefined ? [] : [cli])));
    expect(commands.size).toBeGreaterThan(5);
    expect([...commands].filter((name) => !page.includes(`sentrik ${name}`))).toEqual([]);
  });

  it('describes every tool for agents', () => {
    const page = read('docs/agents.md');
    const tools = operations.flatMap(({ mcp }) => (mcp === undefined ? [] : [mcp]));
    expect(tools.length).toBeGreaterThan(3);
    expect(tools.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

function brokenLinks(page: string): string[] {
  const targets = [...read(page).replaceAll(fence, '').matchAll(link)].map((match) => match[1] ?? '');
  return targets.filter((target) => !/^[a-z]+:/.test(target) && !resolves(page, target)).map((target) => `${page}: ${target}`);
}

function resolves(page: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const resolved = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
  if (!fs.existsSync(path.join(root, resolved))) return false;
  return anchor === undefined || anchorsOf(resolved).includes(anchor);
}

/** As GitHub makes them: lower case, punctuation dropped, spaces to hyphens. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(heading)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

function read(file: string): string {
  return fs.readFileSync(path.join(root, file), 'utf8');
}
