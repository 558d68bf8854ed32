import { brotliDecompressSync } from 'node:zlib';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { Assets } from '../../kernel/context.ts';
import type { Position } from '../../kernel/text.ts';
import { atomKinds, sealAtoms } from './atoms.ts';
import { followText } from './editable-tree.ts';
import type { FlatTree } from './flat-tree.ts';
import { readFlatTree } from './heap-reader.ts';
import { createTimeGuard } from '../regex/guard.ts';
import { masked } from './masked.ts';
import { masks } from './masks/index.ts';
import { type StartedParsers, startParsers } from './native-parser.ts';
import { nestsTooDeeply } from './nesting.ts';
import { isOwnGrammar, openOwnGrammar, type OwnGrammarName } from './own-grammars.ts';
import { provenGrammars } from './parser/proven-grammars.ts';
import { refined } from './refine.ts';
import { refinements } from './refinements/index.ts';
import { regrouped } from './regroup.ts';
import { regroupings } from './regroupings/index.ts';
import { reshaped } from './reshape.ts';
import { shapes } from './shapes.ts';
import { readSymbolTable } from './symbol-table.ts';

/** Names of the grammars in assets/grammars. */
export const grammarNames = [
  'javascript',
  'php',
  'ruby',
  'rust',
  'bash',
  'lua',
  'solidity',
  'typescript',
  'tsx',
  'python',
  'java',
  'go',
  'c',
  'yaml',
  'json',
  'hcl',
  'html',
  'css',
  'toml',
  'c_sharp',
  'kotlin',
  'cpp',
  'scala',
  'swift',
] as const;
export type AssetGrammarName = (typeof grammarNames)[number];
export type GrammarName = AssetGrammarName | OwnGrammarName;

/** A change of text, in UTF-16 offsets and positions before (`old…`) and after (`new…`). */
export interface TextChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
  readonly startPosition: Position;
  readonly oldEndPosition: Position;
  readonly newEndPosition: Position;
}

/** A tree that follows its text while it is edited. Close it to free its memory. */
export interface EditableTree {
  readonly current: FlatTree;
  /** Applies the changes in order and reparses; undefined when the budget ran out (the former tree is gone, open anew). */
  update(changes: readonly TextChange[], text: string): FlatTree | undefined;
  close(): void;
}

/** One language's parser and its names. */
export interface Grammar {
  readonly name: GrammarName;
  /** Node kind names by id; ids of `ERROR` are 65535 and of a hidden error 65534 and are not in here. */
  readonly kinds: readonly string[];
  /** Kind ids with this name; several when the grammar reuses a name. Empty when there is none. */
  kindIds(name: string, named?: boolean): readonly number[];
  /** 0 when the grammar has no such field. */
  fieldId(name: string): number;
  /** Undefined when parsing took longer than `budget` milliseconds (default 5,000). Texts take the fast way through the grammar's tables, unless that meets a limit. */
  parse(text: string, budget?: number): FlatTree | undefined;
  open(text: string, budget?: number): EditableTree | undefined;
}

/** All grammars of the product; each is loaded at its first use. */
export interface Grammars {
  get(name: GrammarName): Grammar;
  /** The same with trees as the parser makes them, where `get` reshapes or refines them. */
  native(name: AssetGrammarName): Grammar;
}

const defaultBudget = 5000;

/** web-tree-sitter is one instance per thread, and starting it twice breaks the first: so is this memory. */
let started: Promise<StartedParsers> | undefined;

/** Scanners of the same assets share their grammars: loading one takes longer than compiling many rules for it. */
const shared = new WeakMap<Assets, Grammars>();

/** Starts the parser's wasm at the first call in a thread; grammars are loaded when they are first asked for. */
export async function openGrammars(assets: Assets): Promise<Grammars> {
  started ??= startParsers(assets);
  const parsers = await started;
  const known = shared.get(assets) ?? lazyGrammars(assets, parsers);
  shared.set(assets, known);
  return known;
}

function lazyGrammars(assets: Assets, parsers: StartedParsers): Grammars {
  const native = remembered((name: AssetGrammarName) => openGrammar(name, assets, parsers));
  const get = remembered((name: GrammarName) => {
    if (isOwnGrammar(name)) return openOwnGrammar(name);
    const shape = shapes[name];
    const mask = masks[name];
    const read = mask === undefined ? native(name) : masked(native(name), mask);
    const own = shape === undefined ? read : reshaped(read, shape);
    const regrouping = regroupings[name];
    const whole = regrouping === undefined ? own : regrouped(own, regrouping);
    const refinement = refinements[name];
    return refinement === undefined ? whole : refined(whole, refinement);
  });
  return { get, native };
}

