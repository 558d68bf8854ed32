import { isUtf8 } from 'node:buffer';
import type { FileStat, Files } from '../../kernel/context.ts';
import { blobId } from '../../kernel/blob-id.ts';
import { toFailure } from '../../kernel/failure.ts';
import { extensionOf, type RepoPath } from '../../kernel/path.ts';
import { decodeText } from '../decode.ts';
import type { LanguageId, Rule, Skip, Source } from '../model.ts';
import type { Scanner } from '../scanner.ts';
import { type FileRecord, type FileState, packResult } from './file-record.ts';
import { isMediaExtension } from './ignored.ts';
import { countLines } from './line-count.ts';
import type { Loaded } from './load-file.ts';

/** Where the files are and how they are looked at. */
export interface BatchOptions {
  readonly files: Files;
  readonly scanner: Scanner;
  /** Bytes; larger files are a skip. */
  readonly maxBytes: number;
  /** Also tell the state of each file, for keeping its record. */
  readonly keepsState: boolean;
  /** Also tell what each file cost. */
  readonly measures: boolean;
  /** Also gather what other files need to know of each. */
  readonly gathersFacts: boolean;
  /** Rules that the scan has given up. */
  readonly givenUp: readonly string[];
}

/** Looks at files of the disk. A batch is small: what its rules have to look at runs under one time guard. */
export function scanBatch(paths: readonly RepoPath[], options: BatchOptions): readonly FileRecord[] {
  const { scanner, givenUp } = options;
  const opened = paths.map((path) => withoutRules(openFile(path, options), givenUp));
  const all = () => opened.map((each) => recordOf(scanner, each));
  const isWaiting = opened.some(({ rules, withFacts }) => rules.length > 0 || withFacts);
  const look = () => (isWaiting ? (scanner.steps.batch(all) ?? all()) : all());
  return scanner.steps.measure(options.measures, look);
}

/** Looks at a file that is at hand. */
export function scanLoaded(scanner: Scanner, path: string, loaded: Loaded, gathersFacts = false): FileRecord {
  if (loaded.kind === 'media') return withoutText(scanner, path);
  return loaded.kind === 'skip' ? withoutText(scanner, path, loaded.skip) : recordOf(scanner, openText(scanner, { path, text: loaded.text }, gathersFacts));
}

/** A file before rules have looked at it: those that could match, and the text for them. */
interface OpenedFile {
  readonly record: FileRecord;
  readonly rules: readonly Rule[];
  /** It also needs the facts for flows across files. */
  readonly withFacts: boolean;
  /** Empty where nobody asks for it. */
  readonly text: string;
}

function withoutRules(opened: OpenedFile, givenUp: readonly string[]): OpenedFile {
  if (givenUp.length === 0) return opened;
  const [rules, left] = [opened.rules.filter(({ id }) => !givenUp.includes(id)), opened.rules.filter(({ id }) => givenUp.includes(id)).map(({ id }) => id)];
  return left.length === 0 ? opened : { ...opened, rules, record: { ...opened.record, left } };
}

function recordOf(scanner: Scanner, { record, rules, withFacts, text }: OpenedFile): FileRecord {
  if (rules.length === 0 && !withFacts) return record;
  const { value: found, cost } = scanner.steps.measured(() => scanner.steps.find({ path: record.path, text }, rules, withFacts));
  const { facts, skips } = found;
  const cut = skips.flatMap(({ ruleId }) => ruleId ?? []);
  return {
    ...{ ...record, body: packResult(found) },
    ...(facts === undefined ? {} : { facts }),
    ...(cost === undefined ? {} : { cost }),
    ...(cut.length === 0 ? {} : { cut }),
  };
}

function openFile(path: RepoPath, { files, scanner, maxBytes, keepsState, gathersFacts }: BatchOptions): OpenedFile {
  if (isMediaExtension(extensionOf(path))) return finished(withoutText(scanner, path));
  const loaded = load(path, files, maxBytes);
  if (loaded.kind === 'skip') return finished(withoutText(scanner, path, loaded.skip));
  const opened = openBytes(scanner, { path, gathersFacts }, loaded.bytes);
  return keepsState ? { ...opened, record: { ...opened.record, state: stateOf(loaded.stat, loaded.bytes) } } : opened;
}

