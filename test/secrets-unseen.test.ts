import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Hover } from 'vscode-languageserver-protocol/node';
import { reportFormats } from '../core/report/render.ts';
import { spellOut } from '../core/scan/example-values.ts';
import { languageById } from '../core/scan/languages/index.ts';
import type { LanguageId } from '../core/scan/model.ts';
import { readCompiledPacks } from '../core/scan/packs.ts';
import { openScanner } from '../core/scan/scanner.ts';
import { sentrik } from './cli/sentrik.ts';
import type { TestClient } from './mcp/clients.ts';
import type { Editor } from './server/editor.ts';
import type { TestApi } from './support/api-server.ts';
import { builtAssets } from './support/assets.ts';
import { type Frontends, startFrontends } from './support/frontends.ts';
import { scannerSettings } from './support/scanning.ts';

const packs = readCompiledPacks(builtAssets).filter(({ byDefault }) => byDefault);
const examples = packs
  .flatMap(({ rules }) => rules)
  .filter(({ secret }) => secret)
  .flatMap((rule) => rule.examples.map((example) => ({ rule, ...spellOut(example) })))
  .flatMap(({ rule, path, language, bad }, index) =>
    bad === undefined ? [] : [{ path: `s${index}/${path ?? nameFor(language ?? rule.languages[0])}`, text: bad, pack: rule.pack }],
  );
const files = Object.fromEntries(examples.map(({ path, text }) => [path, text]));
/** What must not be read anywhere: the middle of each secret, by file. */
const secrets = new Map<string, readonly string[]>();

function nameFor(language: LanguageId = 'generic'): string {
  const { extensions, fileNames } = languageById(language);
  return extensions[0] === undefined ? (fileNames[0] ?? 'example.txt') : `example.${extensions[0]}`;
}

let api: TestApi;
let agent: TestClient;
let editor: Editor;
let folder: string;
let frontends: Frontends;

beforeAll(async () => {
  const scanner = await openScanner(scannerSettings(packs), builtAssets);
  const secretRules = new Set(scanner.rules.filter(({ secret }) => secret).map(({ id }) => id));
  for (const { path, text } of examples) {
    const found = scanner.check({ path, text }).findings.filter(({ ruleId }) => secretRules.has(ruleId));
    secrets.set(
      path,
      found
        .map(({ span }) => text.slice(span.start, span.end))
        .flatMap((secret) =>
          secret
            .slice(Math.max(4, Math.floor(secret.length / 4)))
            .split(/\r?\n/)
            .filter((line) => line.length >= 6),
        ),
    );
  }
  frontends = await startFrontends(files);
  ({ api, agent, editor, folder } = frontends);
}, 60_000);

afterAll(async () => {
  await frontends.stop();
});

/** Files whose secret can be read in what a frontend says about them. */
function leaking(said: string, paths: readonly string[] = [...secrets.keys()]): readonly string[] {
  return paths.filter((path) => secrets.get(path)?.some((secret) => said.includes(secret)));
}

it('knows a secret in each example', () => {
  const unknown = examples.filter(({ path, pack }) => pack === 'secrets' && !path.endsWith('.ppk') && secrets.get(path)?.length === 0);
  expect(unknown.map(({ path }) => path)).toEqual([]);
  expect(secrets.size).toBeGreaterThan(100);
});

it.each([...reportFormats, 'text'])(
  'the report %s shows no secret',
  async (format) => {
    const { stdout, stderr } = await sentrik(['scan', '--format', format, '--threads', '1', '--no-write'], { cwd: folder });
    expect(stdout.length).toBeGreaterThan(1000);
    expect(leaking(stdout + stderr)).toEqual([]);
  },
  60_000,
);

it('what a scan leaves in the output folder and the audit trail shows no secret', async () => {
  await sentrik(['scan', '--threads', '1'], { cwd: folder });
  const { stdout } = await sentrik(['fix', '--dry-run'], { cwd: folder });
  const { json } = await api.send('POST', '/api/run-scan', { body: {} });
  const now = await api.send('GET', '/api/findings', {});
  expect(leaking(stdout + JSON.stringify(json) + JSON.stringify(now.json))).toEqual([]);
}, 60_000);

it('REST, MCP and the editor show no secret of the text they are asked about', async () => {
  for (const { path, text } of examples) {
    const { json } = await api.send('POST', '/api/sdk/check', { body: { filename: path, code: text, frames: true } });
    const answer = await agent.call('check', { filename: path, code: text, detail: true, max_tokens: 20_000 });
    await editor.open(path, text);
    const diagnostics = await editor.diagnostics(path);
    const hovers = await Promise.all(
      diagnostics.map(({ range }) =>
        editor.connection.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri: editor.uri(path) }, position: range.start }),
      ),
    );
    await editor.close(path);
    const said = JSON.stringify(json) + JSON.stringify(answer) + JSON.stringify(diagnostics) + JSON.stringify(hovers);
    expect(leaking(said, [path])).toEqual([]);
  }
}, 120_000);
