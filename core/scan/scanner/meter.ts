import type { TimeGuard } from '../regex/guard.ts';

/** What looking at one file cost. */
export interface FileCost {
  /** Milliseconds, parsing and rules included. */
  readonly ms: number;
  readonly parseMs: number;
  /** Loading a grammar and compiling rules: the first file of a language pays for all. */
  readonly setupMs: number;
  readonly rules: readonly RuleCost[];
}

export interface RuleCost {
  readonly ruleId: string;
  readonly ms: number;
  /** It ran out of its time or steps. */
  readonly isStopped: boolean;
}

/** Takes the time of rules and files where somebody asked for it; otherwise it only calls what it is given. */
export interface Meter {
  readonly isOn: boolean;
  /** Is on, or off, while the work runs. */
  during<T>(isOn: boolean, work: () => T): T;
  /** Runs the work on one file; what it cost is known afterwards. */
  file<T>(work: () => T): { readonly value: T; readonly cost?: FileCost };
  /** Counts apart from the rule that asked for it. */
  part<T>(part: 'parse' | 'setup', work: () => T): T;
  rule<T>(ruleId: string, work: () => T): T;
  /** The rule ran out of its budget; also ends its time where a time guard ended it. */
  stopped(ruleId: string): void;
}

/** What watches over rules at work. */
export interface Watch {
  readonly guard: TimeGuard;
  readonly meter: Meter;
}

/** Creates a meter that is off. */
export function createMeter(): Meter {
  let watch: Stopwatch | undefined;
  return {
    get isOn() {
      return watch !== undefined;
    },
    during(isOn, work) {
      const before = watch;
      watch = isOn ? startWatch() : undefined;
      try {
        return work();
      } finally {
        watch = before;
      }
    },
    file(work) {
      if (watch === undefined) return { value: work() };
      const own = startWatch();
      watch = own;
      const start = performance.now();
      const value = work();
      return { value, cost: own.cost(performance.now() - start) };
    },
    part: (part, work) => (watch === undefined ? work() : watch.part(part, work)),
    rule: (ruleId, work) => (watch === undefined ? work() : watch.rule(ruleId, work)),
    stopped: (ruleId) => watch?.stopped(ruleId),
  };
}

/** The times of one file. */
interface Stopwatch extends Pick<Meter, 'part' | 'rule' | 'stopped'> {
  /** `ms`: of all. */
  cost(ms: number): FileCost;
}

interface Open {
  readonly ruleId: string;
  readonly start: number;
  readonly apartBefore: number;
}

function startWatch(): Stopwatch {
  const times = new Map<string, number>();
  const stopped = new Set<string>();
  const apart = { parse: 0, setup: 0 };
  let open: Open | undefined;
  const close = () => {
    if (open === undefined) return;
    // A tree that the first rule asks for is there for all.
    const ms = performance.now() - open.start - (apart.parse + apart.setup - open.apartBefore);
    times.set(open.ruleId, (times.get(open.ruleId) ?? 0) + Math.max(0, ms));
    open = undefined;
  };
  return {
    part(part, work) {
      const start = performance.now();
      const value = work();
      apart[part] += performance.now() - start;
      return value;
    },
    rule(ruleId, work) {
      open = { ruleId, start: performance.now(), apartBefore: apart.parse + apart.setup };
      // Not in `finally`: where a time guard ends the work, none is run.
      const value = work();
      close();
      return value;
    },
    stopped(ruleId) {
      close();
      stopped.add(ruleId);
    },
    cost(ms) {
      close();
      const rules = [...times].map(([ruleId, own]) => ({ ruleId, ms: own, isStopped: stopped.has(ruleId) }));
      return { ms, parseMs: apart.parse, setupMs: apart.setup, rules };
    },
  };
}
