import type { Assets } from '../../kernel/context.ts';
import { readCatalogue, readFrameworkHeads } from './catalogue.ts';
import { placementsOf, type Weak } from './controls.ts';
import { frameworksNamed, normalName } from './names.ts';

/** A rule or finding: its weaknesses, and the controls that it states or shows. */
export interface Placed extends Weak {
  readonly controls: Readonly<Record<string, readonly string[]>>;
}

/** Whether something counts for a control of one of the named frameworks; everything does when none is named. */
export function frameworkFilter(assets: Assets, names: readonly string[] | undefined): (item: Placed) => boolean {
  if (names === undefined || names.length === 0) return () => true;
  const heads = readFrameworkHeads(assets);
  const catalogues = names.flatMap((name) => frameworksNamed(name, heads)).map(({ id }) => readCatalogue(assets, id));
  const wanted = new Set([...names.map(normalName), ...catalogues.map(({ id }) => normalName(id))]);
  return (item) =>
    Object.keys(item.controls).some((name) => wanted.has(normalName(name))) || catalogues.some((catalogue) => placementsOf(item, catalogue).length > 0);
}
