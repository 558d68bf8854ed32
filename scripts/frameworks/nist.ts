import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { FrameworkFile } from '../../core/scan/frameworks/source.ts';
import { groupPairs, readData } from './data.ts';

const mapFile = z.object({ source: z.string(), commit: z.string(), license: z.string(), map: z.record(z.string(), z.array(z.string())) });
const controlIndex = z.object({
  source: z.string(),
  controls: z.array(z.object({ id: z.string(), title: z.string(), withdrawn: z.boolean().default(false), baselines: z.array(z.string()).default([]) })),
});
const nodeIndex = z.object({
  source: z.string(),
  items: z.array(
    z.object({ id: z.string(), title: z.string().default(''), class: z.string().optional(), depth: z.number().optional(), text: z.string().default('') }),
  ),
});
const baselineNames: Readonly<Record<string, string>> = { L: 'low', M: 'moderate', H: 'high', P: 'privacy' };

/** SP 800-53, SP 800-171, CSF and SSDF; all of them are in the public domain. */
export function nist(folder: string): FrameworkFile[] {
  return [sp80053(folder), sp800171(folder), csf(folder), ssdf(folder)];
}

function sp80053(folder: string): FrameworkFile {
  const { map, source, commit, license } = readData(folder, 'cwe/cwe-to-nist-800-53.json', mapFile);
  const index = readData(folder, 'nist/sp800-53r5-index.json', controlIndex);
  const links = groupPairs(Object.entries(map).flatMap(([cwe, controls]) => controls.map((control) => [control, Number(cwe)] as const)));
  return {
    id: 'nist-800-53',
    name: 'NIST SP 800-53 Rev. 5',
    version: 'Rev. 5 (5.1.1)',
    kind: 'process',
    shown: true,
    aliases: ['nist-sp-800-53', 'nist-800-53-r5', '800-53'],
    source: `Weakness mapping: ${source} ${commit}; controls: ${index.source}`,
    licence: `${license} (mapping), public domain (controls)`,
    attribution: 'The weakness mapping is of Rev. 4 identifiers, which Rev. 5 keeps',
    levels: { name: 'baseline', values: ['low', 'moderate', 'high', 'privacy'] },
    controls: index.controls
      .filter(({ withdrawn }) => !withdrawn)
      .map(({ id, title, baselines }) => ({ id, title, levels: baselines.map((letter) => baselineNames[letter] ?? letter) })),
    mappings: [{ from: 'cwe', basis: 'the CWE to SP 800-53 mapping of MITRE Heimdall', descend: true, links }],
  };
}

function sp800171(folder: string): FrameworkFile {
  const { source, items } = readData(folder, 'nist/sp800-171r3-index.json', nodeIndex);
  const live = new Set(items.filter((item) => item.class === 'security_requirement').map(({ id }) => id.replace('SR-', '')));
  const controls = items.flatMap(({ id, title }) => {
    const number = /\((\d\d\.\d\d\.\d\d)\)$/.exec(id)?.[1];
    return number === undefined || !live.has(number) ? [] : [{ id: number, title }];
  });
  return {
    id: 'nist-800-171',
    name: 'NIST SP 800-171 Rev. 3',
    version: 'Rev. 3',
    kind: 'process',
    aliases: ['nist-sp-800-171', '800-171'],
    source,
    licence: 'public domain',
    controls: controls.toSorted((a, b) => a.id.localeCompare(b.id)),
  };
}

function csf(folder: string): FrameworkFile {
  const { source, items } = readData(folder, 'nist/csf-2.0-index.json', nodeIndex);
  const live = items.filter((item) => item.class === 'subcategory' && isInCsf2(item.id));
  return {
    id: 'nist-csf-2',
    name: 'NIST Cybersecurity Framework 2.0',
    version: '2.0',
    kind: 'process',
    aliases: ['nist-csf', 'csf', 'csf-2'],
    source,
    licence: 'public domain',
    controls: live.map(({ id, text }) => ({ id, title: text })),
  };
}

/** The published catalogue carries the subcategories of version 1.1 too, unmarked: these numbers are those of 2.0, 106 in all. */
const csfNumbers: Readonly<Record<string, readonly number[]>> = {
  ...{ 'GV.OC': upTo(5), 'GV.RM': upTo(7), 'GV.RR': upTo(4), 'GV.PO': upTo(2), 'GV.OV': upTo(3), 'GV.SC': upTo(10) },
  ...{ 'ID.AM': [1, 2, 3, 4, 5, 7, 8], 'ID.RA': upTo(10), 'ID.IM': upTo(4) },
  ...{ 'PR.AA': upTo(6), 'PR.AT': upTo(2), 'PR.DS': [1, 2, 10, 11], 'PR.PS': upTo(6), 'PR.IR': upTo(4) },
  ...{ 'DE.CM': [1, 2, 3, 6, 9], 'DE.AE': [2, 3, 4, 6, 7, 8] },
  ...{ 'RS.MA': upTo(5), 'RS.AN': [3, 6, 7, 8], 'RS.CO': [2, 3], 'RS.MI': upTo(2), 'RC.RP': upTo(6), 'RC.CO': [3, 4] },
};

