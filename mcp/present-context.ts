import type { z } from 'zod';
import { quoted, quotedPath } from '../core/kernel/quoted.ts';
import type { sdkContext } from '../core/scan/sdk.ops.ts';
import { type Compact, type Page, pageOf, textSize } from './budget.ts';

type ContextResult = z.output<typeof sdkContext.output>;

/** A larger answer costs more than it helps before anything is written. */
const maxContext = 400;
/** What a page keeps for its frame; the frame of this answer is counted. */
const unframed = 50;
const maxNames = 8;
const maxControls = 4;
const maxFrameworks = 3;
/** Lists of weaknesses: each line names its weakness already. */
const lists = /^cwe-/;

/** The likeliest weaknesses of a file, by the rule that looks for each: its CWE and what to do instead. Then controls of those, and packs. At most 400 tokens. */
export function presentContext(result: ContextResult, page: Page): Compact {
  const { filename, language, rules_total: rules, libraries, packs, guidance } = result;
  const maxTokens = Math.min(page.maxTokens, maxContext);
  const head = {
    file: quotedPath(filename),
    language,
    rules,
    ...(libraries.length === 0 ? {} : { libraries: libraries.slice(0, maxNames).join(' ') }),
    ...(packs.length === 0 ? {} : { packs: shortList(packs) }),
  };
  const controls = controlsOf(result);
  const left = maxTokens - textSize(head) - (Object.keys(controls).length === 0 ? 0 : textSize({ controls }));
  const line = ({ cwe, advice }: ContextResult['guidance'][number]) => quoted(`${cwe} ${advice}`);
  const { shown } = pageOf(guidance, left + unframed, (guide) => textSize({ [guide.rule_id]: line(guide) }));
  return {
    ...head,
    ...(shown.length === 0 ? {} : { do: Object.fromEntries(shown.map((guide) => [quoted(guide.rule_id), line(guide)])) }),
    ...(Object.keys(controls).length === 0 ? {} : { controls }),
  };
}

/** Controls that most of the guidance counts for, by framework. */
function controlsOf({ guidance }: ContextResult): Readonly<Record<string, string>> {
  const counts = new Map<string, Map<string, number>>();
  for (const [framework, id] of guidance.flatMap(({ controls }) =>
    Object.entries(controls)
      .filter(([name]) => !lists.test(name))
      .flatMap(([name, ids]) => ids.map((each) => [name, each] as const)),
  )) {
    const own = counts.get(framework) ?? new Map<string, number>();
    counts.set(framework, own.set(id, (own.get(id) ?? 0) + 1));
  }
  const most = [...counts].toSorted(([, a], [, b]) => sum(b) - sum(a)).slice(0, maxFrameworks);
  return Object.fromEntries(
    most.map(([framework, ids]) => [
      quoted(framework),
      shortList(
        [...ids].toSorted(([, a], [, b]) => b - a).map(([id]) => id),
        maxControls,
      ),
    ]),
  );
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function shortList(names: readonly string[], most = maxNames): string {
  const told = names.slice(0, most).map((name) => quoted(name, 60));
  return names.length > most ? `${told.join(' ')} +${names.length - most}` : told.join(' ');
}
