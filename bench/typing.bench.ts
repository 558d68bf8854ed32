import { type LanguageClient, startLanguageClient } from './language-client.ts';
import { type Bench, type Figure, figure, inTemporaryFolder, quantile, watchUsage } from './measure.ts';
import { makeSource, sourceLanguages, type SourceLanguage } from './source.ts';

const sizes = [1000, 10_000] as const;
const places = 4;

/** Typed character by character on an empty line between top-level pieces; complete, each is a finding. */
const typed: Readonly<Record<SourceLanguage, { readonly file: string; readonly text: string }>> = {
  typescript: { file: 'orders.ts', text: "eval(process.argv[2] ?? '');" },
  javascript: { file: 'orders.js', text: "eval(process.argv[2] || '');" },
  python: { file: 'orders.py', text: 'eval(input("formula: "))' },
  java: { file: 'Orders.java', text: 'class Token { byte[] of(byte[] b) throws Exception { return MessageDigest.getInstance("MD5").digest(b); } }' },
  go: { file: 'orders.go', text: 'func weak(b []byte) [16]byte { return md5.Sum(b) }' },
};

export const typing: Bench = {
  name: 'typing',
  title: 'Edit to diagnostics',
  how: `one keystroke to the diagnostics of that text, over stdio with dist/lsp.js; a statement is typed character by character at ${places} places`,
  run: () => inTemporaryFolder(measureAll),
};

async function measureAll(folder: string): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const language of sourceLanguages) {
    for (const lines of sizes) figures.push(...(await measure(folder, language, lines)));
  }
  return figures;
}

async function measure(folder: string, language: SourceLanguage, lines: number): Promise<readonly Figure[]> {
  const client = await startLanguageClient(folder);
  const usage = watchUsage(client.process);
  try {
    const text = makeSource(language, lines);
    const begun = performance.now();
    const opened = await client.open(typed[language].file, language, text);
    const firstOpen = performance.now() - begun;
    const before = usage.now().cpuMilliseconds;
    const { times, found } = await typeStatements(client, language, text);
    const { cpuMilliseconds, peakMegabytes } = usage.stop();
    const name = `${language}, ${lines} lines`;
    const check = `${opened.diagnostics.length} findings at first, ${found} of ${places} typed ones found`;
    return [
      figure(`${name}: p50`, quantile(times, 0.5), 'ms', `${times.length} keystrokes`),
      figure(`${name}: p95`, quantile(times, 0.95), 'ms', check),
      figure(`${name}: processor time per keystroke`, (cpuMilliseconds - before) / times.length, 'ms', 'mean'),
      figure(`${name}: first open`, firstOpen, 'ms', 'loads the grammar and the rules'),
      figure(`${name}: peak memory`, peakMegabytes, 'MB'),
    ];
  } finally {
    usage.stop();
    await client.close();
  }
}

async function typeStatements(client: LanguageClient, language: SourceLanguage, text: string): Promise<{ times: number[]; found: number }> {
  const times: number[] = [];
  let found = 0;
  for (const line of emptyLines(text)) {
    let before = -1;
    let after = -1;
    for (const [column, character] of typed[language].text.split('').entries()) {
      const { milliseconds, published } = await client.type({ line, column, text: character });
      times.push(milliseconds);
      if (before < 0) before = published.diagnostics.length;
      after = published.diagnostics.length;
    }
    if (after > before) found += 1;
  }
  return { times, found };
}

/** Empty lines between top-level pieces, spread over the file. */
function emptyLines(text: string): number[] {
  const lines = text.split('\n');
  const empty = lines.flatMap((line, index) => (line === '' && /^[A-Za-z@]/.test(lines[index + 1] ?? '') ? [index] : []));
  return Array.from({ length: places }, (_none, place) => empty[Math.floor(((place + 0.5) / places) * empty.length)] ?? 0);
}
