import type { Grammar } from '../tree/grammar.ts';
import type { FlowTable, Role } from './role.ts';

/** A table with its roles by kind id of a grammar. */
export interface BoundTable {
  readonly table: FlowTable;
  readonly roles: readonly (Role | undefined)[];
  /** Field ids by name, as far as they were asked for. */
  readonly fields: Map<string, number>;
}

/** Looks the table's kinds up in a grammar; kinds the grammar lacks are left out (TypeScript's in JavaScript). */
export function bindTable(table: FlowTable, grammar: Grammar): BoundTable {
  const roles: (Role | undefined)[] = grammar.kinds.map(() => undefined);
  for (const [name, role] of Object.entries(table.roles)) {
    const named = grammar.kindIds(name);
    for (const id of named.length > 0 ? named : grammar.kindIds(name, false)) roles[id] = role;
  }
  return { table, roles, fields: new Map() };
}
