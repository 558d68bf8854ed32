import type { Context } from '../core/kernel/context.ts';
import { listFrameworks } from '../core/compliance/controls.ops.ts';
import { runJson } from '../core/kernel/operation.ts';
import { listRules } from '../core/scan/rules.ops.ts';
import type { ToolHost } from './host.ts';

/** Ids of rules for what was typed of one: those that begin with it, then those that have it elsewhere, each by name. */
export async function ruleIds(host: ToolHost, typed: string): Promise<string[]> {
  const { rules } = await runJson(listRules, contextOf(host), {});
  return nearest(
    rules.map(({ id }) => id),
    typed,
  );
}

/** The same for frameworks, which may be typed by an alias. */
export async function frameworkIds(host: ToolHost, typed: string): Promise<string[]> {
  const { frameworks } = await runJson(listFrameworks, contextOf(host), {});
  const byAlias = frameworks.filter(({ aliases }) => typed !== '' && aliases.some((alias) => alias.startsWith(typed.toLowerCase())));
  const ids = nearest(
    frameworks.map(({ id }) => id),
    typed,
  );
  return [...new Set([...ids, ...byAlias.map(({ id }) => id)])];
}

function nearest(ids: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const found = ids.filter((id) => id.toLowerCase().includes(wanted));
  const rank = (id: string) => Number(!id.toLowerCase().startsWith(wanted));
  return found.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function contextOf({ product }: ToolHost): Context {
  return product.contextFor({ actor: { id: 'agent', via: 'agent', access: 'member' } });
}
