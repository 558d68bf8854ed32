import type { BootOptions } from '../core/boot.ts';
import type { Context } from '../core/kernel/context.ts';
import { type LightPorts, openPorts } from '../core/ports.ts';
import { recallAnswer, rememberAnswer } from '../core/recall/answers.ts';
import { witnessContext } from '../core/recall/witnessed.ts';
import { metricsFile, refreshMetrics, type Repetition } from '../core/runs/refresh-metrics.ts';
import { baseName, insideRoot } from '../core/kernel/path.ts';
import { terminalLog } from './log.ts';
import { bootOptions, type ProductOptions, withProduct } from './product.ts';
import type { Shell } from './shell.ts';

/** A call of an operation that writes what it found. */
export interface Call {
  readonly operation: string;
  readonly request: unknown;
  /** Whether an earlier answer may be taken. */
  readonly recalls: boolean;
}

interface WithFiles {
  readonly written: readonly string[];
}

/** An answer, and how it was had again where nothing it came from has changed since an earlier call. */
export interface Answered<T> {
  readonly answer: T;
  readonly repetition?: Repetition;
}

/**
 * Answers a call from an earlier one while nothing has changed that the answer came from: then no part of the engine is loaded. Else acts on the
 * product and remembers the answer. Failures of the act pass through.
 */
export async function answerCall<T extends WithFiles>(
  shell: Shell,
  options: ProductOptions,
  call: Call,
  act: (context: Context) => Promise<T>,
): Promise<Answered<T>> {
  if (!call.recalls) return { answer: await withProduct(shell, options, act) };
  const boot = bootOptions(shell, options);
  const ports = openPorts({ ...boot, log: terminalLog(shell) });
  const key = keyOf(ports, boot, call);
  if (key === undefined) return { answer: await withProduct(shell, options, act) };
  return recall<T>(ports, key, call) ?? { answer: await withProduct(shell, options, (context) => remember(context, key, act)) };
}

/** All that decides an answer besides the files of the project; undefined for a product that its build gave no name. */
function keyOf({ assets, clock }: LightPorts, { environment, configFile, configText }: BootOptions, { operation, request }: Call): string | undefined {
  const product = productId(assets);
  if (product === undefined) return undefined;
  const settings = Object.entries(environment).filter(([name]) => name.startsWith('GUARD_'));
  // Suppressions expire by the day.
  const today = clock.now().toISOString().slice(0, 10);
  return JSON.stringify([product, operation, request, configFile, configText, settings.toSorted(([a], [b]) => (a < b ? -1 : 1)), today]);
}

function productId(assets: LightPorts['assets']): string | undefined {
  try {
    return new TextDecoder().decode(assets.read('product-id'));
  } catch {
    return undefined;
  }
}

function recall<T extends WithFiles>(ports: LightPorts, key: string, { operation }: Call): Answered<T> | undefined {
  const text = recallAnswer(ports, key);
  if (text === undefined) return undefined;
  const answer = JSON.parse(text) as T;
  const scannedAt = ports.clock.now().toISOString();
  const repetition = { scannedAt, milliseconds: ports.clock.elapsed() };
  if (!refreshMetrics(ports.files, answer.written, repetition)) return undefined;
  ports.audit.record({ at: scannedAt, action: operation, actor: 'local', via: 'local', outcome: 'done', details: {} });
  return { answer, repetition };
}

async function remember<T extends WithFiles>(context: Context, key: string, act: (context: Context) => Promise<T>): Promise<T> {
  const { cache, clock, files } = context;
  if (cache === undefined) return await act(context);
  const { context: watched, ledger } = witnessContext(context);
  const answer = await act(watched);
  const except = new Set(answer.written.filter((path) => baseName(path) === metricsFile).map((path): string => insideRoot(files.root, path)));
  if (!context.signal.aborted) rememberAnswer({ files, cache, clock }, { key, answer: JSON.stringify(answer), ledger, except });
  return answer;
}
