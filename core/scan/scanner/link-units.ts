import { prepareFlow } from '../flow/run.ts';
import { flowTables } from '../languages/flow/index.ts';
import { languageOf } from '../languages/index.ts';
import type { ImportSource } from '../languages/language.ts';
import { type Bindings, noBindings } from '../link/bindings.ts';
import { readGoBindings, readNamedBindings } from '../link/named-bindings.ts';
import { readPythonBindings } from '../link/python-bindings.ts';
import { readScriptBindings } from '../link/script-bindings.ts';
import { type Family, familyOf, type OpenUnit, type Unit } from '../link/unit.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { importSource } from '../pattern/file-imports.ts';
import { openSource } from './checked-source.ts';
import type { Engine } from './engine.ts';

/** A file that data can flow through. */
export interface LinkFile {
  readonly path: string;
  /** Names and classes that stand directly in it, for languages that see other files without an import. */
  readonly defines?: readonly string[];
}

/** The files that data can flow through, opened when they are needed. */
export interface UnitPool {
  readonly units: readonly Unit[];
  /** How many were opened so far, and how many nodes those have that are open now. */
  opened(): number;
  nodes(): number;
  /** Gives up all trees. */
  close(): void;
  /** Gives up the tree of one path, whose text is another one now. */
  forget(path: string): void;
}

const readers: Readonly<Record<Family, (source: ImportSource, file: FileTree) => Bindings>> = {
  script: readScriptBindings,
  python: readPythonBindings,
  go: readGoBindings,
  named: readNamedBindings,
  c: () => noBindings,
};

/** What a file imports and exports. */
export function readBindings(file: FileTree): Bindings {
  return readers[familyOf(file.language)](importSource(file), file);
}

/** `textOf` gives the text of a path, undefined when it is gone. Files whose language is not known by their path are left out. */
export function openUnits(engine: Engine, files: readonly LinkFile[], textOf: (path: string) => string | undefined): UnitPool {
  const open = new Map<number, OpenUnit | undefined>();
  const ever = new Set<number>();
  let nodes = 0;
  const units = files.flatMap(({ path, defines }, at): readonly Unit[] => {
    const language = languageOf({ path }, engine.settings.languages);
    if (language === undefined) return [];
    const index = at + 1;
    let names: ReadonlySet<string> | undefined;
    const unit: Unit = {
      index,
      path,
      language,
      family: familyOf(language),
      defines(name) {
        if (defines === undefined) return true;
        names ??= new Set(defines);
        return names.has(name);
      },
      open() {
        if (open.has(index)) return open.get(index);
        const made = openUnit(engine, unit, textOf(path));
        open.set(index, made);
        ever.add(index);
        nodes += made?.file.tree.count ?? 0;
        return made;
      },
    };
    return [unit];
  });
  return {
    units,
    opened: () => ever.size,
    nodes: () => nodes,
    close() {
      open.clear();
      nodes = 0;
    },
    forget(path) {
      const index = units.find((unit) => unit.path === path)?.index ?? 0;
      nodes -= open.get(index)?.file.tree.count ?? 0;
      open.delete(index);
    },
  };
}

function openUnit(engine: Engine, unit: Unit, text: string | undefined): OpenUnit | undefined {
  const checked = text === undefined ? undefined : openSource(engine, { path: unit.path, text });
  const file = checked?.kind === 'source' ? checked.source.tree() : undefined;
  const table = file === undefined ? undefined : flowTables[file.grammar.name];
  if (file === undefined || table === undefined) return undefined;
  const prepared = prepareFlow({ tree: file.tree, grammar: file.grammar, table });
  return { unit, file, prepared, bindings: readBindings(file) };
}
