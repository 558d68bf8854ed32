import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { defineOperation } from '../kernel/operation.ts';
import { type Catalogue, openCatalogue } from './advisories/catalogue.ts';
import { assessPackage, type Assessment } from './assess.ts';
import { installedLicense } from './installed.ts';
import { groupOf, type LicenseGroup, readLicenseGroups } from './licenses.ts';
import { lockLimits, type ProjectLocks, readProjectLocks } from './lockfile/project.ts';
import { readWellKnown } from './names/well-known.ts';
import { type CheckedPackage, checkPackagesOutput, type Coverage } from './package-wire.ts';
import { formatPurl, parsePurl, type Purl } from './purl.ts';

const mostPurls = 100;

/** What is known about packages, before they are added: weaknesses, look-alike names, what the project has of them already, licences. Asks no network. */
export const checkPackages = defineOperation({
  name: 'packages.check',
  summary: 'Check packages',
  description: 'Known vulnerabilities, look-alike names, lockfile state and licences, offline. Unknown is no pass.',
  input: z.object({
    purls: z.array(z.string()).min(1).max(mostPurls).meta({ description: 'Such as pkg:npm/lodash@4.17.20' }),
  }),
  output: checkPackagesOutput,
  access: 'member',
  permission: 'scan',
  effect: 'read',
  limit: 'general',
  mcp: 'check_package',
  cli: 'package',
  async run(context, { purls }) {
    const packages = purls.map((text) => parsePurl(text));
    const types = new Set(packages.map(({ type }) => type));
    const [known, locks] = await Promise.all([knowledgeOf(context, types), readProjectLocks(context, types)]);
    const assessed = packages.map((purl) =>
      assessPackage(purl, {
        catalogue: known.catalogues.get(purl.type) ?? openCatalogue(context.assets, ''),
        wellKnown: known.wellKnown.get(purl.type) ?? [],
        locks: locks.locks.filter(({ type }) => type === purl.type),
      }),
    );
    return {
      packages: assessed.map((assessment) => checkedPackage(context, assessment, locks, known.licenses)),
      coverage: [...known.catalogues.values()].map((catalogue) => coverageOf(catalogue, known.wellKnown.get(catalogue.type) ?? [])),
      lockfiles: locks.locks.map(({ path, type, state, packages: named }) => ({ path, type, state, packages: named.length })),
      ...(locks.isWhole ? {} : { lockfiles_left_out: `Looked at ${lockLimits.files} lockfiles in ${lockLimits.folders} folders at most` }),
    };
  },
});

interface Knowledge {
  readonly catalogues: ReadonlyMap<string, Catalogue>;
  readonly wellKnown: ReadonlyMap<string, readonly string[]>;
  readonly licenses: ReadonlyMap<string, LicenseGroup>;
}

/** The shipped data, read when it is first asked for. */
async function knowledgeOf({ assets, shared }: Context, types: ReadonlySet<string>): Promise<Knowledge> {
  const catalogues = await Promise.all(
    [...types].map((type) => shared.use(`packages.catalogue ${type}`, '', () => Promise.resolve(openCatalogue(assets, type)))),
  );
  const wellKnown = await shared.use('packages.names', '', () => Promise.resolve(readWellKnown(assets)));
  const licenses = await shared.use('packages.licenses', '', () => Promise.resolve(readLicenseGroups(assets)));
  return { catalogues: new Map(catalogues.map((catalogue) => [catalogue.type, catalogue])), wellKnown, licenses };
}

function checkedPackage(context: Context, assessment: Assessment, { locks }: ProjectLocks, licenses: Knowledge['licenses']): CheckedPackage {
  const { purl, state, versions, from, hits, safeFrom, resembles, locked } = assessment;
  const license = licenseOf(context, assessment);
  const ofType = locks.filter(({ type }) => type === purl.type);
  return {
    purl: formatPurl(purl),
    status: state,
    versions: [...versions],
    versions_from: from,
    lockfile: lockState(purl, locked, ofType),
    locked: locked.map(({ version, file }) => ({ version, file })),
    advisories: hits.map(({ advisory: { id, cve, severity, summary, isExploited }, affected, fixed }) => ({
      ...{ id, severity, affected, summary },
      ...(cve === undefined ? {} : { cve }),
      ...(fixed === undefined ? {} : { fixed }),
      ...(isExploited ? { exploited: true } : {}),
    })),
    ...(safeFrom === undefined ? {} : { safe_from: safeFrom }),
    ...(resembles === undefined ? {} : { resembles: { name: resembles.of, because: resembles.because } }),
    license: license === undefined ? { state: 'unknown' } : { state: 'declared', ...license, group: groupOf(license.expression, licenses) },
  };
}

function lockState(purl: Purl, locked: Assessment['locked'], locks: ProjectLocks['locks']): CheckedPackage['lockfile'] {
  if (locked.length > 0)
    return purl.version === undefined || locked.some(({ version }) => version === purl.version?.replace(/^v(?=\d)/, '')) ? 'present' : 'other-version';
  if (locks.length === 0) return 'no-lockfile';
  return locks.every((lock) => lock.state === 'read') ? 'absent' : 'unreadable';
}

/** As the lockfile says it, otherwise as the manifest of the installed package does. */
function licenseOf(context: Context, { purl, locked }: Assessment): { readonly expression: string; readonly from: string } | undefined {
  const version = purl.version ?? locked[0]?.version;
  const named = locked.find((entry) => entry.license !== undefined && entry.version === version);
  if (named?.license !== undefined) return { expression: named.license, from: named.file };
  return installedLicense(context.files, purl, version);
}

function coverageOf({ type, coverage, advisories, names, sources }: Catalogue, wellKnown: readonly string[]): Coverage {
  return {
    ...{ type, coverage, advisories, packages: names, well_known_names: wellKnown.length },
    sources: sources.map(({ name, asOf, license }) => ({ name, as_of: asOf, license })),
  };
}
