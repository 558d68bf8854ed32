import fs from 'node:fs';
import path from 'node:path';
import { type Figure, figure, quantile } from '../measure.ts';
import { makeSource, type SourceLanguage } from '../source.ts';
import { startAgent } from './agent.ts';
import { commitAll } from './commit.ts';

const lines = 500;
const warmUp = 15;
const rounds = 120;
const files = { typescript: 'orders.ts', python: 'orders.py' } as const;

/** `check` of files that are edited between the calls, in a repository, so that changed lines are told: each round writes a line anew. */
export async function checkTimes(folder: string): Promise<readonly Figure[]> {
  const project = path.join(folder, 'project');
  fs.mkdirSync(project);
  for (const [language, name] of Object.entries(files)) fs.writeFileSync(path.join(project, name), sourceOf(language));
  commitAll(project);
  const agent = await startAgent(project, path.join(folder, 'cache'));
  const figures: Figure[] = [];
  try {
    for (const [language, name] of Object.entries(files)) {
      const times = await timesOf(name, sourceOf(language));
      figures.push(figure(`check of ${lines} lines of ${language}, warm: p50`, quantile(times, 0.5), 'ms'));
      figures.push(figure(`check of ${lines} lines of ${language}, warm: p95`, quantile(times, 0.95), 'ms', 'at most 20'));
    }
  } finally {
    agent.close();
  }
  return figures;

  async function timesOf(name: string, text: string): Promise<readonly number[]> {
    const times: number[] = [];
    for (let round = 0; round < warmUp + rounds; round += 1) {
      fs.writeFileSync(path.join(project, name), edited(text, round, name.endsWith('.py') ? '#' : '//'));
      const begun = performance.now();
      const { since } = await agent.call('check', { path: name });
      if (round >= warmUp) times.push(performance.now() - begun);
      if (since !== 'HEAD') throw new Error('The file was not compared with what is committed');
    }
    return times;
  }
}

function sourceOf(language: string): string {
  return makeSource(language === 'python' ? 'python' : ('typescript' satisfies SourceLanguage), lines);
}

/** The text with a comment behind one of its lines, another line each round. */
function edited(text: string, round: number, comment: string): string {
  const all = text.split('\n');
  const at = (round * 37) % Math.max(1, all.length - 1);
  return all.toSpliced(at, 1, `${all[at] ?? ''} ${comment} ${round}`).join('\n');
}
