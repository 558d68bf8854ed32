import type { FileStat } from '../kernel/context.ts';
import { isYoung, type Sighting, timesOf } from './sighting.ts';

/** What an answer came from. */
export interface Ledger {
  /** By path. Undefined when the answer may be another one the next time, or something changed meanwhile. */
  sightings(): ReadonlyMap<string, Sighting> | undefined;
  /** Whether time ended the work early. */
  isCutShort(): boolean;
}

/** Is told of everything that is seen. */
export interface SightingBook extends Ledger {
  note(path: string, sighting: Sighting): void;
  /** The content is asked for only where the times prove nothing. */
  noteFile(path: string, stat: FileStat, content?: () => string): void;
  noteFolder(path: string, stat: FileStat, content: () => string): void;
  forget(path: string): void;
  doubt(): void;
  cutShort(): void;
}

/** Opens an empty book; `start` (milliseconds since 1970) lies before everything that it is told of. */
export function openBook(start: number): SightingBook {
  const seen = new Map<string, Sighting>();
  /** Young ones whose content nobody has looked at. */
  const unproven = new Set<string>();
  let isDoubtful = false;
  let isCutShort = false;
  const doubt = () => {
    isDoubtful = true;
  };
  const note = (path: string, sighting: Sighting) => {
    const before = seen.get(path);
    if (before !== undefined && !agree(before, sighting)) doubt();
    if (before === undefined || weightOf(sighting) > weightOf(before)) seen.set(path, sighting);
  };
  const noteState = (path: string, stat: FileStat, content: (() => string) | undefined) => {
    if (stat.kind !== 'file' && stat.kind !== 'folder') return doubt();
    const state = { kind: stat.kind, size: stat.size, ...timesOf(stat) };
    if (!isYoung(state, start)) return note(path, state);
    if (content === undefined) unproven.add(path);
    else unproven.delete(path);
    return note(path, content === undefined ? state : { ...state, content: content() });
  };
  return {
    note,
    noteFile: noteState,
    noteFolder: noteState,
    forget(path) {
      if (seen.has(path)) doubt();
      seen.delete(path);
    },
    doubt,
    cutShort: () => {
      isCutShort = true;
    },
    isCutShort: () => isCutShort,
    sightings: () => (isDoubtful || unproven.size > 0 ? undefined : seen),
  };
}

function agree(one: Sighting, other: Sighting): boolean {
  if (one.kind === 'there' || other.kind === 'there') return isFolder(one) && isFolder(other);
  if (one.kind === 'absent' || other.kind === 'absent') return one.kind === other.kind;
  if (one.content !== undefined && other.content !== undefined && one.content !== other.content) return false;
  return one.kind === other.kind && one.size === other.size && one.modified === other.modified && one.changed === other.changed;
}

function isFolder({ kind }: Sighting): boolean {
  return kind === 'there' || kind === 'folder';
}

/** What says more is kept. */
function weightOf(sighting: Sighting): number {
  if (sighting.kind === 'there' || sighting.kind === 'absent') return 0;
  return sighting.content === undefined ? 1 : 2;
}
