import type { Skip } from '../model.ts';
import type { FileRecord } from './file-record.ts';

/** Rules that run out of their limits in file after file: the rest of a scan goes on without them, and says so. */
export interface GivenUp {
  /** Takes in how rules fared in these files. */
  note(records: readonly FileRecord[]): void;
  /** Ids of the rules to leave out from now on. */
  readonly rules: readonly string[];
  /** One for each rule that was given up: in how many files it met its limits, and how many it was not tried on. */
  skips(): readonly Skip[];
}

/** So many files are bad luck; a rule that is cut in more of them, and in this share of all, is a bad rule. */
const mostStrikes = 20;
const strikeShare = 0.05;

/** Starts for one scan. */
export function openGivenUp(): GivenUp {
  const strikes = new Map<string, number>();
  const left = new Map<string, number>();
  const rules: string[] = [];
  let files = 0;
  return {
    rules,
    note(records) {
      files += records.length;
      count(
        strikes,
        records.flatMap(({ cut = [] }) => [...new Set(cut)]),
      );
      count(
        left,
        records.flatMap((record) => record.left ?? []),
      );
      for (const [id, times] of strikes) if (times >= mostStrikes && times >= files * strikeShare && !rules.includes(id)) rules.push(id);
    },
    skips: () => rules.map((id) => skipOf(id, strikes.get(id) ?? 0, left.get(id) ?? 0)),
  };
}

function skipOf(ruleId: string, strikes: number, left: number): Skip {
  const message = `The rule ${ruleId} ran out of its budget in ${strikes} files and was given up: ${left} further files were not checked with it`;
  return { path: '', reason: 'budget', message, ruleId };
}

function count(times: Map<string, number>, ids: readonly string[]): void {
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
}
