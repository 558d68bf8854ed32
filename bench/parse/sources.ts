import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { languages } from '../../core/scan/languages/index.ts';
import { type AssetGrammarName, grammarNames } from '../../core/scan/tree/grammar.ts';

const largestFile = 1_000_000;
/** C headers are C, and what a language's own list says otherwise. */
const leftOut = /^(\.git|proc|sys)$/;

/** Which endings of file names a grammar is for. */
export function endingsOf(grammar: AssetGrammarName): readonly string[] {
  return languages.filter((language) => language.grammar === grammar).flatMap((language) => language.extensions.map((extension) => `.${extension}`));
}

export function isGrammarName(name: string): name is AssetGrammarName {
  return grammarNames.some((known) => known === name);
}

/** The texts of a grammar's files in a folder and below, each text once, in the order of the folders; files over 1 MB are left out. */
export function* sourcesIn(folder: string, grammar: AssetGrammarName): Generator<{ readonly file: string; readonly text: string }> {
  const endings = endingsOf(grammar);
  const seen = new Set<string>();
  for (const file of filesIn(folder)) {
    if (!endings.some((ending) => file.endsWith(ending))) continue;
    const text = fs.readFileSync(file, 'utf8');
    if (text.length > largestFile) continue;
    const hash = crypto.createHash('md5').update(text).digest('base64');
    if (!seen.has(hash)) yield { file, text };
    seen.add(hash);
  }
}

function* filesIn(folder: string): Generator<string> {
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of fs.readdirSync(next, { withFileTypes: true })) {
      const full = path.join(next, entry.name);
      if (entry.isFile()) yield full;
      else if (entry.isDirectory() && !leftOut.test(entry.name)) folders.push(full);
    }
  }
}
