import type { Files } from '../kernel/context.ts';
import { insideRoot } from '../kernel/path.ts';
import { fieldOf, textOf } from './lockfile/json.ts';
import { fullNameOf, type Purl } from './purl.ts';

const longestManifest = 1_000_000;
const plainPart = /^@?[\w-][\w.-]*$/;

/** The licence that the manifest of an installed npm package states, when it is of this version; undefined for other ecosystems. */
export function installedLicense(files: Files, purl: Purl, version: string | undefined): { readonly expression: string; readonly from: string } | undefined {
  const name = fullNameOf(purl);
  if (purl.type !== 'npm' || !name.split('/').every((part) => plainPart.test(part))) return undefined;
  try {
    const path = insideRoot(files.root, `node_modules/${name}/package.json`);
    const { bytes } = files.load(path, longestManifest);
    if (bytes === undefined) return undefined;
    const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const expression = textOf(manifest, 'license') ?? textOf(fieldOf(manifest, 'license'), 'type');
    const isThis = version === undefined || textOf(manifest, 'version') === version;
    return expression === undefined || !isThis ? undefined : { expression: expression.slice(0, 200), from: path };
  } catch {
    return undefined;
  }
}
