import { fc } from '../../../support/property.ts';
import { expect, it } from 'vitest';
import { formatOf, lockfileFormats, readLockfile } from '../../../../core/packages/lockfile/formats.ts';

const npm1 =
  '{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"2.0.0"}}},"c":{"version":"npm:d@3.0.0"},"e":{"version":"file:x"}}}';
const npm3 = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { name: 'own', version: '1.0.0' },
    'packages/web': { version: '0.0.1' },
    'node_modules/web': { link: true, resolved: 'packages/web' },
    'node_modules/@s/a': { version: '1.2.3', license: 'MIT' },
    'node_modules/b/node_modules/c': { version: '2.0.0', license: 'ISC' },
    'node_modules/alias': { name: 'd', version: '3.0.0' },
  },
});
const pnpm = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      x: {specifier: ^1.0.0, version: 1.0.0}
packages:
  '@s/a@1.2.3':
    resolution: {integrity: sha512-x}
  /b/2.0.0_react@18:
    resolution: {integrity: sha512-y}
  c@3.0.0(react@18.0.0):
    resolution: {integrity: sha512-z}
snapshots:
  never@9.9.9: {}
`;
const yarn1 = `# yarn lockfile v1

"@s/a@^1.0.0", "@s/a@^1.2.0":
  version "1.2.3"

b@^2:
  version "2.0.0"
  dependencies:
    version "9.9.9"

alias@npm:c@^3:
  version "3.0.0"
`;
const yarn4 = `__metadata:
  version: 8

"@s/a@npm:^1.0.0":
  version: 1.2.3
  resolution: "@s/a@npm:1.2.3"

"own@workspace:.":
  version: 0.0.0-use.local
  resolution: "own@workspace:."

"alias@npm:c@^3":
  version: 3.0.0
  resolution: "c@npm:3.0.0"
