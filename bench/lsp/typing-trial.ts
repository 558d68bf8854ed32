import { fileExtension, makeSource, type SourceLanguage } from '../source.ts';
import { cpuMillisecondsOf, peakMegabytesOf } from './process-usage.ts';
import { type Answer, type Editor, startEditor } from './editor.ts';
import { type Edit, planEdits } from './edits.ts';
import type { Server } from './servers.ts';

/** What one server took for the edits of one file. */
export interface Trial {
  readonly server: Server;
  /** Milliseconds from each measured edit to the diagnostics of its text, in the order of the edits. */
  readonly times: readonly number[];
  readonly edits: readonly Edit[];
  /** Edits that were made altogether. */
  readonly made: number;
  /** Processor milliseconds of the whole trial, what rests of the typing set off included. */
  readonly cpuMilliseconds: number;
  readonly peakMegabytes: number;
  /** Typed and removed findings that the diagnostics of that very text had, or no longer had. */
  readonly proven: number;
  readonly toProve: number;
  /** Milliseconds from the last edit before a rest to the last diagnostics that came of it; empty where nothing came later. */
  readonly settled: readonly number[];
}

/** Lines from which on a server's `stride` counts. */
const largeText = 10_000;
/** Milliseconds in which a server that pushes may still tell more about a text. */
const rest = 2500;

interface Running {
  readonly server: Server;
  readonly editor: Editor;
  readonly times: number[];
  readonly measured: Edit[];
  readonly settled: number[];
  proven: number;
  cpuBefore: number;
}

/** The same edits of the same text with every server, one edit after the other with each in turn, so that noise meets all of them alike. */
export async function typeInTurns(
  servers: readonly Server[],
  folder: string,
  { language, lines }: { language: SourceLanguage; lines: number },
): Promise<Trial[]> {
  const text = makeSource(language, lines);
  const edits = planEdits(language, text);
  const file = `orders.${fileExtension(language)}`;
  const running: Running[] = [];
  try {
    for (const server of servers)
      running.push({ server, editor: await startEditor(server, folder), times: [], measured: [], settled: [], proven: 0, cpuBefore: 0 });
    for (const { editor } of running) await editor.open({ file, languageId: language, text });
    await pause(rest);
    for (const each of running) each.cpuBefore = cpuMillisecondsOf(each.editor.process);
    for (const [index, edit] of edits.entries()) {
      for (let turn = 0; turn < running.length; turn += 1) {
        const each = running[(index + turn) % running.length];
        if (each !== undefined) await makeEdit(each, file, edit, isMeasured(each, lines, edit, index));
      }
      if (edit.proves === 'more') await settle(running, file);
    }
    const toProve = edits.filter(({ proves }) => proves !== undefined).length;
    return running.map(({ server, editor, times, measured, settled, proven, cpuBefore }) => {
      const cpuMilliseconds = cpuMillisecondsOf(editor.process) - cpuBefore;
      return { server, times, edits: measured, made: edits.length, cpuMilliseconds, peakMegabytes: peakMegabytesOf(editor.process), proven, toProve, settled };
    });
  } finally {
    for (const { editor } of running) await editor.close();
  }
}

/** What is proved is always measured, and so is what happens only a few times. */
function isMeasured({ server: { stride = 1 } }: Running, lines: number, { proves, kind }: Edit, index: number): boolean {
  return lines < largeText || proves !== undefined || kind === 'pasting' || kind === 'undoing' || index % stride === 0;
}

async function makeEdit(each: Running, file: string, edit: Edit, measures: boolean): Promise<void> {
  if (!measures) {
    await each.editor.tell(file, edit);
    return;
  }
  const answer = await each.editor.edit(file, edit);
  each.times.push(answer.milliseconds);
  each.measured.push(edit);
  if (edit.proves !== undefined && isProven(answer, edit)) each.proven += 1;
}

function isProven({ diagnostics }: Answer, { start, proves }: Edit): boolean {
  const isThere = diagnostics.some(({ range }) => range.start.line === start.line);
  return isThere === (proves === 'more');
}

/** Lets the typing rest, and notes when a server told last about the text. */
async function settle(running: readonly Running[], file: string): Promise<void> {
  const begun = performance.now();
  await pause(rest);
  for (const { editor, settled } of running) {
    const at = editor.latest(file)?.at ?? 0;
    if (at > begun) settled.push(at - begun);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
