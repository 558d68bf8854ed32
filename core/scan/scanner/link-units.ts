import { prepareFlow } from '../flow/run.ts';
import { flowTables } from '../languages/flow/index.ts';
import { languageOf } from '../languages/index.ts';
import type { ImportSource, Language } from '../languages/language.ts';
import { type Bindings, noBindings } from '../link/bindings.ts';
import { readGoBindings, readNamedBindings } from '../link/named-bindings.ts';
import { readPythonBindings } from '../link/python-bindings.ts';
import { readScriptBindings } from '../link/script-bindings.ts';
import { type Family, familyOf, type OpenUnit, type Unit } from '../link/unit.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { importSource } from '../pattern/names.ts';
import { wordsOf } from '../pattern/word-set.ts';
import { openSource } from './checked-source.ts';
import type { Engine } from './engine.ts';

/** A file by path; its text is asked for when it is needed, and may be gone. */
export interface LinkSource {
  readonly path: string;
  readonly text: () => string | undefined;
}

/** The files that data can flow through, opened when they are needed. */
export interface UnitPool {
  readonly units: readonly Unit[];
  textOf(path: string): string | undefined;
  readonly isOpen: (unit: Unit) => boolean;
  /** How many were opened so far, and how many nodes those have that are open now. */
  opened(): number;
  nodes(): number;
  /** Gives up all trees. */
  close(): void;
}

const readers: Readonly<Record<Family, (source: ImportSource, file: FileTree) => Bindings>> = {
  script: readScriptBindings,
  python: readPythonBindings,
  go: readGoBindings,
  named: readNamedBindings,
  c: () => noBindings,
};

/** Looks at the words of each file whose language has flows. */
export function openUnits(engine: Engine, sources: readonly LinkSource[]): UnitPool {
  const open = new Map<number, OpenUnit | undefined>();
  const texts = new Map(sources.map((source) => [source.path, source]));
  const units: Unit[] = [];
  let opened = 0;
  let nodes = 0;
  for (const { path, text } of sources) {
    const language = languageOf({ path }, engine.settings.languages);
    if (language?.grammar === undefined || flowTables[language.grammar] === undefined) continue;
    const content = text();
    if (content === undefined || content.length > engine.settings.maxFileSize) continue;
    const index = units.length + 1;
    const unit: Unit = {
      index,
      path,
      language,
      family: familyOf(language),
      words: wordsOf(content),
      open() {
        if (open.has(index)) return open.get(index);
        const made = openUnit(engine, unit, texts.get(path)?.text());
        open.set(index, made);
        opened += 1;
        nodes += made?.file.tree.count ?? 0;
        return made;
      },
    };
    units.push(unit);
  }
  return {
    units,
    textOf: (path) => texts.get(path)?.text(),
    isOpen: (unit) => open.has(unit.index),
    opened: () => opened,
    nodes: () => nodes,
    close() {
      open.clear();
      nodes = 0;
    },
  };
}

function openUnit(engine: Engine, unit: Unit, text: string | undefined): OpenUnit | undefined {
  const checked = text === undefined ? undefined : openSource(engine, { path: unit.path, text });
  const file = checked?.kind === 'source' ? checked.source.tree() : undefined;
  const table = file === undefined ? undefined : flowTables[file.grammar.name];
  if (file === undefined || table === undefined) return undefined;
  const prepared = prepareFlow({ tree: file.tree, grammar: file.grammar, table });
  return { unit, file, prepared, bindings: readers[unit.family](importSource(file), file) };
}

/** Whether flows can be followed in a language. */
export function hasFlows({ grammar }: Language): boolean {
  return grammar !== undefined && flowTables[grammar] !== undefined;
}
