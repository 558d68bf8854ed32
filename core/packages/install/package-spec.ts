import { valid } from 'semver';
import { formatPurl, purlOf } from '../purl.ts';
import type { Manager } from './installers.ts';

/** What one word of an install command asks for. */
export type PackageSpec =
  | { readonly kind: 'package'; readonly purl: string; readonly range?: string }
  | { readonly kind: 'unclear'; readonly reason: 'place' | 'name' };

type Type = Manager['type'];

const npmName = /^(?:@[a-z0-9~_.-]+\/)?[a-z0-9~_.-]+$/i;
const pythonSpec = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(@.*|[=<>!~^].*)?$/;
const pythonExact = /^={2,3}\s*([^\s,*;]+)$/;
const address = /^(?:[a-z][a-z0-9+.-]*:|~|\.{0,2}[\\/]|\.\.?$)/i;
const nodeProtocol = /^(?:git|github|gitlab|bitbucket|gist|https?|file|link|portal|workspace|patch|jsr|exec|catalog|ssh)(?:[:+@]|$)/i;
const archive = /\.(?:tgz|tar\.gz|tar\.bz2|whl|zip|gem|crate|nupkg)$/i;
const plainName = /^[A-Za-z0-9](?:[\w.-]*[\w-])?$/;
const composerName = /^[a-z0-9](?:[\w.-]*[a-z0-9])?\/[a-z0-9](?:[\w.-]*[a-z0-9])?$/i;
const goPath = /^[a-z0-9][\w.-]*\.[a-z]{2,}(?:\/[\w.~!$()+,;=@-]+)+$/i;

const readers: Readonly<Record<Type, (text: string) => PackageSpec>> = {
  npm: readNpm,
  pypi: readPython,
  cargo: (text) => readNamed('cargo', text, '@', plainName),
  golang: readGo,
  gem: (text) => readNamed('gem', text, ':', plainName),
  composer: (text) => readNamed('composer', text, /[:=@]/.exec(text)?.[0] ?? ':', composerName),
  nuget: (text) => readNamed('nuget', text, '@', plainName),
};

/** What a word such as `lodash@^4`, `requests[socks]==2.31.0` or `./local` asks for, by the type of the package URL. */
export function readPackageSpec(type: Type, text: string): PackageSpec {
  return readers[type](text.trim());
}

/** The name of the package that `npm create <name>` runs. */
export function starterOf(text: string): string {
  const [, scope, name = '', version = ''] = /^(@[^/@]+)?\/?([^@]*)(@.*)?$/.exec(text) ?? [];
  if (address.test(text) || nodeProtocol.test(text)) return text;
  const starter = name === '' ? 'create' : `create-${name}`;
  return `${scope === undefined ? '' : `${scope}/`}${starter}${version}`;
}

function readNpm(text: string): PackageSpec {
  if (address.test(text) || nodeProtocol.test(text) || archive.test(text)) return place;
  const cut = text.indexOf('@', 1);
  const name = cut < 0 ? text : text.slice(0, cut);
  const wanted = cut < 0 ? '' : text.slice(cut + 1);
  if (wanted.startsWith('npm:')) return readNpm(wanted.slice('npm:'.length));
  if (nodeProtocol.test(wanted) || address.test(wanted)) return place;
  if (!name.startsWith('@') && name.includes('/')) return place;
  return npmName.test(name) ? named('npm', name, wanted) : unclear;
}

function readPython(text: string): PackageSpec {
  if (address.test(text) || archive.test(text) || /^(?:git|hg|svn|bzr)\+/.test(text)) return place;
  const [requirement = ''] = text.split(';');
  const [, name = '', wanted = ''] = pythonSpec.exec(requirement.trim()) ?? [];
  if (name === '') return text.includes('/') || text.includes('\\') ? place : unclear;
  if (!wanted.startsWith('@')) return named('pypi', name, wanted.replace(pythonExact, '$1'), pythonExact.test(wanted));
  const version = wanted.slice(1).trim();
  return /[:/]/.test(version) ? place : named('pypi', name, version.replace(pythonExact, '$1'), /^(?:={2,3}\s*)?\d[\w.!+-]*$/.test(version));
}

function readGo(text: string): PackageSpec {
  const cut = text.lastIndexOf('@');
  const path = (cut < 0 ? text : text.slice(0, cut)).replace(/\/\.\.\.$/, '');
  if (path.startsWith('.') || path.startsWith('/') || address.test(path)) return place;
  const wanted = cut < 0 ? '' : text.slice(cut + 1);
  return goPath.test(path) ? named('golang', path, wanted, /^v\d+\.\d+\.\d+/.test(wanted)) : unclear;
}

function readNamed(type: Type, text: string, separator: string, names: RegExp): PackageSpec {
  if (address.test(text) && !names.test(text.split(separator)[0] ?? '')) return place;
  if (archive.test(text)) return place;
  const cut = text.indexOf(separator);
  const name = cut < 0 ? text : text.slice(0, cut);
  const wanted = cut < 0 ? '' : text.slice(cut + 1);
  return names.test(name) ? named(type, name, wanted) : unclear;
}

/** The package with its version where the request allows only one, otherwise with the range it allows. */
function named(type: Type, name: string, wanted: string, isExact = isExactVersion(type, wanted)): PackageSpec {
  const version = isExact ? wanted.trim().replace(/^=+\s*/, '') : undefined;
  const purl = formatPurl(purlOf(type, name, version));
  return { kind: 'package', purl, ...(isExact || wanted.trim() === '' ? {} : { range: wanted.trim() }) };
}

/** `cargo add serde@1.0.3` allows later ones too, `=1.0.3` does not; elsewhere a full version is that version. */
function isExactVersion(type: Type, wanted: string): boolean {
  if (type === 'cargo') return /^=\s*\d+\.\d+\.\d+/.test(wanted);
  if (type === 'npm') return valid(wanted.replace(/^=/, '')) !== null;
  return /^=?\s*v?\d+(?:\.\d+)+(?:[-+.]?[\w.]+)?$/.test(wanted);
}

const place: PackageSpec = { kind: 'unclear', reason: 'place' };
const unclear: PackageSpec = { kind: 'unclear', reason: 'name' };