function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_unused, index) => index + 1);
}

function isInCsf2(id: string): boolean {
  const [category = '', number = ''] = id.split('-');
  return csfNumbers[category]?.includes(Number(number)) === true;
}

function ssdf(folder: string): FrameworkFile {
  const { source, items } = readData(folder, 'nist/ssdf-1.1-index.json', nodeIndex);
  const practices = new Map(items.filter(({ depth }) => depth === 2).map(({ id, title }) => [id, title]));
  return {
    id: 'nist-ssdf',
    name: 'NIST SP 800-218 Secure Software Development Framework 1.1',
    version: '1.1',
    kind: 'process',
    aliases: ['ssdf', 'nist-800-218'],
    source,
    licence: 'public domain',
    // A task bears the title of its practice: the index has no titles of tasks.
    controls: items.filter(({ depth }) => depth === 3).map(({ id }) => ({ id, title: practices.get(id.split('.').slice(0, 2).join('.')) ?? '' })),
  };
}

const ksiFile = z.object({
  info: z.object({ version: z.string(), last_updated: z.string() }),
  KSI: z.record(
    z.string(),
    z.object({ name: z.string(), indicators: z.record(z.string(), z.object({ name: z.string(), controls: z.array(z.string()).default([]) })) }),
  ),
});

/** FedRAMP 20x: key security indicators, with the SP 800-53 controls that FedRAMP gives them. */
export function fedramp(folder: string, known: ReadonlySet<string>): FrameworkFile {
  const { info, KSI } = readData(folder, 'fedramp/FRMR.documentation.json', ksiFile);
  const indicators = Object.values(KSI).flatMap((theme) =>
    Object.entries(theme.indicators).map(([id, indicator]) => ({ id, theme: theme.name, ...indicator })),
  );
  const links = Object.fromEntries(
    indicators.flatMap(({ id, controls }) => {
      // The AFR indicators are about the authorisation itself.
      if (id.startsWith('KSI-AFR-')) return [];
      const found = controls.map(sp80053Id).filter((control) => known.has(control));
      return found.length === 0 ? [] : [[id, found] as const];
    }),
  );
  return {
    id: 'fedramp-20x',
    name: 'FedRAMP 20x Key Security Indicators',
    version: `${info.version} (${info.last_updated})`,
    kind: 'process',
    aliases: ['fedramp', 'fedramp-moderate'],
    source: 'github.com/FedRAMP/docs FRMR.documentation.json',
    licence: 'public domain',
    controls: indicators.map(({ id, name, theme }) => ({ id, title: `${theme}: ${name}` })),
    mappings: [{ from: 'nist-800-53', basis: 'FedRAMP 20x', links }],
  };
}

/** `sc-8.1` as `SC-8(1)`. */
function sp80053Id(oscal: string): string {
  return oscal.toUpperCase().replace(/\.(\d+)$/, '($1)');
}

const ospsFile = z.object({
  controls: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      'assessment-requirements': z.array(z.object({ id: z.string(), text: z.string(), applicability: z.array(z.string()) })),
    }),
  ),
});
const ospsSource = z.object({ source: z.string(), commit: z.string() });

/** OpenSSF OSPS Baseline: its assessment requirements, by maturity level. */
export function ospsBaseline(folder: string): FrameworkFile {
  const { source, commit } = readData(folder, 'osps-baseline/SOURCE.json', ospsSource);
  const names = fs.readdirSync(path.join(folder, 'osps-baseline')).filter((name) => /^OSPS-..\.yaml$/.test(name));
  const controls = names.toSorted().flatMap((name) => ospsFile.parse(parse(fs.readFileSync(path.join(folder, 'osps-baseline', name), 'utf8'))).controls);
  return {
    id: 'osps-baseline',
    name: 'OpenSSF Open Source Project Security Baseline',
    kind: 'process',
    aliases: ['osps', 'openssf-baseline'],
    source: `${source} ${commit}`,
    licence: 'Apache-2.0',
    attribution: 'OSPS Baseline by the Open Source Security Foundation, Apache License 2.0',
    levels: { name: 'maturity', values: ['1', '2', '3'] },
    controls: controls.flatMap((control) =>
      control['assessment-requirements']
        .filter(({ text }) => !text.startsWith('Retired'))
        .map(({ id, text, applicability }) => ({
          id,
          title: text.replaceAll(/\s+/g, ' ').trim(),
          levels: applicability.flatMap((level) => /^maturity-(\d)$/.exec(level)?.[1] ?? []),
        })),
    ),
  };
}
