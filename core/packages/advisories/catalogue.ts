import { brotliDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { Assets } from '../../kernel/context.ts';

/** How much of an ecosystem's public advisories a catalogue means to hold. */
export const coverages = ['full', 'partial', 'sample', 'none'] as const;

const row = z.union([
  z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()]),
  z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.literal(1)]),
]);
const source = z.object({ name: z.string(), asOf: z.string(), license: z.string() });
const head = z.object({ type: z.string(), coverage: z.enum(coverages), sources: z.array(source), exploitedAsOf: z.string(), advisories: z.int() });
const rows = z.array(row);

/** What is known about weaknesses in the packages of one ecosystem. */
export interface Catalogue {
  readonly type: string;
  readonly coverage: (typeof coverages)[number];
  readonly sources: readonly { readonly name: string; readonly asOf: string; readonly license: string }[];
  readonly advisories: number;
  /** Names with an advisory, in lower case. */
  readonly names: number;
  has(name: string): boolean;
  /** Advisories of a package by its full name, whatever the case. */
  find(name: string): readonly Advisory[];
}

export interface Advisory {
  readonly id: string;
  readonly cve?: string;
  /** critical, high, medium, low; info for what is no weakness; none where the source does not say. */
  readonly severity: string;
  /** As advisories/range.ts reads it. */
  readonly range: string;
  readonly summary: string;
  /** In the catalogue of exploited vulnerabilities of CISA. */
  readonly isExploited: boolean;
  /** The package, or this version, was made to do harm. */
  readonly isMalicious: boolean;
}

const shipped: ReadonlySet<string> = new Set(['npm', 'pypi', 'golang', 'cargo', 'gem', 'composer', 'nuget']);
const malicious = /^malicious (?:package|crate|gem)|\bbackdoor\b|typo-?squat/i;

/** Reads the catalogue of an ecosystem from the product's data; an empty one, with coverage `none`, where there is none. */
export function openCatalogue(assets: Assets, type: string): Catalogue {
  if (!shipped.has(type)) return { type, coverage: 'none', sources: [], advisories: 0, names: 0, has: () => false, find: () => [] };
  const content: unknown = JSON.parse(new TextDecoder().decode(brotliDecompressSync(assets.read(`packages/advisories/${type}.json.br`))));
  const { coverage, sources, advisories } = head.parse(content);
  const packages = new Map(Object.entries(z.object({ packages: z.record(z.string(), z.unknown()) }).parse(content).packages));
  return {
    ...{ type, coverage, sources, advisories, names: packages.size },
    has: (name) => packages.has(name.toLowerCase()),
    find: (name) => rows.parse(packages.get(name.toLowerCase()) ?? []).map(advisoryOf),
  };
}

function advisoryOf([id, cve, severity, range, summary, exploited]: z.output<typeof row>): Advisory {
  return {
    ...{ id, severity, range, summary },
    ...(cve === '' || cve === id ? {} : { cve }),
    isExploited: exploited === 1,
    isMalicious: malicious.test(summary),
  };
}
