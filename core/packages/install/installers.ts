/** How a package manager is asked to add or to run packages. */
export interface Manager {
  /** Type of its package URLs. */
  readonly type: 'npm' | 'pypi' | 'cargo' | 'golang' | 'gem' | 'composer' | 'nuget';
  /** Names of the program, without folder, version and `.exe`. */
  readonly programs: readonly string[];
  /** What it can be told, by the words that say it; the longest match counts. */
  readonly verbs: readonly Verb[];
  /** Options that take the next word as their value. */
  readonly values: readonly string[];
}

export interface Verb {
  /** Words after the program's own options; each is one of several that mean the same, or any (an empty list). None: the program itself says it. */
  readonly words: readonly (readonly string[])[];
  readonly use: 'add' | 'run';
  /** Which words are packages: all, the first (the rest goes to the program that is run), the first as the name of a starter, or none. */
  readonly takes: 'all' | 'first' | 'starter' | 'none';
  /** Options whose value is a package, beside the words; with `replaces` they take the place of the first word. */
  readonly packageOptions?: { readonly names: readonly string[]; readonly replaces: boolean };
  /** Options whose value is the version of the packages named. */
  readonly versionOptions?: readonly string[];
  /** Options whose value is a file that lists packages. */
  readonly fileOptions?: readonly string[];
  /** Options whose value is a place that is no registry: an address, a folder. */
  readonly placeOptions?: readonly string[];
  /** Without a package it adds what the project's own files list. */
  readonly readsProject?: boolean;
}

const nodeValues = [
  ...['--prefix', '-C', '--dir', '--cwd', '--registry', '-w', '--workspace', '--filter', '-F', '--cache', '--tag', '--loglevel', '--userconfig'],
  ...['--reporter', '--store-dir', '--omit', '--include', '--cache-folder', '--modules-folder', '--use', '--config', '--node-options'],
];
const nodeRun: Verb = { words: [], use: 'run', takes: 'first', packageOptions: { names: ['-p', '--package'], replaces: true } };
const nodeAdd: Verb = { words: [], use: 'add', takes: 'all', readsProject: true };
const starter: Verb = { words: [], use: 'run', takes: 'starter' };
const pipInstall: Verb = {
  words: [['install', 'download', 'wheel']],
  use: 'add',
  takes: 'all',
  fileOptions: ['-r', '--requirement', '--requirements'],
  placeOptions: ['-e', '--editable'],
};
const pipValues = [
  ...['-c', '--constraint', '-i', '--index-url', '--extra-index-url', '-f', '--find-links', '-t', '--target', '--prefix', '--root', '--python'],
  ...['--platform', '--python-version', '--abi', '--implementation', '--no-binary', '--only-binary', '--proxy', '--cert', '--log', '--timeout', '--retries'],
  ...['--trusted-host', '--progress-bar', '--report', '--src', '--upgrade-strategy', '--config-settings', '-C', '--index', '--default-index'],
];
const uvRun = { names: ['--with'], replaces: false };
const uvTool = { names: ['--from'], replaces: true };

