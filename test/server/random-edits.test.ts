import { describe, expect, it } from 'vitest';
import type { DocumentDiagnosticReport } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { bootWithoutFolder, localActor } from '../../core/boot.ts';
import { baseName } from '../../core/kernel/path.ts';
import { readCompiledPacks } from '../../core/scan/packs.ts';
import type { Scanner } from '../../core/scan/scanner.ts';
import { openWorkspace } from '../../core/scan/workspace.ts';
import { clientOf } from '../../server/client.ts';
import { toDiagnostic, toSkipDiagnostic } from '../../server/convert.ts';
import type { Encoding } from '../../server/encoding.ts';
import { plainLayout } from '../../server/layout.ts';
import { builtAssets } from '../support/assets.ts';
import { fc } from '../support/property.ts';
import { type Editor, pushCapabilities, startEditor } from './editor.ts';

// An editor types, deletes, pastes and edits with several carets, in batches; after each batch the server's answer has to be what a fresh
// check of the same text gives. All built-in rules are on.

/** Five times as many with `npm run bench -- random-edits`. */
const editsInAll = Number(process.env.SENTRIK_TEST_EDITS ?? 2000);
const languages = [
  { language: 'javascript', file: 'a.js', encoding: 'utf-16' },
  { language: 'python', file: 'a.py', encoding: 'utf-8' },
  { language: 'typescript', file: 'a.ts', encoding: 'utf-32' },
  { language: 'java', file: 'A.java', encoding: 'utf-16' },
  { language: 'go', file: 'a.go', encoding: 'utf-8' },
  { language: 'php', file: 'a.php', encoding: 'utf-16' },
  { language: 'ruby', file: 'a.rb', encoding: 'utf-16' },
  { language: 'dockerfile', file: 'Dockerfile', encoding: 'utf-32' },
] as const;
const editsEach = Math.ceil(editsInAll / languages.length);
/** Characters beyond which a text is begun anew: a file of a few hundred lines. */
const longestText = 3000;

const packs = readCompiledPacks(builtAssets);
const pull = { refreshSupport: false };
const textDocument = { ...pushCapabilities.textDocument, diagnostic: {} };
const fresh = await openWorkspace(bootWithoutFolder({ assets: builtAssets.folder ?? '', environment: {} }).contextFor({ actor: localActor }));

describe.each(languages)('$language, positions in $encoding', ({ language, file, encoding }) => {
  const capabilities = {
    ...pushCapabilities,
    general: { positionEncodings: [encoding] },
    textDocument,
    workspace: { ...pushCapabilities.workspace, diagnostics: pull },
  };

  it(`gives after each batch of ${editsEach} random edits what a fresh check gives`, { timeout: 120_000 + editsEach * 1000 }, async () => {
    const editor = await startEditor({ loose: true, capabilities });
    const random = randomOf(language);
    const pieces = piecesOf(language, file);
    const name = `untitled:${file}`;
    const text = () => editor.text(name);
    await editor.open(name, startText(pieces, random), language);
    let [edits, findings, version] = [0, 0, 1];
    while (edits < editsEach) {
      if (text().length > longestText || text().length < 100) {
        await editor.close(name);
        await editor.open(name, startText(pieces, random), language);
        version = 1;
      }
      const batch = batchOf(text(), pieces, random);
      edits += batch.length;
      version += 1;
      await send(editor, { name, version, encoding }, batch);
      const answer = await editor.pull(name);
      const expected = freshly(fresh.scanner, { name, file, language, text: text(), encoding });
      findings += expected.length;
      if (JSON.stringify(itemsOf(answer)) !== JSON.stringify(expected)) {
        expect({ edits, batch, text: text(), items: itemsOf(answer) }).toEqual({ edits, batch, text: text(), items: expected });
      }
    }
    await editor.stop();
    expect(findings).toBeGreaterThan(editsEach / 50);
  });
});

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Random = (below: number) => number;

/** The same numbers in each run, as for other properties. */
function randomOf(label: string): Random {
  const seed = fc.readConfigureGlobal().seed ?? 0;
  let state = [...label].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) | 0, seed | 0);
  return (below) => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface Pieces {
  /** Whole texts with findings. */
  readonly texts: readonly string[];
  /** Lines of these. */
  readonly lines: readonly string[];
}

function piecesOf(language: string, file: string): Pieces {
  const texts = packs
    .filter(({ byDefault }) => byDefault)
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.languages.some((id) => id === language) && rule.partOf === undefined)
    .flatMap(({ examples }) =>
      examples.flatMap(({ bad, path, language: own }) =>
        bad === undefined || (path !== undefined && baseName(path) !== file) || (own ?? language) !== language ? [] : [bad],
      ),
    )
    .filter((text) => text.length < 2000);
  return { texts, lines: texts.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '') };
}

function startText({ texts }: Pieces, random: Random): string {
  const chosen = Array.from({ length: 4 }, () => texts[random(texts.length)] ?? '');
  return chosen.join(random(3) === 0 ? '\r\n' : '\n');
}

