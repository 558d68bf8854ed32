import type { FrameworkHead } from './catalogue.ts';

/** Names compare without case, spaces and punctuation: `SOC2`, `soc-2` and `SOC 2` are one. */
export function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** The frameworks that a name stands for, by id, alias or name; an alias may stand for several editions. */
export function frameworksNamed<F extends Pick<FrameworkHead, 'id' | 'name' | 'aliases'>>(name: string, frameworks: readonly F[]): readonly F[] {
  const wanted = normalName(name);
  const byId = frameworks.filter(({ id }) => normalName(id) === wanted);
  return byId.length > 0 ? byId : frameworks.filter((framework) => [framework.name, ...framework.aliases].some((other) => normalName(other) === wanted));
}