const node: readonly Manager[] = [
  {
    type: 'npm',
    programs: ['npm'],
    values: nodeValues,
    verbs: [
      { ...nodeAdd, words: [['install', 'i', 'in', 'ins', 'inst', 'insta', 'instal', 'isnt', 'isnta', 'isntal', 'isntall', 'add', 'install-test', 'it']] },
      { ...nodeAdd, words: [['update', 'up', 'upgrade', 'udpate']] },
      { words: [['ci', 'clean-install', 'ic', 'install-clean']], use: 'add', takes: 'none', readsProject: true },
      { ...nodeRun, words: [['exec', 'x']] },
      { ...starter, words: [['create', 'init', 'innit']] },
    ],
  },
  {
    type: 'npm',
    programs: ['pnpm'],
    values: nodeValues,
    verbs: [
      { ...nodeAdd, words: [['add', 'install', 'i', 'ci', 'update', 'up', 'upgrade']] },
      { ...nodeRun, words: [['dlx']] },
      { ...starter, words: [['create']] },
    ],
  },
  {
    type: 'npm',
    programs: ['yarn', 'yarnpkg'],
    values: nodeValues,
    verbs: [
      { words: [], use: 'add', takes: 'none', readsProject: true },
      { ...nodeAdd, words: [['add', 'install', 'up', 'upgrade']] },
      { ...nodeAdd, words: [['global'], ['add']] },
      { ...nodeAdd, words: [['workspace'], [], ['add']] },
      { ...nodeRun, words: [['dlx']] },
      { ...starter, words: [['create']] },
    ],
  },
  {
    type: 'npm',
    programs: ['bun'],
    values: nodeValues,
    verbs: [
      { ...nodeAdd, words: [['add', 'a', 'install', 'i', 'update']] },
      { ...nodeRun, words: [['x']] },
      { ...starter, words: [['create', 'c']] },
    ],
  },
  { type: 'npm', programs: ['npx', 'bunx', 'pnpx', 'pnx'], values: [...nodeValues, '-c', '--call', '--shell', '-n'], verbs: [nodeRun] },
];

const python: readonly Manager[] = [
  { type: 'pypi', programs: ['pip'], values: pipValues, verbs: [pipInstall] },
  {
    type: 'pypi',
    programs: ['uv'],
    values: [...pipValues, '--group', '--optional', '--package', '--project', '--directory', '-p', '--extra', '--env-file', '--module', '-m'],
    verbs: [
      { ...pipInstall, words: [['add']] },
      { ...pipInstall, words: [['pip'], ['install']] },
      { words: [['pip'], ['sync']], use: 'add', takes: 'none', readsProject: true },
      { words: [['tool'], ['install', 'upgrade']], use: 'add', takes: 'first', packageOptions: { names: ['--with', '--from'], replaces: false } },
      { words: [['tool'], ['run']], use: 'run', takes: 'first', packageOptions: uvTool },
      { words: [['run']], use: 'run', takes: 'first', packageOptions: uvRun, fileOptions: ['--with-requirements'] },
      { words: [['sync']], use: 'add', takes: 'all', readsProject: true },
    ],
  },
  { type: 'pypi', programs: ['uvx'], values: pipValues, verbs: [{ words: [], use: 'run', takes: 'first', packageOptions: uvTool }] },
  {
    type: 'pypi',
    programs: ['poetry'],
    values: ['-G', '--group', '-C', '--directory', '-P', '--project', '-E', '--extras', '--python', '--platform', '--source', '--optional', '--markers'],
    verbs: [
      { words: [['add']], use: 'add', takes: 'all' },
      { words: [['self'], ['add']], use: 'add', takes: 'all' },
      { words: [['install', 'sync', 'update']], use: 'add', takes: 'all', readsProject: true },
    ],
  },
  {
    type: 'pypi',
    programs: ['pipx'],
    values: [...pipValues, '--pip-args', '--suffix', '--preinstall'],
    verbs: [
      { words: [['install']], use: 'add', takes: 'all' },
      { words: [['inject']], use: 'add', takes: 'all', fileOptions: ['-r', '--requirement'] },
      { words: [['run']], use: 'run', takes: 'first', packageOptions: { names: ['--spec'], replaces: true } },
    ],
  },
  {
    type: 'pypi',
    programs: ['pipenv', 'pdm'],
    values: [...pipValues, '-G', '--group', '-p', '--project', '--pypi-mirror'],
    verbs: [
      { words: [['install', 'add']], use: 'add', takes: 'all', fileOptions: ['-r', '--requirements'], placeOptions: ['-e', '--editable'], readsProject: true },
    ],
  },
];

