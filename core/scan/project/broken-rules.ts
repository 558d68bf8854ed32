import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Cache } from '../../kernel/context.ts';
import type { RuleProblem } from '../model.ts';
import type { Scanner } from '../scanner.ts';

/** Rules of the user that are compiled even when no file needs them, so that a broken one is told by any scan. */
const mostTried = 100;

const problems = z.array(
  z.object({ file: z.string(), line: z.number().optional(), ruleId: z.string().optional(), field: z.string().optional(), message: z.string() }),
);

/** What is wrong with the user's own rules. The answer of an engine about the same rules is kept in the cache. */
export function findBrokenRules(scanner: Scanner, cache: Cache | undefined, engine: string | undefined): readonly RuleProblem[] {
  const tried = scanner.rules.filter(({ trusted }) => !trusted).slice(0, mostTried);
  if (tried.length === 0) return [];
  const name = `lint-${createHash('sha256')
    .update(JSON.stringify([engine, tried]))
    .digest('hex')
    .slice(0, 32)}.json`;
  const known = engine === undefined ? undefined : parseProblems(cache?.read(name));
  if (known !== undefined) return known;
  const ids = new Set(tried.map(({ id }) => id));
  scanner.lint(ids, 'first-language');
  const found = scanner.problems.filter(({ ruleId }) => ruleId !== undefined && ids.has(ruleId));
  if (engine !== undefined) cache?.write(name, new TextEncoder().encode(JSON.stringify(found)));
  return found;
}

function parseProblems(bytes: Uint8Array | undefined): readonly RuleProblem[] | undefined {
  if (bytes === undefined) return undefined;
  try {
    const parsed = problems.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data.map(({ file, message, ...optional }) => ({ file, ...present(optional), message })) : undefined;
  } catch {
    return undefined;
  }
}

function present(optional: { readonly line?: number | undefined; readonly ruleId?: string | undefined; readonly field?: string | undefined }) {
  const { line, ruleId, field } = optional;
  return { ...(line === undefined ? {} : { line }), ...(ruleId === undefined ? {} : { ruleId }), ...(field === undefined ? {} : { field }) };
}
