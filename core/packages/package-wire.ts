import { z } from 'zod';
import { coverages } from './advisories/catalogue.ts';
import { packageStates } from './assess.ts';
import { licenseGroups } from './licenses.ts';

const advisory = z.object({
  id: z.string(),
  cve: z.string().optional(),
  severity: z.string().meta({ description: 'critical, high, medium, low; info for an unmaintained package; none where the source does not say' }),
  affected: z.enum(['yes', 'cannot-tell']),
  fixed: z.string().optional().meta({ description: 'First version after it that is not affected' }),
  exploited: z.boolean().optional().meta({ description: 'In the catalogue of known exploited vulnerabilities' }),
  summary: z.string(),
});

const checkedPackage = z.object({
  purl: z.string(),
  status: z.enum(packageStates).meta({ description: 'The worst that is known; `unknown` means that nothing is known, which is no pass' }),
  versions: z.array(z.string()).meta({ description: 'Versions looked at' }),
  versions_from: z.enum(['asked', 'lockfile', 'nowhere']),
  lockfile: z.enum(['present', 'other-version', 'absent', 'unreadable', 'no-lockfile']),
  locked: z.array(z.object({ version: z.string(), file: z.string() })),
  advisories: z.array(advisory),
  safe_from: z.string().optional().meta({ description: 'Without a version: where the last fixed range ends' }),
  resembles: z.object({ name: z.string(), because: z.string() }).optional(),
  license: z.union([
    z.object({ state: z.literal('unknown') }),
    z.object({ state: z.literal('declared'), expression: z.string(), group: z.enum(licenseGroups), from: z.string() }),
  ]),
});

const coverage = z.object({
  type: z.string(),
  coverage: z.enum(coverages).meta({ description: 'How much of the public advisories the data holds: full means all as of the date' }),
  advisories: z.int(),
  packages: z.int().meta({ description: 'Packages with an advisory' }),
  well_known_names: z.int().meta({ description: 'Names that look-alikes are compared with' }),
  sources: z.array(z.object({ name: z.string(), as_of: z.string(), license: z.string() })),
});

/** Answer of packages.check. */
export const checkPackagesOutput = z.object({
  packages: z.array(checkedPackage),
  coverage: z.array(coverage),
  lockfiles: z.array(z.object({ path: z.string(), type: z.string(), state: z.enum(['read', 'unreadable', 'too-large']), packages: z.int() })),
  lockfiles_left_out: z.string().optional(),
});

export type CheckedPackage = z.output<typeof checkedPackage>;
export type Coverage = z.output<typeof coverage>;
