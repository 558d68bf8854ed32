import type { MetaPattern } from './pattern-node.ts';
import type { TypedMeta } from './placeholder.ts';
import { parseType } from './type-text.ts';

/** Slot and type of a typed metavariable; the metavariables of the type get slots too. */
export function typedParts(typed: TypedMeta | undefined, slotOf: (name: string) => number): Pick<MetaPattern, 'slot' | 'type' | 'typeSlots'> {
  if (typed === undefined) return { slot: -1 };
  const names = typed.type.match(/\$[A-Z_][A-Z_0-9]*/g) ?? [];
  return { slot: slotOf(typed.name), type: parseType(typed.type), typeSlots: new Map(names.map((name) => [name, slotOf(name)])) };
}
