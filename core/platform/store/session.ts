import { setTimeout as sleep } from 'node:timers/promises';
import { type IsolationLevel, type Kysely, type RawBuilder, sql } from 'kysely';
import { Failure } from '../../kernel/failure.ts';
import type { Reliance } from '../../kernel/store.ts';
import type { Engine, Trouble } from './engine.ts';
import { inTurn } from './in-turn.ts';

/** Where statements run: the database, or an open transaction. Throws `conflict`, `unavailable`, and `internal` for statements that are wrong. */
export interface Session {
  read<R>(statement: RawBuilder<R>): Promise<readonly R[]>;
  /** Gives how many rows it changed. Where it fails inside of a transaction, the statements before it still hold. */
  write(statement: RawBuilder<unknown>): Promise<number>;
  /** Serializable unless it relies on less; `work` is run again where it lost against another transaction. One inside of another one relies on what that does. */
  transaction<A>(work: (session: Session) => Promise<A>, reliance?: Reliance): Promise<A>;
}

/** Milliseconds until a transaction that loses again and again is given up. */
const patience = 15_000;

const failures: Readonly<Record<Trouble, () => Failure>> = {
  duplicate: () => new Failure('conflict', 'It exists already'),
  reference: () => new Failure('conflict', 'It refers to something that is not there, or something refers to it'),
  again: () => new Failure('unavailable', 'The database is busy with other changes'),
  full: () => new Failure('unavailable', 'The disk of the database is full'),
  unreachable: () => new Failure('unavailable', 'The database cannot be reached'),
  other: () => new Failure('internal', 'The database refused a statement'),
};

const levels = { everything: 'serializable', 'own rows': 'read committed' } as const satisfies Readonly<Record<Reliance, IsolationLevel>>;

export function sessionOf(engine: Engine): Session {
  return {
    read: (statement) => repeated(engine, async () => (await statement.execute(engine.reader)).rows),
    write: (statement) => repeated(engine, async () => touched(await statement.execute(engine.writer))),
    transaction: (work, reliance = 'everything') => transact(engine, work, levels[reliance]),
  };
}

/** The failure that stands for a driver's error: no text of the driver, SQL or value in it. */
export function failureOf(engine: Engine, error: unknown): Failure {
  return error instanceof Failure ? error : failures[engine.classify(error)]();
}

/** A statement of its own that lost against another one has changed nothing, so that it can be run again. */
function repeated<A>(engine: Engine, run: () => Promise<A>): Promise<A> {
  return untilWon(async () => {
    try {
      return { done: await run() };
    } catch (error) {
      return engine.classify(error) === 'again' ? 'lost' : { threw: failureOf(engine, error) };
    }
  });
}

/** What a transaction knows of itself while it runs. */
interface State {
  /** It lost against another one: whatever `work` makes of that, it cannot commit. */
  lost: boolean;
  /** What `work` itself threw; everything else that is thrown comes from the driver. */
  thrown?: { readonly error: unknown };
}

function transact<A>(engine: Engine, work: (session: Session) => Promise<A>, level: IsolationLevel): Promise<A> {
  const attempt = async (database: Kysely<unknown>): Promise<Outcome<A>> => {
    const state: State = { lost: false };
    try {
      const transaction = database.transaction().setIsolationLevel(level);
      return { done: await transaction.execute((open) => perform(() => work(within(engine, open, state)), state)) };
    } catch (error) {
      if (state.lost || (state.thrown === undefined && engine.classify(error) === 'again')) return 'lost';
      return { threw: state.thrown === undefined ? failureOf(engine, error) : state.thrown.error };
    }
  };
  const alone = () => engine.alone(attempt).catch((error: unknown) => ({ threw: failureOf(engine, error) }));
  return untilWon((count) => (count === 1 ? attempt(engine.writer) : alone()));
}

/** Throws where the transaction must not commit, which makes Kysely roll it back. */
async function perform<A>(work: () => Promise<A>, state: State): Promise<A> {
  let result: A;
  try {
    result = await work();
  } catch (error) {
    state.thrown = { error };
    throw error;
  }
  if (state.lost) throw failures.again();
  return result;
}

type Outcome<A> = { readonly done: A } | { readonly threw: unknown } | 'lost';

async function untilWon<A>(attempt: (count: number) => Promise<Outcome<A>>): Promise<A> {
  const end = performance.now() + patience;
  for (let count = 1; ; count += 1) {
    const outcome = await attempt(count);
    if (outcome !== 'lost') {
      if ('threw' in outcome) throw outcome.threw;
      return outcome.done;
    }
    if (performance.now() > end) throw failures.again();
    await sleep(Math.random() * Math.min(50, 2 ** count));
  }
}

/** Statements of a transaction run one after another, whoever starts them side by side. */
function within(engine: Engine, open: Kysely<unknown>, state: State, depth = 1): Session {
  const turn = inTurn();
  const point = sql.ref(`s${depth}`);
  let isNested = false;
  const step = <A>(run: () => Promise<A>) => {
    if (isNested) throw new Failure('internal', 'A transaction inside of this one is open: its store must be used');
    return turn(() => noted(engine, state, run));
  };
  /** Until here everything is taken back when `run` throws. PostgreSQL would give up the whole transaction otherwise. */
  const undoable = async <A>(run: () => Promise<A>) => {
    await noted(engine, state, () => sql`savepoint ${point}`.execute(open));
    try {
      const result = await run();
      await noted(engine, state, () => sql`release savepoint ${point}`.execute(open));
      return result;
    } catch (error) {
      if (!state.lost) await noted(engine, state, () => sql`rollback to savepoint ${point}`.execute(open));
      throw error;
    }
  };
  const change = (statement: RawBuilder<unknown>) => noted(engine, state, async () => touched(await statement.execute(open)));
  return {
    read: async (statement) => step(async () => (await statement.execute(open)).rows),
    write: async (statement) => step(() => (engine.name === 'postgres' ? undoable(() => change(statement)) : change(statement))),
    transaction: async (work) =>
      turn(async () => {
        isNested = true;
        try {
          return await undoable(() => work(within(engine, open, state, depth + 1)));
        } finally {
          isNested = false;
        }
      }),
  };
}

async function noted<A>(engine: Engine, state: State, run: () => Promise<A>): Promise<A> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (engine.classify(error) === 'again') state.lost = true;
    throw failureOf(engine, error);
  }
}

function touched({ numAffectedRows }: { readonly numAffectedRows?: bigint }): number {
  return Number(numAffectedRows ?? 0);
}
