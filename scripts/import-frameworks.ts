/**
 * Makes packs/frameworks/*.yaml from source data: `node scripts/run.mjs scripts/import-frameworks.ts <data folder>`.
 * The folder holds owasp/top10.json, cwe/cwe-to-nist-800-53.json, cwe/cwe-*.compact.json and nist/sp800-53r5-index.json.
 * The outputs are committed; builds never need the sources.
 */
import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Framework } from '../core/scan/frameworks.ts';

const top10Year = z.array(z.object({ id: z.string(), title: z.string(), cwes: z.array(z.number()) }));
const top10File = z.object({ '2021': top10Year, '2025': top10Year, license: z.string(), source: z.string(), commit: z.string() });
const nistMapFile = z.object({ source: z.string(), commit: z.string(), license: z.string(), map: z.record(z.string(), z.array(z.string())) });
const nistIndexFile = z.object({ source: z.string(), controls: z.array(z.object({ id: z.string(), title: z.string() })) });
const cweFile = z.object({
  version: z.string(),
  weaknesses: z.array(z.object({ id: z.number(), name: z.string() })),
  views: z.record(z.string(), z.object({ name: z.string(), members: z.array(z.number()) })),
});

export function main([folder]: readonly string[]): void {
  if (folder === undefined) throw new Error('Name the data folder');
  const target = path.resolve(import.meta.dirname, '../packs/frameworks');
  fs.mkdirSync(target, { recursive: true });
  for (const framework of [...owaspTop10(folder), cweTop25(folder), nist80053(folder)]) {
    fs.writeFileSync(path.join(target, `${framework.id}.yaml`), stringify(framework, { lineWidth: 160, flowCollectionPadding: false }));
  }
}

function owaspTop10(folder: string): Framework[] {
  const data = top10File.parse(readJson(folder, 'owasp/top10.json'));
  return (['2021', '2025'] as const).map((year) => ({
    id: `owasp-top-10-${year}`,
    name: `OWASP Top 10:${year}`,
    source: `github.com/${data.source} ${data.commit}`,
    licence: data.license,
    attribution: `OWASP Top 10:${year} by the OWASP Foundation; identifiers, titles and weakness lists; this file is under CC BY-SA 4.0`,
    controls: data[year].map(({ id, title, cwes }) => ({ id, title, cwe: cwes })),
  }));
}

function cweTop25(folder: string): Framework {
  const name = fs.readdirSync(path.join(folder, 'cwe')).find((file) => /^cwe-[\d.]+\.compact\.json$/.test(file));
  const data = cweFile.parse(readJson(folder, `cwe/${name ?? ''}`));
  const view = Object.values(data.views).find((candidate) => candidate.name.includes('2025 CWE Top 25'));
  if (view === undefined) throw new Error('The CWE data has no view of the 2025 Top 25');
  const names = new Map(data.weaknesses.map((weakness) => [weakness.id, weakness.name]));
  return {
    id: 'cwe-top-25-2025',
    name: 'CWE Top 25 Most Dangerous Software Weaknesses (2025)',
    source: `CWE ${data.version}, view "${view.name}"`,
    licence: 'CWE Terms of Use',
    attribution: 'Copyright © 2006-2026, The MITRE Corporation. CWE and the CWE logo are trademarks of The MITRE Corporation.',
    controls: view.members.map((id) => ({ id: `CWE-${id}`, title: names.get(id) ?? '', cwe: [id] })),
  };
}

function nist80053(folder: string): Framework {
  const map = nistMapFile.parse(readJson(folder, 'cwe/cwe-to-nist-800-53.json'));
  const index = nistIndexFile.parse(readJson(folder, 'nist/sp800-53r5-index.json'));
  const byControl = new Map<string, number[]>();
  for (const [cwe, controls] of Object.entries(map.map)) {
    for (const control of controls) byControl.set(control, [...(byControl.get(control) ?? []), Number(cwe)]);
  }
  const titles = new Map(index.controls.map((control) => [control.id, control.title]));
  return {
    id: 'nist-800-53',
    name: 'NIST SP 800-53 Rev. 5',
    source: `Weakness mapping: ${map.source} ${map.commit}; titles: ${index.source}`,
    licence: `${map.license} (mapping), public domain (titles)`,
    controls: [...byControl].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([id, cwe]) => ({ id, title: titles.get(id) ?? '', cwe })),
  };
}

function readJson(folder: string, name: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
}
