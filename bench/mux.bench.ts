import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ConnectedServer, connectServer } from './language-server.ts';
import { type Bench, cli, type Figure, figure, inTemporaryFolder, quantile, root } from './measure.ts';
import { pause } from './lsp/typing-trial.ts';
import { makeSource } from './source.ts';

const server = path.join(root, 'node_modules/typescript-language-server/lib/cli.mjs');
const tsserver = path.join(root, 'node_modules/@vtsls/language-service/node_modules/typescript/lib/tsserver.js');
const lines = 1000;
const warmUps = 40;
const samples = 300;
/** Milliseconds after an edit until the next way has its turn: what the edit set off is over by then, and the diagnostics of a longer rest do not begin. */
const breath = 20;
const word = /\b[a-z]\w{3,}\b/g;
const finding = "eval(process.argv[2] ?? '');";

/** `--only rest` hovers over a text that nobody edits, `--only edits` right after each edit. */
export const mux: Bench = {
  name: 'mux',
  title: 'Language server multiplexer',
  how: `hovers over ${lines} lines of TypeScript, each asked in turn of typescript-language-server directly, of a second one directly (what differs there is noise) and of dist/cli.js in front of a third one; who is first changes each time. What is added is the difference within each turn`,
  run: ({ only }) => inTemporaryFolder((folder) => measure(folder, only)),
};

/** One of the ways to the same server. */
type Way = ConnectedServer<unknown>;

interface Place {
  readonly line: number;
  readonly character: number;
}

async function measure(folder: string, only: string | undefined): Promise<readonly Figure[]> {
  const text = `${makeSource('typescript', lines)}\n${finding}\n\n`;
  fs.writeFileSync(path.join(folder, 'orders.ts'), text);
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), '{"compilerOptions":{"strict":true,"lib":["es2020"],"types":[]},"include":["*.ts"]}');
  const uri = pathToFileURL(path.join(folder, 'orders.ts')).href;
  const direct = await start(folder, [server, '--stdio']);
  const second = await start(folder, [server, '--stdio']);
  const wrapped = await start(folder, [cli, 'lsp', '--stdio', '--wrap', `'${process.execPath}' '${server}' --stdio`]);
  const ways = [direct, second, wrapped];
  try {
    const opened = findingsOf(wrapped, uri);
    for (const { connection } of ways)
      await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } });
    await opened;
    const place = openPlaces(uri, text);
    await inTurns(ways, warmUps, (way, turn) => hover(way, uri, place.anywhere(turn)));
    return [...(only === 'edits' ? [] : await measureResting(ways, place)), ...(only === 'rest' ? [] : await measureEdits(ways, place))];
  } finally {
    for (const way of ways) await stop(way);
  }
}

interface Places {
  readonly uri: string;
  /** A word of the text by turn, without a finding. */
  readonly anywhere: (turn: number) => Place;
  /** In the finding of ours. */
  readonly found: Place;
  /** Puts a letter more into a comment on the last line. */
  readonly edit: (turn: number) => object;
}

function openPlaces(uri: string, text: string): Places {
  const all = text.split('\n');
  const places = placesIn(makeSource('typescript', lines));
  const found: Place = { line: all.indexOf(finding), character: 2 };
  const line = all.length - 1;
  const typed = '// typed by hand, ';
  return {
    uri,
    found,
    anywhere: (turn) => places[(turn * 7) % places.length] ?? found,
    edit(turn) {
      const at = { line, character: turn };
      return { textDocument: { uri, version: turn + 2 }, contentChanges: [{ range: { start: at, end: at }, text: typed[turn % typed.length] }] };
    },
  };
}

async function measureResting(ways: readonly Way[], { uri, anywhere, found }: Places): Promise<readonly Figure[]> {
  return [
    ...figures('hover', await inTurns(ways, samples, (way, turn) => hover(way, uri, anywhere(turn)))),
    ...figures('hover at a finding of ours', await inTurns(ways, samples, (way) => hover(way, uri, found))),
  ];
}

