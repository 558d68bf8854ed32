import { fc } from '../../support/property.ts';
import { expect, it } from 'vitest';
import { type InstallTarget, readInstallCommand } from '../../../core/packages/install-command.ts';

it.each([
  ['npm install lodash@4.17.21', ['pkg:npm/lodash@4.17.21']],
  ['npm i -D @types/node "react@^18" left-pad@latest', ['pkg:npm/%40types/node', 'pkg:npm/react (^18)', 'pkg:npm/left-pad (latest)']],
  ['npm i other@npm:lodash@4.17.20', ['pkg:npm/lodash@4.17.20']],
  ['npm --prefix web install express', ['pkg:npm/express']],
  ['pnpm --filter web add zod', ['pkg:npm/zod']],
  ['yarn add b@1.0.0 && yarn workspace web add c', ['pkg:npm/b@1.0.0', 'pkg:npm/c']],
  ['bun add -d x', ['pkg:npm/x']],
  ['npx -y cowsay@1.5.0 --name bar', ['pkg:npm/cowsay@1.5.0 run']],
  ['npx -p typescript@5.4.2 tsc foo', ['pkg:npm/typescript@5.4.2 run']],
  ['npm create vite@latest my-app', ['pkg:npm/create-vite (latest) run']],
  ['npm init @scope', ['pkg:npm/%40scope/create run']],
  ['pnpm dlx degit a b', ['pkg:npm/degit run']],
  ['pip install "requests[socks]>=2,<3" Flask_Login==0.6.3', ['pkg:pypi/requests (>=2,<3)', 'pkg:pypi/flask-login@0.6.3']],
  ['python3.11 -m pip install --index-url https://mirror.example thing', ['pkg:pypi/thing']],
  ['uv add httpx --group dev; uv pip install -U torch==2.1.0', ['pkg:pypi/httpx', 'pkg:pypi/torch@2.1.0']],
  ['uvx --from ruff==0.5.0 ruff check', ['pkg:pypi/ruff@0.5.0 run']],
  ['poetry add "django@^4.2" requests@2.31.0', ['pkg:pypi/django (^4.2)', 'pkg:pypi/requests@2.31.0']],
  ['pipx run --spec black==23.1.0 black .', ['pkg:pypi/black@23.1.0 run']],
  ['cargo add serde@1.0.3 tokio@=1.2.3 --features full', ['pkg:cargo/serde (1.0.3)', 'pkg:cargo/tokio@1.2.3']],
  ['cargo install ripgrep --version 14.1.0', ['pkg:cargo/ripgrep@14.1.0']],
  ['go get github.com/gin-gonic/gin@v1.9.0 ./...', ['pkg:golang/github.com/gin-gonic/gin@v1.9.0']],
  ['go install golang.org/x/tools/gopls@latest', ['pkg:golang/golang.org/x/tools/gopls (latest)']],
  ['gem install rails -v 7.0.1', ['pkg:gem/rails@7.0.1']],
  ['bundle add puma --version "~> 6"', ['pkg:gem/puma (~> 6)']],
  ['composer require symfony/http-kernel:^6.0 monolog/monolog 2.9.1', ['pkg:composer/symfony/http-kernel (^6.0)', 'pkg:composer/monolog/monolog@2.9.1']],
  ['dotnet add app.csproj package Newtonsoft.Json --version 12.0.1', ['pkg:nuget/Newtonsoft.Json@12.0.1']],
])('reads the packages of %s', (line, expected) => {
  expect(readInstallCommand(line).map(brief)).toEqual(expected);
});

it.each([
  ['sudo -E -u root npm i x'],
  ['CI=1 env -u A B=2 npm i x'],
  ['timeout -k 5 60 nice -n 5 npm i x'],
  ['cd web && (npm i x)'],
  ['if true; then npm i x; fi # npm i y'],
  ['bash -lc "npm i x"'],
  ["eval 'npm i' x"],
  ['version=$(npm i x)'],
  ['echo "`npm i x`"'],
  ['bash <<END\nnpm i x\nEND\necho done'],
  ['/usr/local/bin/npm.cmd i x 2>&1 > log.txt &'],
  ['npm \\\n  install \\\n  x'],
  ["npm i 'x'"],
  ['diff <(npm i x) other'],
])('finds the command in %j', (line) => {
  expect(readInstallCommand(line).map(brief)).toEqual(['pkg:npm/x']);
});

it.each([
  ['npm run install x'],
  ['yarn build'],
  ['echo npm i x'],
  ['git commit -m "npm i x"'],
  ["grep 'npm i x' README.md"],
  ['cat <<END\nnpm i x\nEND'],
  ['go run main.go'],
  ['pip list'],
  [''],
])('finds nothing in %j', (line) => {
  expect(readInstallCommand(line)).toEqual([]);
});

it('lists what the line does not tell, with the reason', () => {
  const line =
    'npm i $NAME "$(cat x)" git@git.example:a/b.git user/repo ./local.tgz "a;b" && pip install git+https://git.example/x -e . && echo a | xargs npm i';
  expect(readInstallCommand(line).map((target) => (target.kind === 'unclear' ? `${target.reason} ${target.text}` : target.kind))).toEqual([
    'variable $NAME',
    'variable $(cat x)',
    'place git@git.example:a/b.git',
    'place user/repo',
    'place ./local.tgz',
    'name a;b',
    'place git+https://git.example/x',
    'place .',
    'variable xargs',
  ]);
});

it('tells files that list packages, and installs of what the project lists', () => {
  expect(readInstallCommand('pip install -r dev.txt --requirement=base.txt; npm ci; yarn; bundle install')).toEqual([
    { kind: 'file', path: 'dev.txt', manager: 'pip' },
    { kind: 'file', path: 'base.txt', manager: 'pip' },
    { kind: 'project', type: 'npm', manager: 'npm' },
    { kind: 'project', type: 'npm', manager: 'yarn' },
    { kind: 'project', type: 'gem', manager: 'bundle' },
  ]);
});

it('says that a line is too long to read, and reads a long one in linear time', () => {
  expect(readInstallCommand(`npm i ${'x'.repeat(100_000)}`)[0]).toMatchObject({ kind: 'unclear', reason: 'too-long' });
  const before = process.cpuUsage();
  for (const piece of ['$(', '`', '"', '<<a\n', '<', '{', "'", '$((']) readInstallCommand(`npm i ${piece.repeat(Math.floor(90_000 / piece.length))}`);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
});

it('reads any text without failing', () => {
  const piece = fc.constantFrom(
    'npm i ',
    'pip install ',
    '$(',
    ')',
    '`',
    '"',
    "'",
    '<<E\n',
    '\n',
    'E\n',
    '&&',
    '|',
    '{',
    '\\',
    '#',
    '-r ',
    '-c ',
    'sh ',
    'x@1.0.0 ',
    '${',
    '@',
  );
  fc.assert(fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => Array.isArray(readInstallCommand(pieces.join('')))));
});

function brief(target: InstallTarget): string {
  if (target.kind !== 'package') return target.kind;
  return `${target.purl}${target.range === undefined ? '' : ` (${target.range})`}${target.use === 'run' ? ' run' : ''}`;
}
