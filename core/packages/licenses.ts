import { z } from 'zod';
import type { Assets } from '../kernel/context.ts';

/** From the one that asks least to the one that allows least. */
export const licenseGroups = ['permissive', 'weak-copyleft', 'copyleft', 'non-commercial', 'unclassified'] as const;
export type LicenseGroup = (typeof licenseGroups)[number];

const groups = z.partialRecord(z.enum(licenseGroups), z.array(z.string()));

/** The group of each licence by its SPDX identifier in lower case. */
export function readLicenseGroups(assets: Assets): ReadonlyMap<string, LicenseGroup> {
  const lists = groups.parse(JSON.parse(new TextDecoder().decode(assets.read('packages/license-groups.json'))));
  return new Map(licenseGroups.flatMap((group) => (lists[group] ?? []).map((id) => [id.toLowerCase(), group] as const)));
}

/** The group of a licence expression: of alternatives the one that asks least, of licences that hold together the one that asks most. */
export function groupOf(expression: string, known: ReadonlyMap<string, LicenseGroup>): LicenseGroup {
  const alternatives = expression.replace(/[()]/g, ' ').split(/\s+OR\s+|\//i);
  const ranks = alternatives.map((part) =>
    Math.max(...part.split(/\s+AND\s+/i).map((id) => licenseGroups.indexOf(known.get(id.trim().toLowerCase()) ?? 'unclassified'))),
  );
  return licenseGroups[Math.min(...ranks)] ?? 'unclassified';
}
