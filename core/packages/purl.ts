import { PackageURL } from 'packageurl-js';
import { Failure } from '../kernel/failure.ts';

/** A package as a package URL names it: `pkg:<type>/<namespace>/<name>@<version>`. */
export interface Purl {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
}

const longest = 1000;

/** Reads a package URL and brings it into the form its type prescribes. Throws `invalid_input` for text that is none. */
export function parsePurl(text: string): Purl {
  if (text.length > longest) throw new Failure('invalid_input', `A package URL has at most ${longest} characters`);
  try {
    const { type, namespace, name, version } = PackageURL.fromString(text.trim());
    return makePurl({ type, name, ...(namespace ? { namespace } : {}), ...(version ? { version } : {}) });
  } catch {
    throw new Failure('invalid_input', 'Not a package URL such as pkg:npm/lodash@4.17.21');
  }
}

/** The package URL as text, without qualifiers. */
export function formatPurl({ type, namespace, name, version }: Purl): string {
  return new PackageURL(type, namespace, name, version, undefined, undefined).toString();
}

/** A package by the name its ecosystem uses, such as `@scope/name`, `vendor/name` or a module path. */
export function purlOf(type: string, fullName: string, version?: string): Purl {
  const cut = type === 'maven' ? fullName.indexOf(':') : fullName.lastIndexOf('/');
  const hasNamespace = cut > 0 && !flatTypes.has(type);
  return makePurl({
    type,
    name: hasNamespace ? fullName.slice(cut + 1) : fullName,
    ...(hasNamespace ? { namespace: fullName.slice(0, cut) } : {}),
    ...(version === undefined ? {} : { version }),
  });
}

/** The name as its ecosystem writes it: `@scope/name`, `group:artifact`, `vendor/name`, `module/path`, or just `name`. */
export function fullNameOf({ type, namespace, name }: Purl): string {
  if (namespace === undefined) return name;
  return `${namespace}${type === 'maven' ? ':' : '/'}${name}`;
}

/** Types whose names have no parts. */
const flatTypes: ReadonlySet<string> = new Set(['pypi', 'cargo', 'gem', 'nuget', 'hex', 'pub']);

/** Go module paths keep their case in the databases of Go, which the standard lowers; Python names are compared as PEP 503 says. */
function makePurl(purl: Purl): Purl {
  const type = purl.type.toLowerCase();
  const name = type === 'pypi' ? purl.name.toLowerCase().replace(/[-_.]+/g, '-') : purl.name;
  return { ...purl, type, name };
}