const small = [
  'x',
  '(',
  ')',
  '{',
  '}',
  '"',
  "'",
  '`',
  ';',
  ',',
  '.',
  ' ',
  '  ',
  '\t',
  '=',
  '😀',
  'é',
  '𝒳',
  '\n',
  '\r\n',
  '\r',
  '//',
  '/*',
  '*/',
  '#',
  '_',
  '0',
  '\\',
];

function pieceOf({ texts, lines }: Pieces, random: Random): string {
  const kind = random(20);
  const lineEnd = random(4) === 0 ? '\r\n' : '\n';
  if (kind < 2) return `${texts[random(texts.length)] ?? ''}${lineEnd}`;
  if (kind < 7) return `${lines[random(lines.length)] ?? ''}${lineEnd}`;
  if (kind < 9) return `// 😀 ${random(100)}${lineEnd}`;
  return small[random(small.length)] ?? '';
}

/** Changes of one notification: each is counted in the text that the one before it left. */
function batchOf(text: string, pieces: Pieces, random: Random): readonly Change[] {
  const kind = random(10);
  if (kind < 3) return severalCarets(text, pieces, random);
  let current = text;
  return Array.from({ length: 1 + random(8) }, () => {
    const change = changeOf(current, pieces, random);
    current = applied(current, change);
    return change;
  });
}

/** The same edit at several places, from the last to the first, as editors send it. */
function severalCarets(text: string, pieces: Pieces, random: Random): readonly Change[] {
  const inserted = pieceOf(pieces, random);
  const length = random(3);
  const places = new Set(Array.from({ length: 2 + random(10) }, () => snap(text, random(text.length + 1))));
  const sorted = [...places].toSorted((a, b) => b - a);
  return sorted.map((start, index) => {
    const end = snap(text, Math.min(start + length, index === 0 ? text.length : (sorted[index - 1] ?? text.length)));
    return { start, end: Math.max(start, end), text: inserted };
  });
}

function changeOf(text: string, pieces: Pieces, random: Random): Change {
  const start = snap(text, random(text.length + 1));
  const kind = random(12);
  if (kind < 5) return { start, end: start, text: pieceOf(pieces, random) };
  if (kind < 9) return { start, end: snap(text, Math.min(text.length, start + 1 + random(4))), text: '' };
  // Over several lines, and now and then nearly everything.
  const length = random(60) === 0 ? text.length : 1 + random(200);
  return { start, end: snap(text, Math.min(text.length, start + length)), text: kind === 11 ? pieceOf(pieces, random) : '' };
}

/** No editor leaves a caret inside of a character or of a line end. */
function snap(text: string, offset: number): number {
  const [left, right] = [text.charCodeAt(offset - 1), text.charCodeAt(offset)];
  const isInside = (left >= 0xd8_00 && left <= 0xdb_ff && right >= 0xdc_00 && right <= 0xdf_ff) || (left === 13 && right === 10);
  return isInside ? offset - 1 : offset;
}

function applied(text: string, { start, end, text: inserted }: Change): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

interface Target {
  readonly name: string;
  readonly version: number;
  readonly encoding: Encoding;
}

/** Sends the changes in the units that were agreed on; the editor's own copy is kept in its own way, so that the two are compared. */
async function send(editor: Editor, { name, version, encoding }: Target, batch: readonly Change[]): Promise<void> {
  let text = editor.text(name);
  const contentChanges = batch.map((change) => {
    const layout = plainLayout(TextDocument.create(name, 'plaintext', 0, text), encoding);
    text = applied(text, change);
    return { range: layout.locateOffsets(change).range, text: change.text };
  });
  await editor.sent(name, text, { version, contentChanges });
}

function itemsOf(answer: DocumentDiagnosticReport): unknown {
  return answer.kind === 'full' ? answer.items.toSorted(byText) : [];
}

interface Fresh {
  readonly name: string;
  readonly file: string;
  readonly language: string;
  readonly text: string;
  readonly encoding: Encoding;
}

/** What a check of the text from scratch shows. */
function freshly(scanner: Scanner, { name, file, language, text, encoding }: Fresh): readonly unknown[] {
  const layout = plainLayout(TextDocument.create(name, language, 0, text), encoding);
  const client = clientOf({ capabilities: { general: { positionEncodings: [encoding] }, textDocument } });
  const sight = { locate: layout.locate.bind(layout), locateIn: () => ({ uri: '', range: layout.locateOffsets({ start: 0, end: 0 }).range }) };
  const { findings, skips } = scanner.check({ path: file, text });
  const skipped = skips.filter(({ reason }) => reason !== 'parse-errors').map(toSkipDiagnostic);
  return [...skipped, ...findings.map((finding) => toDiagnostic(finding, sight, client))].toSorted(byText);
}

function byText(a: unknown, b: unknown): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
