import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CodeAction, Range } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { z } from 'zod';
import { spellOut } from '../core/scan/example-values.ts';
import { languageById } from '../core/scan/languages/index.ts';
import type { Example, Rule } from '../core/scan/model.ts';
import { readCompiledPacks } from '../core/scan/packs.ts';
import { sentrik } from './cli/sentrik.ts';
import type { TestClient } from './mcp/clients.ts';
import { type Editor, textEdits } from './server/editor.ts';
import type { TestApi } from './support/api-server.ts';
import { builtAssets } from './support/assets.ts';
import { type Frontends, startFrontends } from './support/frontends.ts';

/** What every frontend says of a finding: rule, range, fingerprint and the edits of its fix. */
interface Seen {
  readonly rule: string;
  readonly fingerprint: string;
  readonly range: string;
  readonly edits: readonly string[];
}

const examples = readCompiledPacks(builtAssets)
  .filter((pack) => pack.byDefault)
  .flatMap((pack) => pack.rules.flatMap((rule) => rule.examples.map((example) => ({ rule, example: spellOut(example) }))))
  .flatMap(({ rule, example }, index) => (example.bad === undefined ? [] : [{ path: `ex/${index}/${nameOf(rule, example)}`, text: example.bad }]));
const files = Object.fromEntries(examples.map(({ path: name, text }) => [name, text]));

let api: TestApi;
let agent: TestClient;
let editor: Editor;
let folder: string;
let frontends: Frontends;

beforeAll(async () => {
  frontends = await startFrontends(files);
  ({ api, agent, editor, folder } = frontends);
}, 60_000);

afterAll(async () => {
  await frontends.stop();
});

it('the same text gives the same findings over CLI, REST, MCP and LSP, for every example of every rule', async () => {
  const cli = await overCli();
  expect(Object.entries(cli).flatMap(([name, seen]) => (seen.length === 0 ? [name] : []))).toEqual([]);
  expect(
    Object.values(cli)
      .flat()
      .filter((seen) => seen.edits.length > 0).length,
  ).toBeGreaterThan(20);
  const texts = examples.map(({ path: name, text }) => [name, text] as const);
  const told = async (ask: (name: string, text: string) => Promise<readonly Seen[]>) => {
    const answers: Record<string, readonly Seen[]> = {};
    for (const [name, text] of texts) answers[name] = await ask(name, text);
    return answers;
  };
  const [rest, mcp, lsp] = await Promise.all([told(overRest), told(overMcp), told(overLsp)]);
  expect(rest).toEqual(cli);
  expect(mcp).toEqual(cli);
  expect(lsp).toEqual(cli);
}, 600_000);

const wire = z.object({
  rule_id: z.string(),
  fingerprint: z.string(),
  evidence: z.object({ file: z.string() }),
  range: z.object({ start_line: z.number(), start_column: z.number(), end_line: z.number(), end_column: z.number() }),
  fix: z.object({ edits: z.array(z.object({ start_offset: z.number(), end_offset: z.number(), text: z.string() })) }).optional(),
});

/** One scan of the folder by the program; every file with its findings, none left out. */
async function overCli(): Promise<Record<string, readonly Seen[]>> {
  const { stdout } = await sentrik(['scan', '--format', 'json', '--threads', '1'], { cwd: folder });
  const { findings } = z.object({ findings: z.array(wire) }).parse(JSON.parse(stdout));
  return Object.fromEntries(examples.map(({ path: name }) => [name, sorted(findings.filter((finding) => finding.evidence.file === name).map(fromWire))]));
}

async function overRest(filename: string, code: string): Promise<readonly Seen[]> {
  const { json } = await api.send('POST', '/api/sdk/check', { body: { filename, code } });
  return sorted(
    z
      .object({ findings: z.array(wire) })
      .parse(json)
      .findings.map(fromWire),
  );
}

const place = z.object({ fp: z.string(), at: z.string(), edits: z.array(z.tuple([z.number(), z.number(), z.string()])).optional() });
const compact = z.object({ findings: z.record(z.string(), z.object({ at: z.array(place) })).default({}) });

async function overMcp(filename: string, code: string): Promise<readonly Seen[]> {
  const { structuredContent } = await agent.call('check', { filename, code, detail: true, max_tokens: 20_000 });
  return sorted(
    Object.entries(compact.parse(structuredContent).findings).flatMap(([rule, { at: places }]) =>
      places.map(({ fp, at, edits = [] }) => ({
        rule,
        fingerprint: fp,
        range: at.slice(at.search(/:\d+:\d+-\d+:\d+$/) + 1),
        edits: edits.map(([start, end, text]) => `${start}-${end} ${text}`),
      })),
    ),
  );
}

const diagnosticData = z.object({ fingerprint: z.string(), ruleId: z.string() });

/** Diagnostics of an open document; the edits are those of the quick fix that the editor is offered for the place. */
async function overLsp(name: string, text: string): Promise<readonly Seen[]> {
  await editor.open(name, text);
  const document = TextDocument.create(editor.uri(name), '', 0, text);
  const seen: Seen[] = [];
  for (const { data, range } of await editor.diagnostics(name)) {
    const { fingerprint, ruleId: rule } = diagnosticData.parse(data);
    const { start, end } = range;
    const shown = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
    seen.push({ rule, fingerprint, range: shown, edits: await quickFixOf(document, range, fingerprint) });
  }
  await editor.close(name);
  return sorted(seen);
}

async function quickFixOf(document: TextDocument, range: Range, fingerprint: string): Promise<readonly string[]> {
  const request = { textDocument: { uri: document.uri }, range, context: { diagnostics: [], only: ['quickfix'] } };
  const actions = await editor.connection.sendRequest<readonly CodeAction[]>('textDocument/codeAction', request);
  const own = actions.find(({ edit, diagnostics }) => edit !== undefined && diagnosticData.safeParse(diagnostics?.[0]?.data).data?.fingerprint === fingerprint);
  return textEdits(own?.edit).flatMap(([, edits]) =>
    edits.map((edit) => `${document.offsetAt(edit.range.start)}-${document.offsetAt(edit.range.end)} ${edit.newText}`),
  );
}

function fromWire({ rule_id: rule, fingerprint, range, fix }: z.output<typeof wire>): Seen {
  return {
    rule,
    fingerprint,
    range: `${range.start_line}:${range.start_column}-${range.end_line}:${range.end_column}`,
    edits: (fix?.edits ?? []).map((edit) => `${edit.start_offset}-${edit.end_offset} ${edit.text}`),
  };
}

function sorted(seen: readonly Seen[]): readonly Seen[] {
  return seen.toSorted((a, b) => (`${a.range} ${a.rule}` < `${b.range} ${b.rule}` ? -1 : 1));
}

function nameOf(rule: Rule, example: Example): string {
  if (example.path !== undefined) return example.path;
  const { extensions, fileNames } = languageById(example.language ?? rule.languages[0] ?? 'generic');
  return extensions[0] === undefined ? path.basename(fileNames[0] ?? 'example.txt') : `example.${extensions[0]}`;
}
