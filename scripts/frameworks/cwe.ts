import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { FrameworkFile } from '../../core/scan/frameworks/source.ts';
import { groupPairs, readData } from './data.ts';

const cweFile = z.object({
  version: z.string(),
  weaknesses: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      abstraction: z.string(),
      status: z.string(),
      parents: z.array(z.number()).default([]),
      tax: z.array(z.tuple([z.string(), z.string().nullable(), z.string().nullable(), z.string().nullable()])).default([]),
    }),
  ),
  views: z.record(z.string(), z.object({ name: z.string(), members: z.array(z.number()) })),
});
export type CweData = z.output<typeof cweFile>;

const licence = 'CWE Terms of Use';
const attribution = 'Copyright © 2006-2026, The MITRE Corporation. CWE and the CWE logo are trademarks of The MITRE Corporation.';

export function readCwe(folder: string): CweData {
  const name = fs.readdirSync(path.join(folder, 'cwe')).find((file) => /^cwe-[\d.]+\.compact\.json$/.test(file));
  return readData(folder, `cwe/${name ?? ''}`, cweFile);
}

/** Names and parents of all weaknesses. */
export function weaknessList({ version, weaknesses }: CweData): object {
  const list = weaknesses.map(({ id, name, abstraction, parents }) => ({ id, name, kind: abstraction, ...(parents.length === 0 ? {} : { parents }) }));
  return { source: `CWE ${version}`, licence, attribution, weaknesses: list };
}

export function cweTop25(data: CweData): FrameworkFile[] {
  const names = new Map(data.weaknesses.map((weakness) => [weakness.id, weakness.name]));
  return ['2024', '2025'].map((year) => {
    const view = Object.values(data.views).find((candidate) => candidate.name.includes(`${year} CWE Top 25`));
    if (view === undefined) throw new Error(`The CWE data has no view of the ${year} Top 25`);
    return {
      id: `cwe-top-25-${year}`,
      name: `CWE Top 25 Most Dangerous Software Weaknesses (${year})`,
      version: year,
      kind: 'code',
      shown: year === '2025',
      aliases: year === '2025' ? ['cwe-top-25', 'sans-top-25', 'sans-25', 'cwe-sans-top-25'] : [],
      source: `CWE ${data.version}, view "${view.name}"`,
      licence,
      attribution,
      controls: view.members.map((id) => ({ id: `CWE-${id}`, title: names.get(id) ?? '' })),
      mappings: [
        { from: 'cwe', basis: `CWE Top 25 ${year}`, descend: true, whole: true, links: Object.fromEntries(view.members.map((id) => [`CWE-${id}`, [id]])) },
      ],
    };
  });
}

/** A taxonomy that CWE maps to itself: links by control id as `idOf` makes it of an entry, only to `known` controls. */
export function taxonomyLinks(
  data: CweData,
  idOf: (entry: readonly (string | null)[]) => string | undefined,
  known: ReadonlySet<string>,
): Record<string, number[]> {
  const pairs = data.weaknesses.flatMap(({ id, tax }) =>
    tax.flatMap((entry) => {
      const control = idOf(entry);
      return control === undefined || !known.has(control) ? [] : [[control, id] as const];
    }),
  );
  return groupPairs(pairs.toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })));
}

/** The Java rules that CWE names, with the title that CWE gives them. */
export function certJava(data: CweData): FrameworkFile {
  const taxonomies = new Set(['The CERT Oracle Secure Coding Standard for Java (2011)', 'SEI CERT Oracle Coding Standard for Java']);
  const entries = data.weaknesses.flatMap(({ tax }) => tax.filter(([name]) => taxonomies.has(name)));
  const titles = new Map(entries.map(([, id, title]) => [id ?? '', title ?? '']));
  const controls = [...titles].map(([id, title]) => ({ id, title })).toSorted((a, b) => a.id.localeCompare(b.id));
  const links = taxonomyLinks(data, ([name, id]) => (taxonomies.has(name ?? '') ? (id ?? undefined) : undefined), new Set(titles.keys()));
  return {
    id: 'cert-java',
    name: 'SEI CERT Oracle Coding Standard for Java',
    kind: 'code',
    source: `CWE ${data.version}, taxonomy mappings: only the rules that CWE names`,
    licence,
    attribution: `${attribution} Rule titles by Carnegie Mellon University.`,
    languages: ['java', 'kotlin', 'scala'],
    controls,
    mappings: [{ from: 'cwe', basis: `taxonomy mappings of CWE ${data.version}`, links }],
  };
}

const certRules = z.object({
  commit: z.string(),
  license: z.string(),
  rules: z.array(z.object({ id: z.string(), std: z.string(), title: z.string(), level: z.string().nullish() })),
});

export function certC(folder: string, data: CweData): FrameworkFile[] {
  const { rules, commit, license } = readData(folder, 'cert/cert-c-cpp-rules.json', certRules);
  const list = (std: string) =>
    rules
      .filter((rule) => rule.std === std)
      .map(({ id, title }) => ({ id, title: title.replaceAll('`', '') }))
      .toSorted((a, b) => a.id.localeCompare(b.id));
  const shared = {
    kind: 'code' as const,
    source: `SEI CERT rule ids and titles as carried by github/codeql-coding-standards ${commit}`,
    licence: 'CC-BY-4.0',
    attribution: `${license}; identifiers and titles only`,
  };
  const c = list('CERT-C');
  const links = taxonomyLinks(data, ([name, id]) => (name === 'CERT C Secure Coding' ? (id ?? undefined) : undefined), new Set(c.map(({ id }) => id)));
  return [
    {
      id: 'cert-c',
      name: 'SEI CERT C Coding Standard',
      ...shared,
      languages: ['c', 'cpp'],
      controls: c,
      mappings: [{ from: 'cwe', basis: `taxonomy mappings of CWE ${data.version}`, links }],
    },
    { id: 'cert-cpp', name: 'SEI CERT C++ Coding Standard', aliases: ['cert-c++'], ...shared, languages: ['cpp'], controls: list('CERT-C++') },
  ];
}