function finished(record: FileRecord): OpenedFile {
  return { record, rules: [], withFacts: false, text: '' };
}

type LoadedBytes = { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly stat: FileStat } | { readonly kind: 'skip'; readonly skip: Skip };

function load(path: RepoPath, files: Files, maxBytes: number): LoadedBytes {
  try {
    const { stat, bytes } = files.load(path, maxBytes);
    if (bytes !== undefined) return { kind: 'bytes', bytes, stat };
    if (stat.kind !== 'file') return { kind: 'skip', skip: { path, reason: 'unreadable', message: `${path} is no plain file` } };
    return { kind: 'skip', skip: { path, reason: 'too-large', message: `${path} is ${stat.size} bytes; the limit is ${maxBytes}` } };
  } catch (thrown) {
    const isOutside = toFailure(thrown).code === 'outside_root';
    const message = isOutside ? `${path} is a link that leads outside the project` : `${path} cannot be read`;
    return { kind: 'skip', skip: { path, reason: isOutside ? 'outside-root' : 'unreadable', message } };
  }
}

function stateOf({ modified, changed }: FileStat, bytes: Uint8Array): FileState {
  return { size: bytes.length, modified, changed: changed ?? modified, content: blobId(bytes) };
}

const sniffed = 8192;
const shebangLength = 256;

/** Plain UTF-8 that no rule can match is not decoded. */
interface Opening {
  readonly path: string;
  readonly gathersFacts: boolean;
}

function openBytes(scanner: Scanner, opening: Opening, bytes: Uint8Array): OpenedFile {
  const { path } = opening;
  const plain = withoutMark(bytes);
  if (!isPlainText(plain)) return openDecoded(scanner, opening, bytes);
  const head = plain[0] === 35 && plain[1] === 33 ? new TextDecoder().decode(plain.subarray(0, shebangLength)) : '';
  const language = scanner.languageOf({ path, text: head });
  const record = { path, language: language?.id ?? 'generic', lines: countLines(plain), body: '' };
  const withFacts = opening.gathersFacts && hasFlows(scanner, language?.id);
  const rules = scanner.steps.candidates(path, language, plain);
  return { record, rules, withFacts, text: rules.length > 0 || withFacts ? new TextDecoder().decode(plain) : '' };
}

function hasFlows({ steps }: Scanner, language: LanguageId | undefined): boolean {
  return language !== undefined && steps.hasFlows(language);
}

function openDecoded(scanner: Scanner, { path, gathersFacts }: Opening, bytes: Uint8Array): OpenedFile {
  const decoded = decodeText(bytes);
  if (decoded.kind === 'text') return openText(scanner, { path, text: decoded.text }, gathersFacts);
  const message = decoded.kind === 'binary' ? `${path} is not text` : `${path} is not UTF-8 or UTF-16 text`;
  return finished(withoutText(scanner, path, { path, reason: decoded.kind, message }));
}

function openText(scanner: Scanner, { path, text }: Source, gathersFacts: boolean): OpenedFile {
  const language = scanner.languageOf({ path, text });
  const encoded = new TextEncoder().encode(text);
  const record = { path, language: language?.id ?? 'generic', lines: countLines(encoded), body: '' };
  const withFacts = gathersFacts && hasFlows(scanner, language?.id);
  return { record, rules: scanner.steps.candidates(path, language, encoded), withFacts, text };
}

function withoutText(scanner: Scanner, path: string, skip?: Skip): FileRecord {
  const { findings, skips } = scanner.steps.findByPath(path);
  return { path, language: undefined, lines: 0, body: packResult({ findings, skips: skip === undefined ? skips : [...skips, skip] }) };
}

/** UTF-8 without a byte order mark. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function isPlainText(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, sniffed).includes(0) && isUtf8(bytes);
}
