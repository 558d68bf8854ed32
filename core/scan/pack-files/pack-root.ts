import { Failure } from '../../kernel/failure.ts';
import { baseName } from '../../kernel/path.ts';

/** The file that says what a pack in a folder is called. */
export const headFile = 'pack.yaml';

/**
 * Files of a pack, relative to the folder of its pack.yaml; a pack in one file is that file. Throws `invalid_input` where there is no pack, or
 * more than one.
 */
export function packRoot<T extends { readonly path: string }>(files: readonly T[]): readonly T[] {
  const heads = files.filter(({ path }) => baseName(path) === headFile);
  const [head] = heads.toSorted((a, b) => depthOf(a.path) - depthOf(b.path));
  if (head === undefined) {
    const yaml = files.filter(({ path }) => /\.ya?ml$/i.test(path));
    if (yaml.length === 1) return yaml.map((file) => ({ ...file, path: baseName(file.path) }));
    throw new Failure('invalid_input', `There is no ${headFile}, and not exactly one YAML file that could be a pack`);
  }
  const folder = head.path.slice(0, -headFile.length);
  if (heads.some(({ path }) => !path.startsWith(folder))) throw new Failure('invalid_input', 'There are several packs; import them one by one');
  return files.filter(({ path }) => path.startsWith(folder)).map((file) => ({ ...file, path: file.path.slice(folder.length) }));
}

function depthOf(path: string): number {
  return path.split('/').length;
}
