import fs from 'node:fs';
import path from 'node:path';
import { cli, root } from '../measure.ts';
import { extendRules } from './many-rules.ts';
import type { Peers } from './peers.ts';

/** A program to measure: how it is called in a repository. */
export interface Tool {
  readonly name: string;
  readonly program: string;
  readonly argv: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Exit codes that mean: it ran, and perhaps found something. */
  readonly codes: readonly number[];
  /** Where a finding is, as `rule file:line`, from what it printed. */
  readonly places?: (output: string) => readonly string[];
}

const rulesFolder = path.join(root, 'bench/rules');

/** Ways to run Sentrik. */
export interface SentrikTools {
  readonly cold: Tool;
  readonly warm: Tool;
  readonly many: Tool;
  readonly packs: Tool;
  readonly packsWarm: Tool;
}

/** `folder` holds what the runs need and leave. */
export function sentrikTools(folder: string): SentrikTools {
  const twenty = path.join(rulesFolder, 'sentrik.yaml');
  const many = path.join(folder, 'many.yaml');
  fs.writeFileSync(many, extendRules(fs.readFileSync(twenty, 'utf8'), 400));
  const environment = { SENTRIK_CACHE_DIR: path.join(folder, 'cache') };
  const tool = (name: string, ...argv: string[]): Tool => ({
    name,
    program: process.execPath,
    argv: [cli, 'scan', '.', '--no-write', '--no-progress', '--quiet', ...argv],
    environment,
    codes: [0],
    places: sentrikPlaces,
  });
  const own = ['--no-packs', '--rules'];
  return {
    cold: tool('sentrik, 20 rules', ...own, twenty, '--no-cache'),
    warm: tool('sentrik, 20 rules, warm', ...own, twenty),
    many: tool('sentrik, 400 rules', ...own, many, '--no-cache'),
    packs: fileByFile(tool('sentrik, all packs', '--no-cache')),
    packsWarm: fileByFile(tool('sentrik, all packs, warm')),
  };
}

/** Flows across files take a time of their own: `npm run bench taint` measures them, and here they are followed when the environment says so. */
function fileByFile(tool: Tool): Tool {
  return { ...tool, environment: { ...tool.environment, GUARD_CROSS_FILE: process.env.GUARD_CROSS_FILE ?? 'false' } };
}

/** The peers with the same rules where they can have them. */
export function peerTools(peers: Peers, folder: string): { readonly astGrep: Tool; readonly ripgrep: Tool; readonly eslint: Tool } {
  const rules = path.join(folder, 'ast-grep');
  fs.mkdirSync(rules, { recursive: true });
  fs.copyFileSync(path.join(rulesFolder, 'ast-grep.yml'), path.join(rules, 'rules.yml'));
  const config = path.join(folder, 'sgconfig.yml');
  fs.writeFileSync(config, 'ruleDirs: [ast-grep]\n');
  const words =
    'innerHTML|eval|new Function|Math\\.random|console\\.log|JSON\\.parse|== null|print|time\\.sleep|os\\.environ|new Random|System\\.out|printStackTrace|Thread\\.sleep';
  return {
    astGrep: {
      name: 'ast-grep, 20 rules',
      program: peers.astGrep,
      argv: ['scan', '-c', config, '--json=stream', '--no-ignore', 'hidden', '.'],
      codes: [0, 1],
      places: astGrepPlaces,
    },
    ripgrep: { name: 'ripgrep, their words', program: peers.ripgrep, argv: ['--hidden', '--count', words, '.'], codes: [0, 1] },
    eslint: {
      name: 'ESLint with its security plugin',
      program: process.execPath,
      argv: ['--max-old-space-size=8192', peers.eslint, '--no-config-lookup', '-c', peers.eslintConfig, '--no-inline-config', '--format', 'json', '.'],
      codes: [0, 1, 2],
    },
  };
}

/** `path:line:column: severity rule …` */
function sentrikPlaces(output: string): readonly string[] {
  return [...output.matchAll(/^(.+?):(\d+):\d+: \w+ (\S+) /gm)].map(([, file, line, rule]) => `${rule} ${file}:${line}`);
}

function astGrepPlaces(output: string): readonly string[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const { ruleId, file, range }: { ruleId: string; file: string; range: { start: { line: number } } } = JSON.parse(line);
    return [`${ruleId.replace(/-[a-z]+$/, '')} ${file.replace(/^\.\//, '')}:${range.start.line + 1}`];
  });
}
