import type { FileFacts } from './facts.ts';

/** The classes of a project by name; those of one name are taken for one. */
export interface ClassNames {
  has(name: string): boolean;
  /** A class and what it is made from, as far as that is in the project. */
  above(name: string): readonly string[];
  /** Whether an object said to be of the first class may run a method of the second: one of them is made from the other. */
  areRelated(type: string, owner: string): boolean;
}

const deepest = 5;

export function openClassNames(files: readonly FileFacts[]): ClassNames {
  const supers = new Map<string, Set<string>>();
  for (const { names, classes } of files) {
    for (const [name, above] of classes) {
      const key = names[name] ?? '';
      if (key === '') continue;
      const own = supers.get(key) ?? new Set<string>();
      for (const each of above) own.add(names[each] ?? '');
      supers.set(key, own);
    }
  }
  const known = new Map<string, ReadonlySet<string>>();
  const above = (name: string): ReadonlySet<string> => {
    const found = known.get(name) ?? ancestorsOf(supers, name);
    known.set(name, found);
    return found;
  };
  return {
    has: (name) => supers.has(name),
    above: (name) => [...above(name)],
    areRelated: (type, owner) => type === owner || above(owner).has(type) || above(type).has(owner),
  };
}

function ancestorsOf(supers: ReadonlyMap<string, ReadonlySet<string>>, name: string): ReadonlySet<string> {
  const found = new Set([name]);
  let last: readonly string[] = [name];
  for (let depth = 0; depth < deepest && last.length > 0; depth += 1) {
    last = [...new Set(last.flatMap((each) => [...(supers.get(each) ?? [])]))].filter((each) => supers.has(each) && !found.has(each));
    for (const each of last) found.add(each);
  }
  return found;
}