`;
const bun = '{"lockfileVersion":1,"packages":{"a":["a@1.0.0","",{},"sha512-x"],/* note */"own":["own@workspace:web"],"@s/b":["@s/b@2.0.0",],},}';
const goMod =
  'module example.org/own\n\nrequire golang.org/x/net v0.1.0\nrequire (\n\texample.org/a v1.0.0 // indirect\n\texample.org/b v1.0.0\n\texample.org/c v1.0.0\n)\n\nreplace example.org/b => example.org/fork v1.1.0\nreplace example.org/c => ../c\n';
const gemfile =
  'PATH\n  remote: .\n  specs:\n    own (0.1.0)\n\nGEM\n  remote: https://gems.example/\n  specs:\n    nokogiri (1.15.0-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.7.1)\n\nPLATFORMS\n  ruby\n';

it.each([
  ['package-lock.json', npm1, ['a@1.0.0', 'b@2.0.0', 'd@3.0.0']],
  ['npm-shrinkwrap.json', npm3, ['@s/a@1.2.3 MIT', 'c@2.0.0 ISC', 'd@3.0.0']],
  ['pnpm-lock.yaml', pnpm, ['@s/a@1.2.3', 'b@2.0.0', 'c@3.0.0']],
  ['yarn.lock', yarn1, ['@s/a@1.2.3', 'b@2.0.0', 'c@3.0.0']],
  ['yarn.lock', yarn4, ['@s/a@1.2.3', 'c@3.0.0']],
  ['bun.lock', bun, ['@s/b@2.0.0', 'a@1.0.0']],
  ['requirements-dev.txt', 'a==1.0 # note\nb[x,y] == 2.0; python_version > "3"\nc>=3\n-r other.txt\nd==1.*\n', ['a@1.0', 'b@2.0']],
  ['Pipfile.lock', '{"default":{"a":{"version":"==1.0"},"own":{"path":"."}},"develop":{"b":{"version":"==2.0"}}}', ['a@1.0', 'b@2.0']],
  ['poetry.lock', '[[package]]\nname = "a"\nversion = "1.0"\n[package.dependencies]\nname = "x"\n', ['a@1.0']],
  [
    'uv.lock',
    'version = 1\n[[package]]\nname = "own"\nversion = "0.1.0"\nsource = { virtual = "." }\n[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "x" }\n',
    ['a@1.0'],
  ],
  ['Cargo.lock', '[[package]]\nname = "own"\nversion = "0.1.0"\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+x"\n', ['a@1.0.0']],
  ['go.mod', goMod, ['example.org/a@1.0.0', 'example.org/fork@1.1.0', 'golang.org/x/net@0.1.0']],
  ['go.sum', 'example.org/a v1.0.0 h1:x=\nexample.org/a v1.0.0/go.mod h1:y=\nexample.org/b v2.0.0/go.mod h1:z=\n', ['example.org/a@1.0.0']],
  ['Gemfile.lock', gemfile, ['nokogiri@1.15.0', 'racc@1.7.1']],
  [
    'composer.lock',
    '{"packages":[{"name":"v/a","version":"v1.0.0","license":["MIT","GPL-2.0-only"]}],"packages-dev":[{"name":"v/b","version":"2.0.0"}]}',
    ['v/a@1.0.0 MIT OR GPL-2.0-only', 'v/b@2.0.0'],
  ],
  ['packages.lock.json', '{"version":1,"dependencies":{"net8.0":{"A":{"type":"Direct","resolved":"1.0.0"},"own":{"type":"Project"}}}}', ['A@1.0.0']],
  ['gradle.lockfile', '# note\ng.h:a:1.0=compileClasspath\nempty=\n', ['g.h:a@1.0']],
])('reads %s', (name, text, expected) => {
  expect(namesIn(name, text)).toEqual(expected);
  expect(namesIn(name, text.replaceAll('\n', '\r\n'))).toEqual(expected);
});

it.each(['package-lock.json', 'bun.lock', 'Pipfile.lock', 'poetry.lock', 'composer.lock', 'pnpm-lock.yaml', 'go.mod'])(
  'says that a cut-off %s cannot be read',
  (name) => {
    expect(reading(name, '{"packages": {"a": ["')).toEqual({ kind: 'unreadable' });
  },
);

it('takes names such as __proto__ for names', () => {
  const text = '{"packages":{"node_modules/__proto__":{"version":"1.0.0"},"node_modules/constructor":{"version":"2.0.0"},"__proto__":{"version":"3.0.0"}}}';
  expect(namesIn('package-lock.json', text)).toEqual(['__proto__@1.0.0', 'constructor@2.0.0']);
  expect(Object.hasOwn(Object.prototype, 'version')).toBe(false);
});

it('reads deep nesting, aliases that point at themselves and long lines without ending badly', () => {
  const deep = `${'{"dependencies":{"a":'.repeat(20_000)}{}${'}}'.repeat(20_000)}`;
  expect(['read', 'unreadable']).toContain(reading('package-lock.json', deep)?.kind);
  expect(namesIn('pnpm-lock.yaml', 'lockfileVersion: 9\npackages: &a\n  b@1.0.0: *a\n  <<: *a\n')).toEqual([]);
  expect(namesIn('yarn.lock', `${'"'.repeat(200_000)}\n${' '.repeat(200_000)}:\na@1:\n  version "1.0.0"\n`)).toEqual(['a@1.0.0']);
});

it('reads any text without failing', () => {
  fc.assert(fc.property(fc.constantFrom(...lockfileFormats), fc.string(), (format, text) => ['read', 'unreadable'].includes(readLockfile(format, text).kind)));
});

function reading(name: string, text: string): ReturnType<typeof readLockfile> | undefined {
  const format = formatOf(name);
  return format === undefined ? undefined : readLockfile(format, text);
}

function namesIn(name: string, text: string): readonly string[] {
  const result = reading(name, text);
  if (result?.kind !== 'read') return ['unreadable'];
  return result.packages.map((one) => `${one.name}@${one.version}${one.license === undefined ? '' : ` ${one.license}`}`).toSorted();
}
