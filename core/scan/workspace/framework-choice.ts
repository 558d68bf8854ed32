import type { Config } from '../../config/schema.ts';
import type { Assets } from '../../kernel/context.ts';
import { type Catalogue, type FrameworkHead, readCatalogue, readFrameworkHeads } from '../frameworks/catalogue.ts';
import { frameworksNamed, normalName } from '../frameworks/names.ts';
import type { Pack } from '../model.ts';

/** Which frameworks a project wants, by its settings and the request. */
export interface FrameworkChoice {
  /** Packs that were named, by id; undefined when only frameworks were, or nothing. */
  readonly packs: ReadonlySet<string> | undefined;
  /** Frameworks that stand in the list of packs: their obligations are on. */
  readonly enabled: readonly FrameworkHead[];
  /** Ids of frameworks whose controls findings show; undefined: those that are shown where nothing is set. */
  readonly shown: ReadonlySet<string> | undefined;
  /** Names that are neither. */
  readonly unknownPacks: readonly string[];
  readonly unknownFrameworks: readonly string[];
  /** The catalogues behind `shown`, read when first asked for. */
  readonly catalogues: () => readonly Catalogue[];
}

/** Reads the names in `names` (packs or frameworks) and in the settings' `frameworks`. Without any, no catalogue is touched. */
export function chooseFrameworks(assets: Assets, names: readonly string[], at: { readonly packs: readonly Pack[]; readonly config: Config }): FrameworkChoice {
  const heads = lazily(() => readFrameworkHeads(assets));
  const { named, enabled, unknownPacks } = resolveNames(names, at.packs, heads);
  const wanted = at.config.frameworks.map((name) => [name, frameworksNamed(name, heads())] as const);
  const shown = shownIds(
    enabled,
    wanted.flatMap(([, found]) => found),
    heads,
  );
  const isShown = ({ id, shown: byDefault }: FrameworkHead) => shown?.has(id) ?? byDefault;
  return {
    packs: named.size > 0 || (enabled.length === 0 && names.length > 0) ? named : undefined,
    enabled,
    shown: at.config.frameworks.length > 0 && shown === undefined ? new Set() : shown,
    unknownPacks,
    unknownFrameworks: wanted.filter(([, found]) => found.length === 0).map(([name]) => name),
    catalogues: lazily(() =>
      heads()
        .filter(isShown)
        .map(({ id }) => readCatalogue(assets, id)),
    ),
  };
}

/** Packs by id, frameworks, and names that are neither. */
function resolveNames(names: readonly string[], packs: readonly Pack[], heads: () => readonly FrameworkHead[]) {
  const found = names.map((name) => ({ name, packs: packsNamed(name, packs) }));
  const others = found.filter((each) => each.packs.length === 0).map(({ name }) => ({ name, frameworks: frameworksNamed(name, heads()) }));
  return {
    named: new Set(found.flatMap((each) => each.packs.map(({ id }) => id))),
    enabled: [...new Set(others.flatMap(({ frameworks }) => frameworks))],
    unknownPacks: others.filter(({ frameworks }) => frameworks.length === 0).map(({ name }) => name),
  };
}

/** The packs that a name stands for, by id or alias; an alias may stand for several. */
export function packsNamed<P extends Pick<Pack, 'id' | 'aliases'>>(name: string, packs: readonly P[]): readonly P[] {
  const byId = packs.filter(({ id }) => id === name);
  return byId.length > 0 ? byId : packs.filter(({ aliases = [] }) => aliases.some((alias) => normalName(alias) === normalName(name)));
}

function shownIds(enabled: readonly FrameworkHead[], wanted: readonly FrameworkHead[], heads: () => readonly FrameworkHead[]): Set<string> | undefined {
  if (enabled.length + wanted.length === 0) return undefined;
  const others = wanted.length > 0 ? wanted : heads().filter(({ shown }) => shown);
  return new Set([...others, ...enabled].map(({ id }) => id));
}

function lazily<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
