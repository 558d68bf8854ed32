import type { z } from 'zod';
import { type Catalogue, everyWeakness, type Reason } from './catalogue.ts';
import { childrenOf, parentsOf, withDescendants } from './weaknesses.ts';
import type { frameworkFile, Judgement, Topics, Weaknesses } from './source.ts';

type SourceFile = z.output<typeof frameworkFile>;
type Mapping = SourceFile['mappings'][number];

export interface FrameworkSources {
  readonly frameworks: readonly SourceFile[];
  readonly judgements: readonly Judgement[];
  readonly topics: Topics;
  readonly weaknesses: Weaknesses;
}

/** Catalogues as the product reads them: every weakness is placed beforehand. What does not fit together is a problem, in words. */
export function compileFrameworks(sources: FrameworkSources): { readonly catalogues: readonly Catalogue[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const done = new Map<string, Catalogue>();
  for (const file of inOrder(sources.frameworks)) {
    if (done.has(file.id)) problems.push(`${file.id}: another framework has this id`);
    done.set(file.id, compileOne(file, { sources, done, problems }));
  }
  for (const { framework } of sources.judgements) if (!done.has(framework)) problems.push(`judgements: there is no framework ${framework}`);
  return { catalogues: sources.frameworks.flatMap(({ id }) => done.get(id) ?? []), problems };
}

/** Those that lean on others come after them. */
function inOrder(files: readonly SourceFile[]): readonly SourceFile[] {
  return files.toSorted((a, b) => leaning(a) - leaning(b));
}

function leaning({ mappings }: SourceFile): number {
  return mappings.some(({ from }) => from !== 'cwe') ? 1 : 0;
}

interface Compiling {
  readonly sources: FrameworkSources;
  readonly done: ReadonlyMap<string, Catalogue>;
  readonly problems: string[];
}

function compileOne(file: SourceFile, { sources, done, problems }: Compiling): Catalogue {
  const { mappings, ...facts } = file;
  const known = new Map(file.controls.map(({ id }, index) => [id, index]));
  if (known.size !== file.controls.length) problems.push(`${file.id}: two controls have the same id`);
  const book = openBook((control) => {
    const at = known.get(control);
    if (at === undefined) problems.push(`${file.id}: there is no control ${control}`);
    return at;
  });
  for (const mapping of mappings) {
    if (mapping.from === 'cwe') addListed(book, mapping, sources.weaknesses);
    else addCrosswalk(book, mapping, { done, problems });
  }
  const documents: Record<string, readonly string[]> = {};
  for (const judgement of sources.judgements.filter(({ framework }) => framework === file.id)) {
    addJudged(book, judgement, sources, problems);
    for (const [document, controls] of Object.entries(judgement.documents)) {
      documents[document] = [...(documents[document] ?? []), ...controls.filter((control) => book.indexOf(control) !== undefined)];
    }
  }
  return { ...facts, size: file.controls.length, ...book.close(), documents };
}

/** Gathers places of weaknesses; a better reason for the same place stands. */
interface Book {
  indexOf(control: string): number | undefined;
  add(cwe: number | typeof everyWeakness, control: string, reason: Reason): void;
  close(): Pick<Catalogue, 'reasons' | 'byCwe'>;
}

function openBook(indexOf: Book['indexOf']): Book {
  const reasons = new Map<string, { readonly at: number; readonly reason: Reason }>();
  const byCwe = new Map<number | string, Map<number, number>>();
  return {
    indexOf,
    add(cwe, control, reason) {
      const at = indexOf(control);
      if (at === undefined) return;
      const key = JSON.stringify(reason);
      const why = reasons.get(key)?.at ?? reasons.size;
      if (why === reasons.size) reasons.set(key, { at: why, reason });
      const places = byCwe.get(cwe) ?? new Map<number, number>();
      if (!places.has(at)) places.set(at, why);
      byCwe.set(cwe, places);
    },
    close: () => ({
      reasons: [...reasons.values()].map(({ reason }) => reason),
      byCwe: Object.fromEntries([...byCwe].map(([cwe, places]) => [cwe, [...places].toSorted(([a], [b]) => a - b)])),
    }),
  };
}

function addListed(book: Book, mapping: Mapping, weaknesses: Weaknesses): void {
  const { basis, whole = false } = mapping;
  const controlsOf = new Map<number, readonly string[]>();
  for (const [control, number] of pairsOf(mapping.links)) controlsOf.set(Number(number), [...(controlsOf.get(Number(number)) ?? []), control]);
  for (const [cwe, controls] of controlsOf) for (const control of controls) book.add(cwe, control, { kind: 'listed', basis, whole });
  if (mapping.descend !== true) return;
  for (const [cwe, via] of kindsOf(controlsOf, weaknesses)) {
    for (const control of controlsOf.get(via) ?? []) book.add(cwe, control, { kind: 'ancestor', basis, via: `CWE-${via}`, whole });
  }
}

/** Pairs of a weakness that is not listed and one that is and that it is a kind of. Pillars are too general to say anything of their kinds. */
function kindsOf(listed: ReadonlyMap<number, unknown>, weaknesses: Weaknesses): readonly (readonly [number, number])[] {
  const parents = parentsOf(weaknesses);
  const pillars = new Set(weaknesses.filter(({ kind }) => kind === 'Pillar').map(({ id }) => id));
  const isListed = (number: number) => listed.has(number) && !pillars.has(number);
  const others = weaknesses.filter(({ id }) => !listed.has(id));
  return others.flatMap(({ id }) => nearestListed(id, parents, isListed).map((via) => [id, via] as const));
}

function pairsOf<T>(lists: Readonly<Record<string, readonly T[]>>): readonly (readonly [string, T])[] {
  return Object.entries(lists).flatMap(([key, items]) => items.map((item) => [key, item] as const));
}

const maxGenerations = 3;

/** The closest ancestors that are listed, all of one generation. */
function nearestListed(id: number, parents: ReadonlyMap<number, readonly number[]>, isListed: (id: number) => boolean): readonly number[] {
  let generation: readonly number[] = [id];
  for (let step = 0; step < maxGenerations; step += 1) {
    generation = [...new Set(generation.flatMap((each) => parents.get(each) ?? []))];
    const listed = generation.filter(isListed);
    if (listed.length > 0) return listed;
  }
  return [];
}

function addCrosswalk(book: Book, { links, basis, from }: Mapping, { done, problems }: Pick<Compiling, 'done' | 'problems'>): void {
  const catalogue = done.get(from);
  if (catalogue === undefined) problems.push(`a mapping leans on ${from}, which is not there`);
  const reached = catalogue === undefined ? new Map<string, readonly number[]>() : weaknessesOf(catalogue);
  for (const [control, other] of pairsOf(links)) {
    const via = String(other);
    const found = reached.get(via);
    if (found === undefined) problems.push(`${from}: there is no control ${via}, which ${control} leans on`);
    for (const cwe of found ?? []) book.add(cwe, control, { kind: 'crosswalk', basis, via: `${from} ${via}`, whole: false });
  }
}

/** Weaknesses by control, every control named. */
function weaknessesOf({ controls, byCwe }: Catalogue): ReadonlyMap<string, readonly number[]> {
  const reached = new Map<string, number[]>(controls.map(({ id }) => [id, []]));
  for (const [cwe, [at]] of pairsOf(byCwe)) reached.get(controls[at]?.id ?? '')?.push(Number(cwe));
  return reached;
}

function addJudged(book: Book, { framework, links, whole }: Judgement, { topics, weaknesses }: FrameworkSources, problems: string[]): void {
  const children = childrenOf(weaknesses);
  for (const [control, item] of pairsOf(links)) {
    const topic = topicOf(item, topics);
    if (topic === undefined) problems.push(`judgements of ${framework}: there is no topic ${item}`);
    const without = withDescendants(topic?.without ?? [], children);
    const via = topic?.title;
    const reason: Reason = { kind: 'judged', basis: 'Sentrik', ...(via === undefined ? {} : { via }), whole: whole.includes(control) };
    if (topic?.every === true) book.add(everyWeakness, control, reason);
    for (const cwe of withDescendants(topic?.cwe ?? [], children)) if (!without.has(cwe)) book.add(cwe, control, reason);
  }
}

/** A topic by its name; a weakness such as `CWE-306` is one without a title. */
function topicOf(name: string, topics: Topics): (Omit<Topics[string], 'title'> & { readonly title?: string }) | undefined {
  const number = /^CWE-(\d+)$/.exec(name)?.[1];
  return number === undefined ? topics[name] : { cwe: [Number(number)], without: [], every: false };
}
