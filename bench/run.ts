import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { agentHooks } from './agent-hooks.bench.ts';
import { agents } from './agents.bench.ts';
import { coldStart } from './cold-start.bench.ts';
import { daemon } from './daemon.bench.ts';
import { faults } from './faults.bench.ts';
import { fingerprints } from './fingerprints.bench.ts';
import { fixes } from './fixes.bench.ts';
import { fuzz } from './fuzz.bench.ts';
import { load } from './load.bench.ts';
import { lspSoak } from './lsp-soak.bench.ts';
import { lsp } from './lsp.bench.ts';
import { mcpFuzz } from './mcp-fuzz.bench.ts';
import { type Bench, cli, type Figure, machineFacts, type Options, root } from './measure.ts';
import { mux } from './mux.bench.ts';
import { parse } from './parse.bench.ts';
import { quality } from './quality.bench.ts';
import { randomEdits } from './random-edits.bench.ts';
import { rest } from './rest.bench.ts';
import { rules } from './rules.bench.ts';
import { scan } from './scan.bench.ts';
import { taint } from './taint.bench.ts';
import { workers } from './workers.bench.ts';

const benches: readonly Bench[] = [
  lsp,
  lspSoak,
  coldStart,
  rest,
  scan,
  rules,
  fuzz,
  parse,
  taint,
  quality,
  fixes,
  fingerprints,
  daemon,
  mux,
  agents,
  { ...agentHooks, explicit: true },
  mcpFuzz,
  randomEdits,
  { ...workers, explicit: true },
  faults,
  load,
];
const text = { type: 'string' } as const;
const flags = {
  eval: text,
  folder: text,
  corpus: text,
  only: text,
  fails: text,
  minutes: text,
  seed: text,
  kills: text,
  clients: text,
  streams: text,
  seconds: text,
  engine: text,
  fetch: { type: 'boolean' },
  kinds: { type: 'boolean' },
} as const;
const results = path.join(root, 'bench/results');

interface Result {
  readonly name: string;
  readonly title: string;
  readonly how: string;
  readonly machine: Record<string, string | number>;
  readonly figures: readonly Figure[];
}

/** `npm run bench -- [name…] [--folder PATH] [--corpus PATH] [--eval PATH] [--fetch] [--only TEXT] [--kinds] [--fails N] [--minutes N] [--seed N] [--kills N] [--engine sqlite|postgres|both] [--clients N] [--streams N] [--seconds N]`: measures, writes bench/results/<name>.json and the summary beside them. */
export async function main(argv: readonly string[]): Promise<void> {
  const { positionals, values } = parseArgs({ args: [...argv], allowPositionals: true, options: flags });
  const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) throw new Error(`No benchmark ${unknown.join(', ')}; there are ${benches.map((bench) => bench.name).join(', ')}`);
  if (!fs.existsSync(cli)) throw new Error('Run npm run build first');
  fs.mkdirSync(results, { recursive: true });
  const chosen = benches.filter(({ name, explicit }) => (positionals.length === 0 ? explicit !== true : positionals.includes(name)));
  for (const bench of chosen) await measure(bench, optionsOf(values));
  if (values.only === undefined && values.fails === undefined) fs.writeFileSync(path.join(results, 'README.md'), summary());
}

interface Values {
  readonly eval?: string | undefined;
  readonly folder?: string | undefined;
  readonly corpus?: string | undefined;
  readonly fetch?: boolean | undefined;
  readonly kinds?: boolean | undefined;
  readonly only?: string | undefined;
  readonly fails?: string | undefined;
  readonly minutes?: string | undefined;
  readonly seed?: string | undefined;
  readonly kills?: string | undefined;
  readonly clients?: string | undefined;
  readonly streams?: string | undefined;
  readonly seconds?: string | undefined;
  readonly engine?: string | undefined;
}

function optionsOf(values: Values): Options {
  const { eval: truths, folder, corpus, fetch, kinds, only, fails, minutes, seed, kills, engine, clients, streams, seconds } = values;
  return {
    ...(truths === undefined ? {} : { truths: path.resolve(truths) }),
    ...(folder === undefined ? {} : { folder: path.resolve(folder) }),
    ...(corpus === undefined ? {} : { corpus: path.resolve(corpus) }),
    ...(fetch === undefined ? {} : { fetch }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(only === undefined ? {} : { only }),
    ...(fails === undefined ? {} : { fails: Number(fails) }),
    ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(kills === undefined ? {} : { kills: Number(kills) }),
    ...(clients === undefined ? {} : { clients: Number(clients) }),
    ...(streams === undefined ? {} : { streams: Number(streams) }),
    ...(seconds === undefined ? {} : { seconds: Number(seconds) }),
    ...(engine === undefined ? {} : { engine: engineOf(engine) }),
  };
}

function engineOf(name: string): NonNullable<Options['engine']> {
  if (name === 'sqlite' || name === 'postgres' || name === 'both') return name;
  throw new Error('--engine is sqlite, postgres or both');
}

async function measure(bench: Bench, options: Options): Promise<void> {
  const { name, title, how } = bench;
  const machine = { ...machineFacts(), ...bench.versions?.() };
  const figures = await bench.run(options);
  const result: Result = { name, title, how, machine, figures };
  if (options.only === undefined && options.fails === undefined) fs.writeFileSync(path.join(results, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  for (const { name: figureName, value, unit, note } of figures)
    console.log(`${title}: ${figureName} ${value} ${unit}${note === undefined ? '' : ` (${note})`}`);
}

function summary(): string {
  const files = benches.map(({ name }) => path.join(results, `${name}.json`)).filter((file) => fs.existsSync(file));
  const sections = files.map((file) => section(JSON.parse(fs.readFileSync(file, 'utf8'))));
  return `# Measurements\n\nMade by \`npm run bench\`; each section names its machine. Ratios between machines differ, so compare only like with like.\n\n${sections.join('\n')}`;
}

function section({ title, how, machine, figures }: Result): string {
  const rows = figures.map(({ name, value, unit, note = '' }) => `| ${name} | ${value} ${unit} | ${note} |`).join('\n');
  const facts = Object.entries(machine).map(([key, value]) => `${key} ${value}`);
  return `## ${title}\n\n${how}.\n\n| figure | value | note |\n|---|---|---|\n${rows}\n\n${facts.join(', ')}\n`;
}
