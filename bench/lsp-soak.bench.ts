import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Edit, type MeasuredLanguage, measuredLanguages } from './lsp/edits.ts';
import { type Editor, startEditor } from './lsp/editor.ts';
import { residentMegabytesOf } from './lsp/process-usage.ts';
import { ours } from './lsp/servers.ts';
import { pause } from './lsp/typing-trial.ts';
import { type Bench, type Figure, figure, inTemporaryFolder, type Options, quantile, root } from './measure.ts';
import { makeSource, randomNumbers } from './source.ts';

const openFiles = 50;
const lines = 500;
const defaultMinutes = 30;
/** Edits in a row in one file, as somebody types before turning to another. */
const mostInARow = 30;
const gap = 20;

/** `--minutes` (default 30) and `--seed` of the edits. */
export const lspSoak: Bench = {
  name: 'lsp-soak',
  title: 'Language server over time',
  how: `random edits without a pause, ${gap} ms after each answer, in ${openFiles} open files of ${lines} lines with every pack on; once a minute the memory of the process and its JavaScript heap after a garbage collection`,
  explicit: true,
  run: (options) => inTemporaryFolder((folder) => soak(folder, options)),
};

async function soak(folder: string, { minutes = defaultMinutes, seed = 1 }: Options): Promise<readonly Figure[]> {
  const probe = path.join(folder, 'memory.json');
  const own = ours(folder);
  const flags = ['--expose-gc', `--import=${pathToFileURL(path.join(root, 'bench/lsp/memory-probe.mjs')).href}`];
  const editor = await startEditor({ ...own, argv: [...flags, ...own.argv], environment: { MEMORY_PROBE_FILE: probe } }, folder);
  try {
    const files = Array.from({ length: openFiles }, (_none, index) => openText(index));
    for (const { file, language, text } of files) await editor.open({ file, languageId: language, text: text.join('\n') });
    return await editFor(editor, { files, probe, minutes, next: randomNumbers(seed) });
  } finally {
    await editor.close();
  }
}

interface Text {
  readonly file: string;
  readonly language: MeasuredLanguage;
  readonly first: readonly string[];
  text: string[];
}

function openText(index: number): Text {
  const language = measuredLanguages[index % measuredLanguages.length] ?? 'typescript';
  const first = makeSource(language, lines, index + 1).split('\n');
  return { file: `soak-${index}.${language === 'python' ? 'py' : 'ts'}`, language, first, text: [...first] };
}

interface Soaking {
  readonly files: readonly Text[];
  readonly probe: string;
  readonly minutes: number;
  readonly next: (limit: number) => number;
}

async function editFor(editor: Editor, { files, probe, minutes, next }: Soaking): Promise<readonly Figure[]> {
  const samples: { readonly resident: number; readonly heap: number }[] = [];
  const times: number[] = [];
  const begun = performance.now();
  for (let minute = 0; minute <= minutes; minute += 1) {
    while (performance.now() - begun < minute * 60_000) await editInARow(editor, files[next(files.length)], { next, times });
    const heap = await heapAfterCollection(editor, probe);
    samples.push({ resident: residentMegabytesOf(editor.process), heap });
    console.log(`minute ${minute}: ${samples.at(-1)?.resident.toFixed(0)} MB, heap after collection ${heap.toFixed(1)} MB, ${times.length} edits`);
  }
  return figuresOf(samples, times);
}

function figuresOf(samples: readonly { readonly resident: number; readonly heap: number }[], times: readonly number[]): readonly Figure[] {
  // The first minutes fill what is kept on purpose.
  const settled = samples.slice(Math.min(5, Math.floor(samples.length / 3)));
  const early = settled.slice(0, Math.ceil(settled.length / 2));
  const late = settled.slice(Math.floor(settled.length / 2));
  const middle = (part: typeof samples, of: 'resident' | 'heap') =>
    quantile(
      part.map((sample) => sample[of]),
      0.5,
    );
  return [
    figure('edits', times.length, 'edits', `p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`),
    figure('heap after collection, first half', middle(early, 'heap'), 'MB', 'median, without the first minutes'),
    figure('heap after collection, second half', middle(late, 'heap'), 'MB', 'median'),
    figure('memory, first half', middle(early, 'resident'), 'MB', 'median, without the first minutes'),
    figure('memory, second half', middle(late, 'resident'), 'MB', 'median'),
    figure('most memory at a sample', Math.max(...samples.map(({ resident }) => resident)), 'MB', samples.map(({ resident }) => resident.toFixed(0)).join(' ')),
  ];
}

interface Typist {
  readonly next: (limit: number) => number;
  readonly times: number[];
}

async function editInARow(editor: Editor, target: Text | undefined, { next, times }: Typist): Promise<void> {
  if (target === undefined) return;
  const count = 1 + next(mostInARow);
  for (let index = 0; index < count; index += 1) {
    const edit = target.text.length > lines * 1.3 || target.text.length < lines * 0.7 ? restore(target) : randomEdit(target, next);
    change(target.text, edit);
    const { milliseconds } = await editor.edit(target.file, edit);
    times.push(milliseconds);
    await pause(gap);
  }
}

/** The whole text as it was at first. */
function restore({ first, text }: Text): Edit {
  const last = text.length - 1;
  return { kind: 'undoing', start: { line: 0, character: 0 }, end: { line: last, character: (text[last] ?? '').length }, text: first.join('\n') };
}

const inserted = [
  'a',
  'x1',
  ' ',
  '(',
  ')',
  '{',
  '}',
  '"',
  "'",
  '\n',
  '  ',
  '# ',
  '// ',
  'é',
  '\u{1f511}',
  'eval(input)',
  'password = "hunter2hunter2"',
  'request.args.get("q")',
];

function randomEdit({ text, language }: Text, next: Typist['next']): Edit {
  const line = next(text.length);
  const character = boundary(text[line] ?? '', next((text[line] ?? '').length + 1));
  const start = { line, character };
  const action = next(10);
  if (action < 6) return { kind: 'typing', start, end: start, text: inserted[next(inserted.length)] ?? 'a' };
  if (action < 8) return { kind: 'deleting', start, end: { line, character: boundary(text[line] ?? '', character + next(8)) }, text: '' };
  if (action === 8) return { kind: 'pasting', start, end: start, text: makeSource(language, 20, next(1000)).split('\n').slice(-20).join('\n') };
  const endLine = Math.min(text.length - 1, line + next(20));
  const end = {
    line: endLine,
    character: boundary(text[endLine] ?? '', endLine === line ? (text[line] ?? '').length : next((text[endLine] ?? '').length + 1)),
  };
  return { kind: 'deleting', start, end, text: '' };
}

/** Not inside of a character that takes two units. */
function boundary(line: string, at: number): number {
  const within = Math.min(at, line.length);
  const code = line.charCodeAt(within);
  return code >= 0xdc00 && code <= 0xdfff ? within - 1 : within;
}

function change(text: string[], { start, end, text: added }: Edit): void {
  const before = (text[start.line] ?? '').slice(0, start.character);
  const after = (text[end.line] ?? '').slice(end.character);
  text.splice(start.line, end.line - start.line + 1, ...`${before}${added}${after}`.split('\n'));
}

/** Megabytes of JavaScript objects that are still in use. */
async function heapAfterCollection(editor: Editor, probe: string): Promise<number> {
  fs.rmSync(probe, { force: true });
  editor.process.kill('SIGUSR2');
  while (!fs.existsSync(probe)) await pause(50);
  const { heapUsed }: { heapUsed: number } = JSON.parse(fs.readFileSync(probe, 'utf8'));
  return heapUsed / 2 ** 20;
}