async function measureEdits(ways: readonly Way[], { uri, anywhere, found, edit }: Places): Promise<readonly Figure[]> {
  const typed = async (way: Way, place: Place, turn: number) => {
    await way.connection.sendNotification('textDocument/didChange', edit(turn));
    const milliseconds = await hover(way, uri, place);
    await pause(breath);
    return milliseconds;
  };
  await inTurns(ways, warmUps, (way, turn) => typed(way, anywhere(turn), turn));
  const elsewhere = await inTurns(ways, samples, (way, turn) => typed(way, anywhere(turn), warmUps + turn));
  const there = await inTurns(ways, samples, (way, turn) => typed(way, found, warmUps + samples + turn));
  return [...figures('hover right after an edit', elsewhere), ...figures('hover at a finding right after an edit', there)];
}

function figures(name: string, [direct = [], second = [], wrapped = []]: readonly (readonly number[])[]): Figure[] {
  const added = wrapped.map((milliseconds, turn) => milliseconds - (direct[turn] ?? 0));
  const noise = second.map((milliseconds, turn) => milliseconds - (direct[turn] ?? 0));
  return [
    figure(`${name}, directly: p50`, quantile(direct, 0.5), 'ms', `${direct.length} each`),
    figure(`${name}, directly: p95`, quantile(direct, 0.95), 'ms'),
    figure(`${name}, through the multiplexer: p50`, quantile(wrapped, 0.5), 'ms'),
    figure(`${name}, through the multiplexer: p95`, quantile(wrapped, 0.95), 'ms'),
    figure(`${name}: p95 against p95`, quantile(wrapped, 0.95) - quantile(direct, 0.95), 'ms', `noise ${difference(second, direct, 0.95)}`),
    figure(`${name}: added, p50`, quantile(added, 0.5), 'ms', `noise ${quantile(noise, 0.5).toFixed(2)}`),
    figure(`${name}: added, p95`, quantile(added, 0.95), 'ms', `noise ${quantile(noise, 0.95).toFixed(2)}`),
  ];
}

function difference(one: readonly number[], other: readonly number[], share: number): string {
  return (quantile(one, share) - quantile(other, share)).toFixed(2);
}

/** Milliseconds by way; who is first changes each time. */
async function inTurns(ways: readonly Way[], count: number, act: (way: Way, turn: number) => Promise<number>): Promise<number[][]> {
  const times: number[][] = ways.map(() => []);
  for (let turn = 0; turn < count; turn += 1) {
    for (let step = 0; step < ways.length; step += 1) {
      const index = (turn + step) % ways.length;
      const way = ways[index];
      if (way !== undefined) times[index]?.push(await act(way, turn));
    }
  }
  return times;
}

/** Resolves when our findings were told. */
function findingsOf({ connection }: Way, uri: string): Promise<void> {
  return new Promise((resolve) => {
    connection.onNotification('textDocument/publishDiagnostics', (published: { uri: string; diagnostics: readonly { source?: string }[] }) => {
      if (published.uri === uri && published.diagnostics.some(({ source }) => source === 'sentrik')) resolve();
    });
  });
}

async function hover({ connection }: Way, uri: string, position: Place): Promise<number> {
  const begun = performance.now();
  await connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
  return performance.now() - begun;
}

/** Places inside the words of a text. */
function placesIn(text: string): Place[] {
  return text.split('\n').flatMap((content, line) => [...content.matchAll(word)].map(({ index }) => ({ line, character: index + 1 })));
}

function start(folder: string, argv: readonly string[]): Promise<Way> {
  const introduction = {
    initializationOptions: { tsserver: { path: tsserver }, disableAutomaticTypingAcquisition: true },
    capabilities: { textDocument: { publishDiagnostics: { versionSupport: true }, hover: { contentFormat: ['markdown', 'plaintext'] } } },
  };
  return connectServer(folder, { program: process.execPath, argv }, introduction);
}

async function stop({ child, connection }: Way): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await ended;
  connection.dispose();
}
