import { type Edit, editKinds, measuredLanguages } from './lsp/edits.ts';
import { measureMemory, measureStart } from './lsp/footprint.ts';
import { openServers, ours, type Server } from './lsp/servers.ts';
import { type Trial, typeInTurns } from './lsp/typing-trial.ts';
import { type Bench, type Figure, figure, inTemporaryFolder, type Options, quantile } from './measure.ts';
import { peerVersions } from './scan/peers.ts';
import { type SourceLanguage, sourceLanguages } from './source.ts';

const sizes = [200, 1000, 10_000] as const;

/**
 * `--only` names, with commas, servers, languages, numbers of lines, or `start` and `memory`; languages that only the product checks are measured
 * when they are named. `--kinds` tells the times of each kind of edit too.
 */
export const lsp: Bench = {
  name: 'lsp',
  title: 'Language servers',
  how: 'one edit to the diagnostics of that very text over stdio: the same files and edits for every server, edit by edit in turn. Sentrik (dist/lsp.js) has all its packs on, ast-grep 60 rules for each language, ESLint the recommended rules of its security plugin (there are none for Python; of a text of 10,000 lines one edit in four is measured, since each takes it more than a second). An answer counts when it names the version of the text or was asked for after it, and the findings typed and removed must be in it or gone from it',
  versions: () => peerVersions(['@ast-grep/cli', 'eslint', 'eslint-plugin-security', 'vscode-langservers-extracted']),
  run: (options) => inTemporaryFolder((folder) => measure(folder, options)),
};

async function measure(folder: string, options: Options): Promise<readonly Figure[]> {
  const servers = openServers(folder, options.fetch === true);
  const wanted = wantedOf(options.only, servers);
  if (servers.length === 1 && options.only?.includes('sentrik') !== true)
    throw new Error('The other servers are not installed: run once with --fetch, or with --only sentrik');
  const figures: Figure[] = [];
  for (const { language, lines } of wanted.files) {
    const chosen = wanted.servers.filter(({ languages }) => languages.includes(language));
    const trials = await typeInTurns(chosen, folder, { language, lines });
    const place = `${language}, ${lines} lines`;
    figures.push(...trials.flatMap((trial) => figuresOf(place, trial)), ...ratios(place, trials));
    if (options.kinds === true) figures.push(...trials.flatMap((trial) => kindsOf(place, trial)));
  }
  const own = ours(folder);
  if (wanted.start) figures.push(...(await measureStart(own, folder)));
  if (wanted.memory) figures.push(...(await measureMemory(own, folder)));
  return figures;
}

interface Wanted {
  readonly servers: readonly Server[];
  readonly files: readonly { readonly language: SourceLanguage; readonly lines: number }[];
  readonly start: boolean;
  readonly memory: boolean;
}

function wantedOf(only: string | undefined, servers: readonly Server[]): Wanted {
  const words = only?.split(',') ?? [];
  const amongNamed = <T>(all: readonly T[], nameOf: (one: T) => string) =>
    all.some((one) => words.includes(nameOf(one))) ? all.filter((one) => words.includes(nameOf(one))) : all;
  const isFootprint = words.length > 0 && words.every((word) => word === 'start' || word === 'memory');
  const files = languagesOf(words).flatMap((language) => amongNamed(sizes, String).map((lines) => ({ language, lines })));
  return {
    servers: amongNamed(servers, shortName),
    files: isFootprint ? [] : files,
    start: words.length === 0 || words.includes('start'),
    memory: words.length === 0 || words.includes('memory'),
  };
}

/** The first word: `eslint` for ESLint with its plugin. */
function shortName({ name }: Server): string {
  return name.split(' ', 1)[0]?.toLowerCase() ?? '';
}

function languagesOf(words: readonly string[]): readonly SourceLanguage[] {
  const named = sourceLanguages.filter((language) => words.includes(language));
  return named.length > 0 ? named : measuredLanguages;
}

function figuresOf(place: string, trial: Trial): readonly Figure[] {
  const { server, times, edits, made, cpuMilliseconds, peakMegabytes, proven, toProve, settled } = trial;
  const name = `${place}: ${server.name}`;
  const wait =
    settled.length === 0
      ? []
      : [figure(`${name}, last findings after a rest`, quantile(settled, 1), 'ms', 'the longest: data flows of a large text wait for one')];
  return [
    figure(
      `${name}, p50`,
      quantile(times, 0.5),
      'ms',
      `${times.length === made ? '' : `${times.length} of `}${made} edits, ${proven} of ${toProve} findings typed or removed seen`,
    ),
    figure(`${name}, p95`, quantile(times, 0.95), 'ms', slowest(edits, times)),
    figure(`${name}, processor time per edit`, cpuMilliseconds / times.length, 'ms', 'mean, what a rest sets off included'),
    figure(`${name}, peak memory`, peakMegabytes, 'MB'),
    ...wait,
  ];
}

function slowest(edits: readonly Edit[], times: readonly number[]): string {
  const medians = editKinds.map((kind) => ({ kind, p50: quantile(timesOf(kind, edits, times), 0.5) })).filter(({ p50 }) => !Number.isNaN(p50));
  const worst = medians.toSorted((a, b) => b.p50 - a.p50)[0];
  return worst === undefined ? '' : `slowest: ${worst.kind}, p50 ${worst.p50.toFixed(1)} ms; the longest ${Math.max(...times).toFixed(0)} ms`;
}

/** Each kind of edit by itself. */
function kindsOf(place: string, { server, edits, times }: Trial): readonly Figure[] {
  return editKinds.flatMap((kind) => {
    const of = timesOf(kind, edits, times);
    if (of.length === 0) return [];
    const note = `p50 ${quantile(of, 0.5).toFixed(1)} ms, the longest ${Math.max(...of).toFixed(1)} ms of ${of.length}`;
    return [figure(`${place}: ${server.name}, ${kind}, p95`, quantile(of, 0.95), 'ms', note)];
  });
}

function timesOf(kind: Edit['kind'], edits: readonly Edit[], times: readonly number[]): readonly number[] {
  return times.filter((_time, index) => edits[index]?.kind === kind);
}

/** How many times as long the others took, for the edits that were measured with them. */
function ratios(place: string, trials: readonly Trial[]): readonly Figure[] {
  const [own, ...others] = trials;
  if (own === undefined) return [];
  return others.flatMap(({ server, edits, times }) => {
    const measured = new Set(edits);
    const same = own.times.filter((_time, index) => own.edits[index] !== undefined && measured.has(own.edits[index]));
    return ([0.5, 0.95] as const).map((share) =>
      figure(`${place}: ${server.name} took, p${share * 100}`, quantile(times, share) / quantile(same, share), `times what ${own.server.name} took`),
    );
  });
}
