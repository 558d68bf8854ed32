import type { FlowFile, FlowFunction } from './form.ts';

const constructors: ReadonlySet<string> = new Set(['constructor', '__init__', '__construct', 'initialize']);

/** Functions with a mark, and those that may call them: what the rule can find, it finds there. */
export function concernedFunctions(flow: FlowFile, marked: ReadonlySet<number>): ReadonlySet<number> {
  const concerned = new Set<number>();
  const open = [...marked];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const made = flow.functions[id];
    if (made === undefined || concerned.has(id)) continue;
    concerned.add(id);
    // A closure also runs where it is written.
    if (made.kind === 'closure') open.push(made.parent);
    for (const name of namesOf(flow, made)) open.push(...(flow.callers.get(name) ?? []));
  }
  return concerned;
}

/** Whether a method of this name makes objects of its class. */
export function isConstructor(name: string): boolean {
  return constructors.has(name);
}

/** Names a function is called by; a constructor goes by that of its class. */
export function namesOf(flow: FlowFile, made: FlowFunction): readonly string[] {
  if (made.name === '') return [];
  const owner = made.owner >= 0 && isConstructor(made.name) ? flow.classes[made.owner] : undefined;
  return owner === undefined ? [made.name] : [made.name, owner.name];
}
