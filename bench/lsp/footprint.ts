import { type Figure, figure, quantile } from '../measure.ts';
import { fileExtension, makeSource } from '../source.ts';
import { measuredLanguages } from './edits.ts';
import { startEditor } from './editor.ts';
import { peakMegabytesOf, residentMegabytesOf } from './process-usage.ts';
import type { Server } from './servers.ts';
import { pause } from './typing-trial.ts';

const starts = 9;
const openFiles = 50;

/** From the start of the process over introduction and opening to the diagnostics of a file of 200 lines. */
export async function measureStart(server: Server, folder: string): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const language of measuredLanguages) {
    const text = makeSource(language, 200);
    const times: number[] = [];
    for (let run = 0; run < starts; run += 1) {
      const begun = performance.now();
      const editor = await startEditor(server, folder);
      await editor.open({ file: `first.${fileExtension(language)}`, languageId: language, text });
      times.push(performance.now() - begun);
      await editor.close();
    }
    figures.push(
      figure(
        `start to first diagnostics, ${language}, 200 lines`,
        quantile(times, 0.5),
        'ms',
        `median of ${starts}, the longest ${Math.max(...times).toFixed(0)} ms`,
      ),
    );
  }
  return figures;
}

/** Memory with 50 open files of 500 lines, half of them of each language, all of them checked and edited. */
export async function measureMemory(server: Server, folder: string): Promise<readonly Figure[]> {
  const editor = await startEditor(server, folder);
  try {
    for (let index = 0; index < openFiles; index += 1) {
      const languageId = measuredLanguages[index % measuredLanguages.length] ?? 'typescript';
      const file = `open-${index}.${fileExtension(languageId)}`;
      await editor.open({ file, languageId, text: makeSource(languageId, 500, index + 1) });
      const at = { line: 0, character: 0 };
      await editor.edit(file, { kind: 'typing', start: at, end: at, text: '\n' });
    }
    await pause(5000);
    const note = `every pack on, ${openFiles / 2} files of each language`;
    return [
      figure('memory with 50 open files of 500 lines', residentMegabytesOf(editor.process), 'MB', note),
      figure('peak memory on the way there', peakMegabytesOf(editor.process), 'MB'),
    ];
  } finally {
    await editor.close();
  }
}