function remembered<Name>(open: (name: Name) => Grammar): (name: Name) => Grammar {
  const opened = new Map<Name, Grammar>();
  return (name) => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const grammar = open(name);
    opened.set(name, grammar);
    return grammar;
  };
}

function openGrammar(name: AssetGrammarName, assets: Assets, { memory, tables }: StartedParsers): Grammar {
  const module = new WebAssembly.Module(new Uint8Array(brotliDecompressSync(assets.read(`grammars/${name}.wasm.br`))));
  const language = Language.loadSync(module);
  const native = openNativeParser(language);
  const table = readSymbolTable(memory, addressOf(language));
  const kinds = language.types.map((kind) => kind ?? '');
  const namedIds = idsByName(kinds, (id) => table.named[id] === 1);
  const anonymousIds = idsByName(kinds, (id) => table.named[id] !== 1);
  const parse = (text: string, budget = defaultBudget, previous?: Tree) => native.parse(text, budget, previous);
  const atoms = new Set((atomKinds[name] ?? []).flatMap((kind) => namedIds.get(kind) ?? []));
  const flatten = (tree: Tree, text: string) => sealAtoms(readFlatTree(memory, addressOf(tree), table, text), atoms);
  const parseByTables = provenGrammars.has(name) ? tables.open(module) : undefined;
  const parseWhole = (text: string) => {
    const tree = parseByTables?.(text);
    if (tree === undefined || (tree.hasError && nestsTooDeeply(text))) return undefined;
    return sealAtoms(tree, atoms);
  };
  return {
    name,
    kinds,
    kindIds: (kind, named = true) => (named ? namedIds : anonymousIds).get(kind) ?? [],
    fieldId: (field) => language.fieldIdForName(field) ?? 0,
    parse: (text, budget) =>
      withinTime(budget, () => {
        const whole = parseWhole(text);
        if (whole !== undefined) return whole;
        const tree = parse(text, budget);
        if (tree === undefined) return undefined;
        const flat = flatten(tree, text);
        tree.delete();
        return flat;
      }),
    open(text, budget) {
      const opened = withinTime(budget, () => followText(text, { parseWhole, parse: (next, previous) => parse(next, budget, previous), flatten }));
      if (opened === undefined) return undefined;
      return {
        get current() {
          return opened.current;
        },
        update: (changes, next) => withinTime(budget, () => opened.update(changes, next)),
        close: () => opened.close(),
      };
    },
  };
}

function idsByName(kinds: readonly string[], belongs: (id: number) => boolean): ReadonlyMap<string, readonly number[]> {
  const ids = new Map<string, number[]>();
  for (const [id, kind] of kinds.entries()) {
    if (!belongs(id)) continue;
    const known = ids.get(kind);
    if (known === undefined) ids.set(kind, [id]);
    else known.push(id);
  }
  return ids;
}

/** Scanners of grammars may never come back from some texts, where no parser asks for the time. */
const guard = createTimeGuard();
/** Milliseconds over the budget, which parsers keep by themselves. */
const grace = 500;

function withinTime<T>(budget: number | undefined, parse: () => T | undefined): T | undefined {
  const outcome = guard.run(parse, (budget ?? defaultBudget) + grace);
  return outcome.kind === 'done' ? outcome.value : undefined;
}

interface NativeParser {
  /** Undefined when the budget (milliseconds) ran out. */
  parse(text: string, budget: number, previous: Tree | undefined): Tree | undefined;
}

function openNativeParser(language: Language): NativeParser {
  let parser: Parser | undefined;
  /** Still set when a time guard ended the last parse: such a parser is in any state. */
  let isParsing = false;
  return {
    parse(text, budget, previous) {
      if (nestsTooDeeply(text)) return undefined;
      if (parser === undefined || isParsing) parser = new Parser().setLanguage(language);
      const deadline = performance.now() + budget;
      isParsing = true;
      const tree = parser.parse(text, previous ?? null, { progressCallback: () => performance.now() > deadline });
      isParsing = false;
      if (tree === null) parser.reset();
      return tree ?? undefined;
    },
  };
}

/** web-tree-sitter keeps the wasm address of a language or tree in its property 0, which its types do not name. */
function addressOf(handle: object): number {
  const address: unknown = Reflect.get(handle, 0);
  if (typeof address !== 'number') throw new Error('web-tree-sitter changed its handles; its version must stay pinned');
  return address;
}
