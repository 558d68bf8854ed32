import { createHash } from 'node:crypto';
import { blobId } from '../../kernel/blob-id.ts';
import type { Cache, Context } from '../../kernel/context.ts';
import type { RepoPath } from '../../kernel/path.ts';
import type { LanguageId, RuleProblem, Skip } from '../model.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import { type FileRecord, type FileState, isSameState, unpackResult } from './file-record.ts';
import { decodeRecords, encodeRecords, type KeptRecord, type RecordReader } from './record-file.ts';

/** Records of earlier scans of a project. */
export interface ResultCache {
  /** How many records there are. */
  readonly count: number;
  /** The record of a file that is as it was, checked by the rules there are now; undefined when it has to be scanned. */
  find(path: RepoPath): FileRecord | undefined;
  keep(record: FileRecord): void;
  /** Writes what was found and kept; after a scan of the whole project without the files that are gone. */
  save(scan: { readonly whole: boolean; readonly problems: readonly RuleProblem[] }): void;
}

export interface CacheOptions {
  readonly context: Context;
  readonly cache: Cache;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  /** Records need what other files need to know of each. */
  readonly gathersFacts: boolean;
}

/** Files whose time is as young as this when they are read may change again without a new time, on file systems with coarse ones. */
const youngMilliseconds = 2000;
const maxBytes = 128_000_000;
/** What time or an earlier file decided: the next scan tries again. */
const passing: ReadonlySet<Skip['reason']> = new Set(['budget', 'too-deep', 'long-line', 'rule-error', 'unreadable']);

/** Opens the records of this project's packs; a file that is damaged or of another engine is taken for none. Undefined for an engine without a name. */
export function openResultCache(options: CacheOptions): ResultCache | undefined {
  const { context, cache } = options;
  const engine = engineId(context);
  if (engine === undefined) return undefined;
  const name = fileName(options.settings);
  const bytes = cache.read(name);
  const known = bytes === undefined ? undefined : decodeRecords(bytes, engine);
  const stamps = stampsOf(options);
  const kept = new Map<string, KeptRecord>();
  let isChanged = false;
  const keep = (entry: KeptRecord, isNew: boolean) => {
    isChanged ||= isNew;
    kept.set(entry.record.path, entry);
  };
  return {
    count: known?.count ?? 0,
    find(path) {
      const entry = known?.get(path);
      if (entry === undefined || !isCurrent(entry, options, stamps)) return undefined;
      const state = unchangedState(path, entry.state, context);
      if (state === undefined) return undefined;
      keep({ ...entry, state }, state !== entry.state);
      return { ...entry.record, state };
    },
    keep(record) {
      const { state, ...rest } = record;
      if (state === undefined || record.left !== undefined || isPassing(record, options.scanner)) return;
      keep({ record: rest, state: settled(state, context), stamp: stamps(record.language) }, true);
    },
    save({ whole, problems }) {
      const entries = whole ? [...kept.values()] : withOthers(kept, known);
      if (!isChanged && entries.length === known?.count) return;
      const content = encodeRecords(withoutTroubled(entries, problems, options), engine);
      if (content.length <= maxBytes) cache.write(name, content);
    },
  };
}

/** Results of other packs are kept apart, so that two ways of scanning a project do not push one another out. */
function fileName({ packs }: ScannerSettings): string {
  const ids = packs.map((pack) => pack.id).sort();
  return `scan-${createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 16)}.bin`;
}

/** The build names the engine after the sources it was made from; undefined where it did not. */
export function engineId({ assets }: Context): string | undefined {
  try {
    return new TextDecoder().decode(assets.read('engine-id')).trim();
  } catch {
    return undefined;
  }
}

function stampsOf({ scanner, settings, gathersFacts }: CacheOptions): (language: LanguageId | undefined) => string {
  const known = new Map<LanguageId, string>();
  return (language = 'generic') => {
    const stamp =
      known.get(language) ?? `${scanner.steps.stampFor(language)}-${settings.maxFileSize}${gathersFacts && scanner.steps.hasFlows(language) ? '-facts' : ''}`;
    known.set(language, stamp);
    return stamp;
  };
}

/** Whether rules and the choice of the language are those of then. */
function isCurrent({ record, stamp }: KeptRecord, { scanner }: CacheOptions, stamps: (language: LanguageId | undefined) => string): boolean {
  if (stamp !== stamps(record.language)) return false;
  const byPath = scanner.languageOf({ path: record.path })?.id;
  return record.language === undefined || byPath === undefined || byPath === record.language;
}

/** The state to keep when the file is as it was: by its times, else by its content. */
function unchangedState(path: RepoPath, state: FileState, context: Context): FileState | undefined {
  const stat = context.files.stat(path);
  if (stat === undefined || stat.kind !== 'file' || stat.size !== state.size) return undefined;
  if (isSameState(stat, state)) return state;
  try {
    const loaded = context.files.load(path, state.size);
    if (loaded.bytes === undefined || blobId(loaded.bytes) !== state.content) return undefined;
    return settled({ ...state, modified: loaded.stat.modified, changed: loaded.stat.changed ?? loaded.stat.modified }, context);
  } catch {
    return undefined;
  }
}

/** The times of a file that was just written prove nothing yet: without them the next scan compares its content. */
function settled(state: FileState, { clock }: Context): FileState {
  const isYoung = clock.now().getTime() - Math.max(state.modified, state.changed) < youngMilliseconds;
  return isYoung ? { ...state, modified: 0, changed: 0 } : state;
}

function isPassing(record: FileRecord, { steps }: Scanner): boolean {
  return record.body !== '' && unpackResult(record, steps.rulesById).skips.some(({ reason }) => passing.has(reason));
}

function withOthers(kept: ReadonlyMap<string, KeptRecord>, known: RecordReader | undefined): readonly KeptRecord[] {
  const others = known === undefined ? [] : [...known.all()].filter(({ record }) => !kept.has(record.path));
  return [...kept.values(), ...others];
}

/** A rule that cannot be used is told by every scan: files of its languages are not kept. */
function withoutTroubled(entries: readonly KeptRecord[], problems: readonly RuleProblem[], { scanner }: CacheOptions): readonly KeptRecord[] {
  const initial = new Set(scanner.steps.initialProblems.map((problem) => JSON.stringify(problem)));
  const arisen = problems.filter((problem) => !initial.has(JSON.stringify(problem)));
  const troubled = new Set(arisen.flatMap(({ ruleId }) => (ruleId === undefined ? [] : (scanner.steps.rulesById.get(ruleId)?.languages ?? []))));
  if (troubled.size === 0) return entries;
  return entries.filter(({ record: { language = 'generic' } }) => !scanner.steps.ruleLanguages(language).some((id) => troubled.has(id)));
}