const others: readonly Manager[] = [
  {
    type: 'cargo',
    programs: ['cargo'],
    values: [
      '-F',
      '--features',
      '-p',
      '--package',
      '--rename',
      '--registry',
      '--target',
      '--root',
      '--color',
      '--config',
      '-j',
      '--jobs',
      '--profile',
      '--index',
      '--manifest-path',
      '--target-dir',
      '--bin',
      '--example',
      '-Z',
    ],
    verbs: [
      { words: [['add']], use: 'add', takes: 'all', placeOptions: ['--git', '--path'] },
      { words: [['install', 'binstall']], use: 'add', takes: 'all', placeOptions: ['--git', '--path'], versionOptions: ['--version', '--vers'] },
    ],
  },
  {
    type: 'golang',
    programs: ['go'],
    values: ['-C', '-o', '-tags', '-ldflags', '-gcflags', '-mod', '-modfile', '-overlay', '-p', '-exec', '-modcacherw'],
    verbs: [
      { words: [['get', 'install']], use: 'add', takes: 'all' },
      { words: [['run']], use: 'run', takes: 'first' },
    ],
  },
  {
    type: 'gem',
    programs: ['gem'],
    values: [
      '-i',
      '--install-dir',
      '-n',
      '--bindir',
      '--platform',
      '-s',
      '--source',
      '-p',
      '--http-proxy',
      '-P',
      '--trust-policy',
      '-B',
      '--build-root',
      '--document',
    ],
    verbs: [
      { words: [['install', 'i', 'update']], use: 'add', takes: 'all', versionOptions: ['-v', '--version'], fileOptions: ['-g', '--file'] },
      { words: [['exec']], use: 'run', takes: 'first', versionOptions: ['-v', '--version'] },
    ],
  },
  {
    type: 'gem',
    programs: ['bundle', 'bundler'],
    values: [
      '-g',
      '--group',
      '-s',
      '--source',
      '-r',
      '--require',
      '--branch',
      '--ref',
      '--glob',
      '--gemfile',
      '--path',
      '--jobs',
      '-j',
      '--retry',
      '--with',
      '--without',
    ],
    verbs: [
      { words: [['add']], use: 'add', takes: 'all', versionOptions: ['-v', '--version'], placeOptions: ['--git', '--github', '--path'] },
      { words: [['install', 'update']], use: 'add', takes: 'all', readsProject: true },
    ],
  },
  {
    type: 'composer',
    programs: ['composer', 'composer.phar'],
    values: ['-d', '--working-dir', '--prefer-install', '--audit-format', '--ignore-platform-req'],
    verbs: [
      { words: [['require', 'r', 'req']], use: 'add', takes: 'all' },
      { words: [['global'], ['require', 'r', 'req']], use: 'add', takes: 'all' },
      { words: [['create-project']], use: 'add', takes: 'first' },
      { words: [['install', 'i', 'update', 'u', 'upgrade']], use: 'add', takes: 'all', readsProject: true },
    ],
  },
  {
    type: 'nuget',
    programs: ['dotnet', 'nuget'],
    values: [
      '-f',
      '--framework',
      '-s',
      '--source',
      '--package-directory',
      '--tool-path',
      '--configfile',
      '--add-source',
      '--project',
      '-OutputDirectory',
      '-Source',
      '--file',
    ],
    verbs: [
      { words: [['add'], ['package']], use: 'add', takes: 'all', versionOptions: ['-v', '--version'] },
      { words: [['add'], [], ['package']], use: 'add', takes: 'all', versionOptions: ['-v', '--version'] },
      { words: [['package'], ['add']], use: 'add', takes: 'all', versionOptions: ['-v', '--version'] },
      { words: [['tool'], ['install', 'update', 'exec']], use: 'add', takes: 'first', versionOptions: ['--version'] },
      { words: [['install']], use: 'add', takes: 'first', versionOptions: ['-Version'] },
      { words: [['restore']], use: 'add', takes: 'all', readsProject: true },
    ],
  },
];

/** Every package manager whose commands are understood. */
export const managers: readonly Manager[] = [...node, ...python, ...others];
